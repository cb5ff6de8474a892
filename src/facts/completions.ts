import { endedIn } from '../domain/logged-uploads.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { hasEnded, type EndedUpload } from '../domain/upload.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import type { WalSegmentSize } from '../domain/wal-file.ts';
import { endedSegments, type SegmentUpload } from './cluster-segments.ts';
import { isBy } from './uploads.ts';

/** A log may hold the segments of days, and several rules ask for them. */
const read = new WeakMap<UploadLog, Map<string, readonly SegmentUpload[]>>();

/**
 * Every completion of a segment that the log tells of, each once, whoever completed it: of the newest records of every
 * host, and of the ended uploads, which go further back. What the log leaves without a host and can only be of `host`
 * counts as its.
 */
export function completions(
  { uploadLog, cluster }: Snapshot,
  host: string | undefined,
): readonly SegmentUpload[] {
  if (uploadLog.kind === 'unavailable') return [];
  const log = uploadLog.value;
  const known = read.get(log) ?? new Map<string, readonly SegmentUpload[]>();
  read.set(log, known);
  const key = `${cluster.walSegmentSize} ${host ?? ''}`;
  const found = known.get(key) ?? completionsIn(log, host, cluster.walSegmentSize);
  known.set(key, found);
  return found;
}

/** Those of one host alone. */
export const completionsBy = (
  snapshot: Snapshot,
  host: string | undefined,
): readonly SegmentUpload[] => completions(snapshot, host).filter((upload) => upload.host === host);

function completionsIn(
  log: UploadLog,
  host: string | undefined,
  size: WalSegmentSize,
): readonly SegmentUpload[] {
  const mine = isBy(host, log);
  return endedSegments(
    eachOnce(log).map((upload) =>
      upload.host !== host && mine(upload) ? { ...upload, host } : upload,
    ),
    size,
  ).filter(({ state }) => state === 'complete');
}

/**
 * An index is searched for the newest records and for ends, and many are found by both: those of the newest know more,
 * since their begins were fetched too. An end that lost its pid has it there alone, so the pid tells nothing.
 */
function eachOnce(log: UploadLog): readonly EndedUpload[] {
  const newest = log.uploads.filter(hasEnded);
  const same = new Set(newest);
  // Of files both are one list, of a million perhaps: these need no keys.
  const others = endedIn(log).filter((upload) => !same.has(upload));
  if (others.length === 0) return newest;
  const known = new Set(newest.map(keyOf));
  return [...newest, ...others.filter((upload) => !known.has(keyOf(upload)))];
}

const keyOf = ({ host, file, state, endedAt }: EndedUpload): string =>
  `${host ?? ''} ${file} ${state} ${endedAt}`;

/** The same by the host that completed them. Where the log names none, the key is undefined. */
export function byHost(
  uploads: readonly SegmentUpload[],
): ReadonlyMap<string | undefined, readonly SegmentUpload[]> {
  const hosts = new Map<string | undefined, SegmentUpload[]>();
  for (const upload of uploads) {
    const own = hosts.get(upload.host);
    if (own === undefined) hosts.set(upload.host, [upload]);
    else own.push(upload);
  }
  return hosts;
}

/** From where to where something reaches: numbers of segments, or times. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Undefined where there is nothing. */
export function spanOf(values: readonly number[]): Span | undefined {
  if (values.length === 0) return undefined;
  let first = Infinity;
  let last = -Infinity;
  for (const value of values) {
    if (value < first) first = value;
    if (value > last) last = value;
  }
  return { first, last };
}

/** Whether two spans have something in common, or are no further apart than `slack`. */
export const meet = (one: Span, other: Span, slack = 0): boolean =>
  one.first - slack <= other.last && other.first - slack <= one.last;
