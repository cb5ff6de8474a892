import { namesHosts } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import { HOUR, type DurationMs, type EpochMs } from '../domain/time.ts';
import {
  hasEnded,
  lastTouched,
  type ArchiverFailure,
  type EndedUpload,
  type Upload,
} from '../domain/upload.ts';
import type { BaseBackupActivity, CompleteBackup } from '../domain/upload-log.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { withFailedFiles, type FailedCommand } from './failed-command.ts';
import { createFollowedByEnd, denialOf } from './denied-completion.ts';
import { attribute, createFailedCommands, failureOf } from './failed-try.ts';
import { createForgottenEnds } from './forgotten-ends.ts';
import { createUploadPairs, tryOf, type Entry, type PushEnd } from './upload-pairs.ts';

export interface UploadLedger {
  readonly add: (event: ArchiverEvent) => void;
  /** The uploads so far, the earliest first. */
  readonly uploads: () => Upload[];
  /** Every complaint once, the earliest first, with what it interrupted if that is known. */
  readonly failures: () => ArchiverFailure[];
  /** Base backups that were at work and of which no failure is known, the earliest first. */
  readonly baseBackups: () => BaseBackupActivity[];
  /** Those that the log says are complete, the earliest first. */
  readonly completeBackups: () => CompleteBackup[];
}

/** Segments take minutes, and the files of a log are cut between any two lines. */
const REMEMBERED: DurationMs = HOUR;

/**
 * What the records of a log come to: uploads, each paired of its begin and its end; complaints, and which uploads they
 * ended; base backups.
 *
 * Uploads and complaints that ended before `since` are forgotten, so that a long log needs little memory.
 */
export function createUploadLedger(since: EpochMs = -Infinity): UploadLedger {
  const pairs = createUploadPairs();
  const forgotten = createForgottenEnds();
  const complaints = new Map<string, ArchiverFailure>();
  const failedCommands: FailedCommand[] = [];
  const backups = new Map<string, BaseBackupActivity>();
  const complete = new Map<string, CompleteBackup>();
  /** What ends so shortly before `since` is kept, for what is read in another order than it was written. */
  const rememberedFrom = since - REMEMBERED;

  const end = (push: PushEnd): void => {
    if (push.at >= rememberedFrom) return pairs.end(push);
    pairs.drop(push);
    forgotten.end(push);
  };

  const add = (event: ArchiverEvent): void => {
    switch (event.kind) {
      case 'push-begin':
        return pairs.begin(event);
      case 'push-complete':
      case 'push-skip':
        return end(event);
      case 'failed-command':
        if (event.at >= since) failedCommands.push(event);
        return;
      case 'failure': {
        const { host, pid, at, text } = event.failure;
        if (at < rememberedFrom) return forgotten.complaint(event.failure);
        const key = `${host ?? ''} ${pid ?? ''} ${at} ${text}`;
        complaints.set(key, complaints.get(key) ?? event.failure);
        return;
      }
      case 'base-backup': {
        const { host, pid, at } = event;
        const key = `${host ?? ''} ${pid ?? ''}`;
        const { firstAt, lastAt } = backups.get(key) ?? { firstAt: at, lastAt: at };
        backups.set(key, {
          host,
          pid,
          firstAt: Math.min(firstAt, at),
          lastAt: Math.max(lastAt, at),
        });
        return;
      }
      case 'base-backup-complete': {
        const { archiver, host, at, beganAt, start, stop } = event;
        if (at < since) return;
        const backup = { archiver, host, beganAt, endedAt: at, start, stop };
        complete.set(`${archiver} ${host ?? ''} ${at}`, backup);
        return;
      }
      case 'other':
        return;
    }
  };

  const baseBackups = (): BaseBackupActivity[] =>
    [...backups.values()]
      .filter((backup) => backup.lastAt >= since)
      .filter(
        ({ host, pid, firstAt }) =>
          ![...complaints.values()].some(
            (failure) =>
              failure.retrying !== true &&
              failure.host === host &&
              failure.pid === pid &&
              failure.at >= firstAt,
          ),
      )
      .sort((a, b) => a.firstAt - b.firstAt);

  const all = (): Entry[] => pairs.all().filter((entry) => !forgotten.mayEnd(entry));

  const failures = (): ArchiverFailure[] => {
    const said = withFailedFiles([...complaints.values()], failedCommands).sort(
      (a, b) => a.at - b.at,
    );
    if (said.length === 0) return [];
    const known = all();
    const open = known.filter((entry) => !hasEnded(entry));
    const failedCommand = createFailedCommands(said);
    const followedByEnd = createFollowedByEnd(known);
    return said.map((failure) =>
      attribute(failure, open, (of) => failedCommand(of) || followedByEnd(of)),
    );
  };

  const listed = <T extends Listed>(items: readonly T[]): T[] => items.map(withoutServer(all()));

  const uploads = (): Upload[] => {
    const pushFailures = failures().filter(
      ({ operation, retrying }) => operation === 'push' && retrying !== true,
    );
    const known = all();
    const denied = denialOf(known, pushFailures);
    const endedBefore = known.filter(hasEnded).filter(({ endedAt }) => endedAt < since);
    return known
      .map((entry): Upload => {
        const failed = hasEnded(entry) ? denied(entry) : failureOf(entry, pushFailures);
        return failed === undefined
          ? entry
          : { ...tryOf(entry), state: 'failed', beganAt: entry.beganAt, endedAt: failed.at };
      })
      .filter((upload) => (upload.endedAt ?? Infinity) >= since && !isOver(upload, endedBefore))
      .sort((a, b) => beginOf(a) - beginOf(b) || (a.file < b.file ? -1 : 1));
  };

  return {
    add,
    uploads: () => listed(uploads()),
    failures: () => listed(failures()),
    baseBackups,
    completeBackups: () => listed([...complete.values()].sort((a, b) => a.endedAt - b.endedAt)),
  };
}

interface Listed {
  readonly host: string | undefined;
  readonly archiver?: Archiver | undefined;
}

/**
 * Of a log that names servers and not hosts, the one server is whichever host it is asked about.
 * Where there are several, only one with the name of a host can be told from the rest.
 */
function withoutServer(all: readonly Entry[]): <T extends Listed>(item: T) => T {
  const servers = new Set(all.filter(isOfServer).map(({ host }) => host));
  const [only] = servers.size === 1 ? servers : [];
  return (item) =>
    only !== undefined && isOfServer(item) && item.host === only
      ? { ...item, host: undefined }
      : item;
}

const isOfServer = ({ archiver }: Listed): boolean => !namesHosts(archiver);

/** Ends that are too old to be told of are ends all the same: of the file, or of a newer process of the host. */
const isOver = (upload: Upload, endedBefore: readonly EndedUpload[]): boolean =>
  upload.state === 'uploading' &&
  endedBefore.some(
    ({ host, file, pid, beganAt, endedAt }) =>
      host === upload.host &&
      ((file === upload.file && endedAt >= upload.beganAt) ||
        (pid !== upload.pid && beganAt !== undefined && beganAt > upload.beganAt)),
  );

const beginOf = (upload: Upload): EpochMs => upload.beganAt ?? lastTouched(upload);
