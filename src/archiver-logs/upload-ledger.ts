import type { Archiver } from '../domain/archiver.ts';
import { SECOND, type EpochMs } from '../domain/time.ts';
import type { ArchiverFailure, Upload, UploadState } from '../domain/upload.ts';
import type { BaseBackupActivity } from '../domain/upload-log.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { createFollowedByEnd, denialOf } from './denied-completion.ts';
import { withFailedFiles, type FailedCommand } from './failed-command.ts';

/** One upload while its records are still coming in. */
interface Entry {
  readonly file: string;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  readonly archiver: Archiver;
  beganAt: EpochMs | undefined;
  endedAt: EpochMs | undefined;
  state: UploadState;
  rateKiBps: number | undefined;
}

export interface UploadLedger {
  readonly add: (event: ArchiverEvent) => void;
  /** The uploads so far, the earliest first. */
  readonly uploads: () => Upload[];
  /** Every complaint once, the earliest first, with what it interrupted if that is known. */
  readonly failures: () => ArchiverFailure[];
  /** Base backups that were at work and of which no failure is known, the earliest first. */
  readonly baseBackups: () => BaseBackupActivity[];
}

type Push = Extract<ArchiverEvent, { kind: 'push-begin' | 'push-complete' | 'push-skip' }>;

/**
 * Pairs the begin of each upload with its end: by host, pid and file, in whatever order the records
 * come and however often. A retry has another pid, so it is an upload of its own; should a pid come
 * round again with the same file, the times tell the two apart.
 *
 * Uploads that ended before `since` are forgotten, so that a long log needs little memory.
 */
export function createUploadLedger(since: EpochMs = -Infinity): UploadLedger {
  const entries = new Map<string, Entry[]>();
  const complaints = new Map<string, ArchiverFailure>();
  const failedCommands: FailedCommand[] = [];
  const backups = new Map<string, BaseBackupActivity>();

  const entriesOf = (push: Push): Entry[] => {
    const key = `${push.host ?? ''} ${push.pid ?? ''} ${push.file}`;
    const found = entries.get(key);
    if (found !== undefined) return found;
    const fresh: Entry[] = [];
    entries.set(key, fresh);
    return fresh;
  };

  const begin = (push: Push): void => {
    const mine = entriesOf(push);
    if (mine.some((entry) => entry.beganAt === push.at)) return;
    const waiting = mine.find(
      (entry) => entry.beganAt === undefined && (entry.endedAt ?? 0) >= push.at,
    );
    if (waiting !== undefined) waiting.beganAt = push.at;
    else mine.push(entry(push, 'uploading'));
  };

  const end = (push: Push, state: 'complete' | 'skipped', rateKiBps?: number): void => {
    const mine = entriesOf(push);
    if (mine.some((entry) => entry.endedAt === push.at)) return;
    const begun = mine.findLast(
      (entry) => entry.endedAt === undefined && (entry.beganAt ?? 0) <= push.at,
    );
    const ended = begun ?? entry(push, state);
    ended.endedAt = push.at;
    ended.state = state;
    ended.rateKiBps = rateKiBps;
    if (begun === undefined) mine.push(ended);
  };

  /** A record that lost its pid closes what its host has open for that file. */
  const endWithoutPid = (push: Push, state: 'complete' | 'skipped', rateKiBps?: number): void => {
    for (const mine of entries.values()) {
      const begun = mine.findLast(
        (entry) =>
          entry.file === push.file &&
          entry.host === push.host &&
          entry.endedAt === undefined &&
          (entry.beganAt ?? 0) <= push.at,
      );
      if (begun !== undefined) return end({ ...push, pid: begun.pid }, state, rateKiBps);
    }
    end(push, state, rateKiBps);
  };

  const add = (event: ArchiverEvent): void => {
    switch (event.kind) {
      case 'push-begin':
        return begin(event);
      case 'push-complete':
        if (event.at < since) return forget(event);
        return (lostItsPid(event) ? endWithoutPid : end)(event, 'complete', event.rateKiBps);
      case 'push-skip':
        if (event.at < since) return forget(event);
        return (lostItsPid(event) ? endWithoutPid : end)(event, 'skipped');
      case 'failure': {
        const { host, pid, at, text } = event.failure;
        const key = `${host ?? ''} ${pid ?? ''} ${at} ${text}`;
        complaints.set(key, complaints.get(key) ?? event.failure);
        return;
      }
      case 'failed-command':
        if (event.at >= since) failedCommands.push(event);
        return;
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
            (failure) => failure.host === host && failure.pid === pid && failure.at >= firstAt,
          ),
      )
      .sort((a, b) => a.firstAt - b.firstAt);

  const forget = (push: Push): void => {
    entries.delete(`${push.host ?? ''} ${push.pid ?? ''} ${push.file}`);
  };

  const failures = (): ArchiverFailure[] => {
    const all = withFailedFiles([...complaints.values()], failedCommands).sort(
      (a, b) => a.at - b.at,
    );
    if (all.length === 0) return [];
    const known = [...entries.values()].flat();
    const open = known.filter((entry) => entry.endedAt === undefined);
    const failedCommand = createFailedCommands(all);
    const followedByEnd = createFollowedByEnd(known);
    return all.map((failure) =>
      attribute(failure, open, (of) => failedCommand(of) || followedByEnd(of)),
    );
  };

  const listed = <T extends Listed>(items: readonly T[]): T[] =>
    items.map(withoutServer([...entries.values()].flat()));

  const uploads = (): Upload[] => {
    const pushFailures = failures().filter(({ operation }) => operation === 'push');
    const all = [...entries.values()].flat();
    const denied = denialOf(all, pushFailures);
    return all
      .map((entry) => {
        const denial = denied(entry);
        return denial === undefined
          ? withFailure(entry, pushFailures)
          : { ...entry, state: 'failed' as const, endedAt: denial.at };
      })
      .filter((upload) => (upload.endedAt ?? Infinity) >= since)
      .sort((a, b) => timeOf(a) - timeOf(b) || (a.file < b.file ? -1 : 1));
  };

  return {
    add,
    uploads: () => listed(uploads()),
    failures: () => listed(failures()),
    baseBackups,
  };
}

interface Listed {
  readonly host: string | undefined;
  readonly archiver?: Archiver | undefined;
}

/**
 * Barman's log names its servers, not hosts. The one server of a log is whichever host it is asked
 * about. Where there are several, only one with the name of a host can be told from the rest.
 */
function withoutServer(all: readonly Entry[]): <T extends Listed>(item: T) => T {
  const servers = new Set(all.filter(isBarman).map(({ host }) => host));
  const [only] = servers.size === 1 ? servers : [];
  return (item) =>
    only !== undefined && isBarman(item) && item.host === only
      ? { ...item, host: undefined }
      : item;
}

const isBarman = ({ archiver }: Listed): boolean => archiver === 'barman';

/** Only WAL-E writes its pid with every end, so only there it can have been lost. */
const lostItsPid = ({ pid, archiver }: Push): boolean => pid === undefined && archiver === 'wal-e';

const timeOf = (upload: Upload): EpochMs => upload.beganAt ?? upload.endedAt ?? 0;

const entry = (push: Push, state: UploadState): Entry => ({
  file: push.file,
  host: push.host,
  pid: push.pid,
  archiver: push.archiver,
  beganAt: push.kind === 'push-begin' ? push.at : undefined,
  endedAt: undefined,
  state,
  rateKiBps: undefined,
});

const interrupts = (failure: ArchiverFailure, upload: Entry): boolean =>
  upload.beganAt !== undefined &&
  failure.reportedBy === 'archiver' &&
  failure.host === upload.host &&
  failure.at >= upload.beganAt &&
  (failure.pid === upload.pid || failure.pid === undefined);

/**
 * A failure names no action. It was a push if its process had begun to push something; where no pid is
 * logged, if what comes right after it says so.
 */
function attribute(
  failure: ArchiverFailure,
  open: readonly Entry[],
  saidAfter: SaidAfter,
): ArchiverFailure {
  if (failure.operation !== 'unknown') return failure;
  const isPush =
    failure.pid === undefined
      ? saidAfter(failure)
      : open.some((upload) => interrupts(failure, upload));
  return isPush ? { ...failure, operation: 'push' } : failure;
}

type SaidAfter = (failure: ArchiverFailure) => boolean;

/** Whether PostgreSQL says in the second of a failure, or in the next, that its command failed. */
function createFailedCommands(failures: readonly ArchiverFailure[]): SaidAfter {
  const second = ({ host, at }: ArchiverFailure, later: number): string =>
    `${host ?? ''} ${Math.floor(at / SECOND) + later}`;
  const reported = new Set(
    failures
      .filter(({ reportedBy }) => reportedBy === 'postgresql')
      .map((failure) => second(failure, 0)),
  );
  return (failure) => reported.has(second(failure, 0)) || reported.has(second(failure, 1));
}

/**
 * The first failure of the process ends what it had open. One that lost its pid ends only what the
 * newest process of the host had open: an older process had ended by then.
 */
function withFailure(upload: Entry, failures: readonly ArchiverFailure[]): Upload {
  if (upload.endedAt !== undefined) return { ...upload };
  const failure =
    failures.find((candidate) => candidate.pid !== undefined && interrupts(candidate, upload)) ??
    failures.find((candidate) => interrupts(candidate, upload));
  return failure === undefined
    ? { ...upload }
    : { ...upload, state: 'failed', endedAt: failure.at };
}
