import { HOUR, SECOND, type DurationMs } from '../domain/time.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { clusterSegments, type SegmentUpload } from './cluster-segments.ts';
import { archivingHost } from './uploads.ts';

/** Twenty pushes at once, at the usual 14 MB/s: nobody writes and archives more. */
const FASTEST_BYTES_PER_MS = (256 * 1024 * 1024) / SECOND;

/** What was written for so long may be pushed late, or again, beside what is written now. */
const PUSHED_LATE: DurationMs = HOUR;

/** Once may be a new beginning, as pg_resetwal makes one. */
const LEAST_JUMPS = 2;

/** What one name uploads that cannot be the WAL of one server. */
export interface TwoSequences {
  readonly host: string;
  readonly timeline: number;
  /** How many segments lie between the two. */
  readonly apart: number;
}

/**
 * Two sequences of one timeline under one name, that take turns and are farther apart than anybody can have written
 * in between: those of two clusters whose hosts have the same names, in one index. There is no hole between them.
 */
export function twoSequences(snapshot: Snapshot): TwoSequences | undefined {
  const host = archivingHost(snapshot);
  if (host === undefined) return undefined;
  const size = snapshot.cluster.walSegmentSize;
  const last = new Map<number, SegmentUpload>();
  const jumps = new Map<number, number>();
  const uploads = (clusterSegments(snapshot) ?? []).filter((one) => one.host === host);
  for (const upload of [...uploads].sort((a, b) => a.at - b.at)) {
    const { timeline, number, at } = upload;
    const before = last.get(timeline);
    last.set(timeline, upload);
    if (before === undefined) continue;
    const apart = number - before.number;
    if (apart * size <= FASTEST_BYTES_PER_MS * (at - before.at + PUSHED_LATE)) continue;
    const count = (jumps.get(timeline) ?? 0) + 1;
    if (count >= LEAST_JUMPS) return { host, timeline, apart };
    jumps.set(timeline, count);
  }
  return undefined;
}
