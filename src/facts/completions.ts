import type { Snapshot } from '../domain/snapshot.ts';
import { hasEnded } from '../domain/upload.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import type { WalSegmentSize } from '../domain/wal-file.ts';
import { endedSegments, type SegmentUpload } from './cluster-segments.ts';
import { isBy } from './uploads.ts';

/** A log may hold the segments of days, and several rules ask for them. */
const read = new WeakMap<UploadLog, Map<string, readonly SegmentUpload[]>>();

/**
 * Every completed segment that the log tells of, whoever completed it: of the newest records of every host, and
 * of the ended uploads, which go further back. Many are in both. What the log leaves without a host and can only
 * be of `host` counts as its.
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

function completionsIn(
  log: UploadLog,
  host: string | undefined,
  size: WalSegmentSize,
): readonly SegmentUpload[] {
  const mine = isBy(host, log);
  const uploads = new Set([...log.uploads.filter(hasEnded), ...(log.ended?.uploads ?? [])]);
  return endedSegments(
    [...uploads].map((upload) =>
      upload.host !== host && mine(upload) ? { ...upload, host } : upload,
    ),
    size,
  ).filter(({ state }) => state === 'complete');
}

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
