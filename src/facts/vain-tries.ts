import type { Archiver } from '../domain/archiver.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { SECOND, type EpochMs } from '../domain/time.ts';
import type { ArchiverFailure } from '../domain/upload.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { metricOf } from './archive-metric.ts';
import { isOfCluster, placeOf, type SegmentUpload } from './cluster-segments.ts';

/**
 * A segment that was tried within the window and that no upload completed there. An archiver does not try again
 * what it has stored: so it was not stored before the window either.
 */
export interface VainTry {
  readonly timeline: number;
  readonly number: number;
  readonly host: string | undefined;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** How many tries failed, or left it out. None: it began, and no end of it is in the log. */
  readonly failed: number;
}

/** Something that the log says of one try. */
interface Sign {
  readonly timeline: number;
  readonly number: number;
  readonly host: string | undefined;
  readonly archiver: Archiver | undefined;
  readonly at: EpochMs;
  readonly failed: boolean;
}

/** The segments tried in vain since the window began, the lowest first. */
export function vainTries(
  snapshot: Snapshot,
  ended: readonly SegmentUpload[],
  from: EpochMs,
): readonly VainTry[] {
  const { uploadLog } = snapshot;
  if (uploadLog.kind === 'unavailable') return [];
  const signs = signsIn(snapshot, uploadLog.value).filter(({ at }) => at >= from);
  if (signs.length === 0) return [];

  const counts = countsAsTry(snapshot, ended);
  const found = new Map<number, Map<number, Sign[]>>();
  for (const sign of signs.filter(counts)) {
    const own = found.get(sign.timeline) ?? new Map<number, Sign[]>();
    found.set(sign.timeline, own);
    const known = own.get(sign.number);
    if (known === undefined) own.set(sign.number, [sign]);
    else known.push(sign);
  }
  for (const { timeline, number, state } of ended) {
    if (state === 'complete') found.get(timeline)?.delete(number);
  }
  return [...found.values()]
    .flatMap((own) => [...own.values()].map(asTry))
    .sort((a, b) => a.timeline - b.timeline || a.number - b.number);
}

function asTry(signs: readonly Sign[]): VainTry {
  const [first, ...more] = [...signs].sort((a, b) => a.at - b.at);
  if (first === undefined) throw new RangeError('a try has at least one sign');
  const { timeline, number, host, at } = first;
  const lastAt = more.at(-1)?.at ?? at;
  return { timeline, number, host, firstAt: at, lastAt, failed: failuresAmong(signs) };
}

function signsIn({ cluster }: Snapshot, log: UploadLog): readonly Sign[] {
  const tries = log.ended.kind === 'measured' ? log.ended.value.tries : undefined;
  const failures = [...log.failures, ...(tries?.failures ?? [])];
  // What was refused because it is there already is in the archive, whoever has put it there.
  const refused = failures.filter(({ text }) => ALREADY_STORED.test(text));
  const stored = new Set(refused.map(({ file }) => file));

  const signs: Sign[] = [];
  const note = ({ file, host, archiver }: Noted, at: EpochMs, failed: boolean): void => {
    if (file === undefined || stored.has(file)) return;
    const place = placeOf(file, cluster.walSegmentSize);
    if (place !== undefined) signs.push({ ...place, host, archiver, at, failed });
  };
  for (const uploads of [loggedUploads(log), tries?.uploads ?? []]) {
    for (const upload of uploads) {
      if (upload.state === 'complete') continue;
      if (upload.beganAt !== undefined) note(upload, upload.beganAt, false);
      if (upload.endedAt !== undefined) note(upload, upload.endedAt, true);
    }
  }
  for (const failure of failures) {
    if (failure.operation === 'push') note(failure, failure.at, failure.retrying !== true);
  }
  return signs;
}

type Noted = Pick<ArchiverFailure, 'file' | 'host' | 'archiver'>;

const ALREADY_STORED = /\balready (?:archived|exists|existing|present)\b/;

/**
 * Whose tries count: of this cluster, and no replica's, which may try (archive_mode = always) what its primary has
 * stored. The log alone shows who that is by whose segments of a timeline were completed.
 */
function countsAsTry(snapshot: Snapshot, ended: readonly SegmentUpload[]): (sign: Sign) => boolean {
  const isOurs = isOfCluster(snapshot, ended);
  const writers = new Map<number, Set<string | undefined>>();
  for (const { timeline, host } of ended) {
    const hosts = writers.get(timeline) ?? new Set();
    writers.set(timeline, hosts.add(host));
  }
  return (sign) => {
    const { timeline, host, at } = sign;
    if (!isOurs(sign) || metricOf(snapshot, 'replica', host, at) === 1) return false;
    const hosts = writers.get(timeline);
    return hosts === undefined || host === undefined || hosts.has(undefined) || hosts.has(host);
  };
}

/** One try is often complained of more than once within a moment; PostgreSQL waits a second before the next. */
function failuresAmong(signs: readonly Sign[]): number {
  let last = -Infinity;
  const times = signs.filter(({ failed }) => failed).map(({ at }) => at);
  const rounds = times
    .sort((a, b) => a - b)
    .filter((at) => {
      if (at - last < SECOND) return false;
      last = at;
      return true;
    });
  return rounds.length;
}
