import type { EpochMs } from '../../domain/time.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { walFileIn } from '../../log/archiver-lines.ts';

type Completed = Extract<ArchiverEvent, { kind: 'base-backup-complete' }>;

/** As many runs are remembered: one that broke off never says so in these words. */
const RUNS = 16;

interface Running {
  readonly beganAt: EpochMs;
  readonly stop: string | undefined;
}

/** What barman-cloud-backup tells with --verbose: that a backup starts, where it ends in the WAL, that it is complete. */
export function createBackupLines(): (
  text: string,
  origin: { readonly host: string | undefined; readonly at: EpochMs },
  pid: number | undefined,
) => Completed | undefined {
  const running = new Map<number, Running>();

  return (text, origin, pid) => {
    if (pid === undefined) return undefined;
    if (/^Starting backup '\d{8}T\d{6}'$/.test(text)) {
      running.delete(pid);
      running.set(pid, { beganAt: origin.at, stop: undefined });
      const [oldest] = running.keys();
      if (running.size > RUNS && oldest !== undefined) running.delete(oldest);
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
      archiver: 'barman-cloud',
      ...origin,
      beganAt: mine.beganAt,
      start: undefined,
      stop: mine.stop,
    };
  };
}
