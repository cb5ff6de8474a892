import type { EpochMs } from '../domain/time.ts';
import type { ArchiverFailure, Upload, UploadState } from '../domain/upload.ts';
import type { BaseBackupActivity } from '../domain/upload-log.ts';
import type { ArchiverEvent } from './archiver-event.ts';

/** One upload while its records are still coming in. */
interface Entry {
  readonly file: string;
  readonly host: string | undefined;
  readonly pid: number | undefined;
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
        return (event.pid === undefined ? endWithoutPid : end)(event, 'complete', event.rateKiBps);
      case 'push-skip':
        if (event.at < since) return forget(event);
        return (event.pid === undefined ? endWithoutPid : end)(event, 'skipped');
      case 'failure': {
        const { host, pid, at, text } = event.failure;
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
    const open = [...entries.values()].flat().filter((entry) => entry.endedAt === undefined);
    return [...complaints.values()]
      .map((failure) => attribute(failure, open))
      .sort((a, b) => a.at - b.at);
  };

  const uploads = (): Upload[] => {
    const pushFailures = failures().filter(({ operation }) => operation === 'push');
    return [...entries.values()]
      .flat()
      .map((entry) => withFailure(entry, pushFailures))
      .filter((upload) => (upload.endedAt ?? Infinity) >= since)
      .sort((a, b) => timeOf(a) - timeOf(b) || (a.file < b.file ? -1 : 1));
  };

  return { add, uploads, failures, baseBackups };
}

const timeOf = (upload: Upload): EpochMs => upload.beganAt ?? upload.endedAt ?? 0;

const entry = (push: Push, state: UploadState): Entry => ({
  file: push.file,
  host: push.host,
  pid: push.pid,
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

/** A failure names no action: it was a push if its process had begun to push something. */
function attribute(failure: ArchiverFailure, open: readonly Entry[]): ArchiverFailure {
  if (failure.operation !== 'unknown' || failure.pid === undefined) return failure;
  return open.some((upload) => interrupts(failure, upload))
    ? { ...failure, operation: 'push' }
    : failure;
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
