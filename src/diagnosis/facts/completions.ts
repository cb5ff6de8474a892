import type { Snapshot } from '../../domain/snapshot.ts';
import { endedSegments, type SegmentUpload } from './cluster-segments.ts';
import { isBy } from './uploads.ts';

/**
 * Every completed segment that the log tells of, each once, whoever completed it: the newest records of every
 * host, and the ended uploads, which go further back. What the log leaves without a host and can only be of
 * `host` counts as its.
 */
export function completions(
  { uploadLog, cluster }: Snapshot,
  host: string | undefined,
): readonly SegmentUpload[] {
  if (uploadLog.kind === 'unavailable') return [];
  const log = uploadLog.value;
  const mine = isBy(host, log);
  const all = [...log.uploads, ...(log.ended?.uploads ?? [])].map((upload) =>
    mine(upload) ? { ...upload, host } : upload,
  );
  const once = new Map<string, SegmentUpload>();
  for (const segment of endedSegments(all, cluster.walSegmentSize)) {
    if (segment.state !== 'complete') continue;
    const { timeline, number, at } = segment;
    once.set(`${segment.host ?? ''} ${timeline} ${number} ${at}`, segment);
  }
  return [...once.values()];
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
