import { kindOf } from '../archivers/archivers.ts';
import { hasEnded, type EndedUpload, type OpenUpload, type Upload } from '../domain/upload.ts';
import type { ArchiverEvent } from './archiver-event.ts';

/** One upload while its records are still coming in: which of them failed is told when all are there. */
export type Entry = OpenUpload | EndedUpload;

export type PushBegin = Extract<ArchiverEvent, { kind: 'push-begin' }>;
export type PushEnd = Extract<ArchiverEvent, { kind: 'push-complete' | 'push-skip' }>;
type Push = PushBegin | PushEnd;

/** The uploads, each of its begin and its end. */
export interface UploadPairs {
  readonly begin: (push: PushBegin) => void;
  readonly end: (push: PushEnd) => void;
  /** Drops the tries of a file that began before an end of it, whoever completed it, and with whatever pid. */
  readonly drop: (push: PushEnd) => void;
  readonly all: () => readonly Entry[];
}

/**
 * Pairs the begin of each upload with its end: by host, pid and file, in whatever order the records
 * come and however often. A retry has another pid, so it is an upload of its own; should a pid come
 * round again with the same file, the times tell the two apart.
 */
export function createUploadPairs(): UploadPairs {
  /** By host and file: a file has few tries, and an end that lost its pid finds them all. */
  const entries = new Map<string, Entry[]>();

  /** Each once: a million uploads have one, and a part of a line keeps the whole line. */
  const destinations = new Map<string, string>();

  const shared: Share = (destination) => {
    const known = destinations.get(destination);
    if (known === undefined) destinations.set(destination, destination);
    return known ?? destination;
  };

  const triesOf = (push: Push): Entry[] => {
    const key = keyOf(push);
    const found = entries.get(key);
    if (found !== undefined) return found;
    const fresh: Entry[] = [];
    entries.set(key, fresh);
    return fresh;
  };

  return {
    begin: (push) => {
      const tries = triesOf(push);
      const mine = tries.filter(({ pid }) => pid === push.pid);
      if (mine.some((entry) => entry.beganAt === push.at)) return;
      const waiting = mine.find(
        (entry) => hasEnded(entry) && entry.beganAt === undefined && entry.endedAt >= push.at,
      );
      if (waiting !== undefined) replace(tries, waiting, { ...waiting, beganAt: push.at });
      else tries.push({ ...tryOf(push, shared), state: 'uploading', beganAt: push.at });
    },
    end: (push) => {
      const tries = triesOf(push);
      const openOf = (candidates: readonly Entry[]): OpenUpload | undefined =>
        candidates
          .filter((entry) => !hasEnded(entry))
          .findLast(({ beganAt }) => beganAt <= push.at);
      // A record that lost its pid closes what its host has open for that file.
      const pid = lostItsPid(push) ? openOf(tries)?.pid : push.pid;
      const mine = tries.filter((candidate) => candidate.pid === pid);
      if (mine.some((entry) => entry.endedAt === push.at)) return;
      const begun = openOf(mine);
      const ended = endOf(push, begun, shared);
      if (begun === undefined) tries.push(ended);
      else replace(tries, begun, ended);
    },
    drop: (push) => {
      const key = keyOf(push);
      const left = (entries.get(key) ?? []).filter(({ beganAt }) => (beganAt ?? 0) > push.at);
      if (left.length === 0) entries.delete(key);
      else entries.set(key, left);
    },
    all: () => [...entries.values()].flat(),
  };
}

/** Only where every end has its pid it can have been lost. */
const lostItsPid = ({ pid, archiver }: Push): boolean =>
  pid === undefined && kindOf(archiver).log.endsCarryPid;

const keyOf = ({ host, file }: Push): string => `${host ?? ''} ${file}`;

type Try = Pick<Upload, 'file' | 'host' | 'pid' | 'archiver' | 'destination'>;
type Share = (destination: string) => string;

/** What a try is, whatever became of it. */
export const tryOf = (
  { file, host, pid, archiver, destination }: Try,
  share: Share = (one) => one,
): Try =>
  destination === undefined
    ? { file, host, pid, archiver }
    : { file, host, pid, archiver, destination: share(destination) };

const endOf = (push: PushEnd, begun: OpenUpload | undefined, share: Share): EndedUpload => ({
  ...tryOf(begun ?? push, share),
  state: push.kind === 'push-skip' ? 'skipped' : 'complete',
  beganAt: begun?.beganAt,
  endedAt: push.at,
  rateKiBps: push.kind === 'push-complete' ? push.rateKiBps : undefined,
  ...(push.kind === 'push-complete' && push.storedBefore === true ? { storedBefore: true } : {}),
});

function replace(tries: Entry[], old: Entry, next: Entry): void {
  tries[tries.indexOf(old)] = next;
}
