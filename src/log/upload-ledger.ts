import { kindOf, namesHosts } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import { HOUR, type DurationMs, type EpochMs } from '../domain/time.ts';
import {
  hasEnded,
  lastTouched,
  type ArchiverFailure,
  type EndedUpload,
  type OpenUpload,
  type Upload,
} from '../domain/upload.ts';
import type { BaseBackupActivity, CompleteBackup } from '../domain/upload-log.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { withFailedFiles, type FailedCommand } from './failed-command.ts';
import { createFollowedByEnd, denialOf } from './denied-completion.ts';
import { attribute, createFailedCommands, failureOf } from './failed-try.ts';

/** One upload while its records are still coming in: which of them failed is told when all are there. */
type Entry = OpenUpload | EndedUpload;

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

type PushEnd = Extract<ArchiverEvent, { kind: 'push-complete' | 'push-skip' }>;
type Push = PushEnd | Extract<ArchiverEvent, { kind: 'push-begin' }>;

/**
 * Pairs the begin of each upload with its end: by host, pid and file, in whatever order the records
 * come and however often. A retry has another pid, so it is an upload of its own; should a pid come
 * round again with the same file, the times tell the two apart.
 *
 * Uploads and complaints that ended before `since` are forgotten, so that a long log needs little memory.
 */
export function createUploadLedger(since: EpochMs = -Infinity): UploadLedger {
  /** By host and file: a file has few tries, and an end that lost its pid finds them all. */
  const entries = new Map<string, Entry[]>();
  const complaints = new Map<string, ArchiverFailure>();
  const failedCommands: FailedCommand[] = [];
  const backups = new Map<string, BaseBackupActivity>();
  const complete = new Map<string, CompleteBackup>();
  /** For each host, the newest end that was forgotten. */
  const forgotten = new Map<string | undefined, EpochMs>();
  /** For each process of a host, its newest complaint that was forgotten. */
  const failedBefore = new Map<string, EpochMs>();
  /** What ends so shortly before `since` is kept, for what is read in another order than it was written. */
  const rememberedFrom = since - REMEMBERED;

  /** Each once: a million uploads have one, and a part of a line keeps the whole line. */
  const destinations = new Map<string, string>();
  const withSharedDestination = <T extends Push>(push: T): T => {
    const { destination } = push;
    if (destination === undefined) return push;
    const known = destinations.get(destination);
    if (known !== undefined) return { ...push, destination: known };
    destinations.set(destination, destination);
    return push;
  };

  const triesOf = (push: Push): Entry[] => {
    const key = keyOf(push);
    const found = entries.get(key);
    if (found !== undefined) return found;
    const fresh: Entry[] = [];
    entries.set(key, fresh);
    return fresh;
  };

  const begin = (push: Push): void => {
    const tries = triesOf(push);
    const mine = tries.filter(({ pid }) => pid === push.pid);
    if (mine.some((entry) => entry.beganAt === push.at)) return;
    const waiting = mine.find(
      (entry) => hasEnded(entry) && entry.beganAt === undefined && entry.endedAt >= push.at,
    );
    if (waiting !== undefined) replace(tries, waiting, { ...waiting, beganAt: push.at });
    else tries.push({ ...tryOf(push), state: 'uploading', beganAt: push.at });
  };

  const end = (push: PushEnd): void => {
    if (push.at < rememberedFrom) return forget(push);
    const tries = triesOf(push);
    const openOf = (candidates: readonly Entry[]): OpenUpload | undefined =>
      candidates.filter((entry) => !hasEnded(entry)).findLast(({ beganAt }) => beganAt <= push.at);
    // A record that lost its pid closes what its host has open for that file.
    const pid = lostItsPid(push) ? openOf(tries)?.pid : push.pid;
    const mine = tries.filter((candidate) => candidate.pid === pid);
    if (mine.some((entry) => entry.endedAt === push.at)) return;
    const begun = openOf(mine);
    const ended = endOf(push, begun);
    if (begun === undefined) tries.push(ended);
    else replace(tries, begun, ended);
  };

  /** Whoever completed the file, and with whatever pid: what of it began before is over. */
  const forget = (push: Push): void => {
    const left = (entries.get(keyOf(push)) ?? []).filter(({ beganAt }) => (beganAt ?? 0) > push.at);
    if (left.length === 0) entries.delete(keyOf(push));
    else entries.set(keyOf(push), left);
    forgotten.set(push.host, Math.max(push.at, forgotten.get(push.host) ?? push.at));
  };

  /** What was tried in vain so long ago is told of no more; what its process had open is over all the same. */
  const forgetComplaint = ({ host, pid, at, operation, reportedBy }: ArchiverFailure): void => {
    if (reportedBy !== 'archiver' || operation === 'fetch' || operation === 'base-backup') return;
    if (pid === undefined && operation !== 'push') return;
    const process = processOf({ host, pid });
    failedBefore.set(process, Math.max(at, failedBefore.get(process) ?? at));
  };

  /** Ends of its host that are forgotten are newer than its begin: its own may be one of them. */
  const mayBeForgotten = (entry: Entry): boolean =>
    !hasEnded(entry) &&
    [
      forgotten.get(entry.host),
      failedBefore.get(processOf(entry)),
      failedBefore.get(processOf({ host: entry.host, pid: undefined })),
    ].some((over) => over !== undefined && entry.beganAt <= over);

  const add = (event: ArchiverEvent): void => {
    switch (event.kind) {
      case 'push-begin':
        return begin(withSharedDestination(event));
      case 'push-complete':
      case 'push-skip':
        return end(withSharedDestination(event));
      case 'failed-command':
        if (event.at >= since) failedCommands.push(event);
        return;
      case 'failure': {
        const { host, pid, at, text } = event.failure;
        if (at < rememberedFrom) return forgetComplaint(event.failure);
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
            (failure) => failure.host === host && failure.pid === pid && failure.at >= firstAt,
          ),
      )
      .sort((a, b) => a.firstAt - b.firstAt);

  const all = (): Entry[] => [...entries.values()].flat().filter((one) => !mayBeForgotten(one));

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

/** Only where every end has its pid it can have been lost. */
const lostItsPid = ({ pid, archiver }: Push): boolean =>
  pid === undefined && kindOf(archiver).log.endsCarryPid;

/** Ends that are too old to be told of are ends all the same: of the file, or of a newer process of the host. */
const isOver = (upload: Upload, endedBefore: readonly EndedUpload[]): boolean =>
  upload.state === 'uploading' &&
  endedBefore.some(
    ({ host, file, pid, beganAt, endedAt }) =>
      host === upload.host &&
      ((file === upload.file && endedAt >= upload.beganAt) ||
        (pid !== upload.pid && beganAt !== undefined && beganAt > upload.beganAt)),
  );

const processOf = ({ host, pid }: Pick<Upload, 'host' | 'pid'>): string =>
  `${host ?? ''} ${pid ?? ''}`;

const keyOf = ({ host, file }: Push): string => `${host ?? ''} ${file}`;

const beginOf = (upload: Upload): EpochMs => upload.beganAt ?? lastTouched(upload);

const tryOf = ({
  file,
  host,
  pid,
  archiver,
  destination,
}: Pick<Upload, 'file' | 'host' | 'pid' | 'archiver' | 'destination'>) => ({
  file,
  host,
  pid,
  archiver,
  ...(destination === undefined ? {} : { destination }),
});

const endOf = (push: PushEnd, begun: OpenUpload | undefined): EndedUpload => ({
  ...tryOf(begun ?? push),
  state: push.kind === 'push-skip' ? 'skipped' : 'complete',
  beganAt: begun?.beganAt,
  endedAt: push.at,
  rateKiBps: push.kind === 'push-complete' ? push.rateKiBps : undefined,
  ...(push.kind === 'push-complete' && push.storedBefore === true ? { storedBefore: true } : {}),
});

function replace(tries: Entry[], old: Entry, next: Entry): void {
  tries[tries.indexOf(old)] = next;
}
