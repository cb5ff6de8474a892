import { readHost } from '../../domain/host.ts';
import type { EpochMs } from '../../domain/time.ts';
import { walFileIn } from '../../log/archiver-lines.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';

type Completed = Extract<ArchiverEvent, { kind: 'base-backup-complete' }>;

const STARTS = /^Starting backup using \S{1,40} method for server (\S{1,100}) in /;

interface Running {
  readonly server: string | undefined;
  readonly beganAt: EpochMs;
  readonly stop: string | undefined;
}

/**
 * What Barman tells of a base backup, one process each: that it starts and for which server, where it ends in the WAL,
 * and that it is complete. The position that it names at the start is from before the backup's checkpoint, in the
 * segment before it may be: so it counts by when it began.
 */
export function createBackupLines(): (
  text: string,
  pid: number | undefined,
  at: EpochMs,
) => Completed | undefined {
  const running = new Map<number, Running>();

  return (text, pid, at) => {
    if (pid === undefined) return undefined;
    const [, server] = STARTS.exec(text) ?? [];
    // Barman takes one backup of a server at a time: whatever else is open was broken off.
    if (server !== undefined) {
      for (const [other, { server: of }] of running) {
        if (of === readHost(server)) running.delete(other);
      }
      running.set(pid, { server: readHost(server), beganAt: at, stop: undefined });
    }
    const mine = running.get(pid);
    if (mine === undefined) return undefined;
    if (text.startsWith('Backup end at LSN: ')) {
      running.set(pid, { ...mine, stop: walFileIn(text) });
    }
    if (!text.startsWith('Backup completed (')) return undefined;
    running.delete(pid);
    return {
      kind: 'base-backup-complete',
      archiver: 'barman',
      host: mine.server,
      at,
      beganAt: mine.beganAt,
      start: undefined,
      stop: mine.stop,
    };
  };
}
