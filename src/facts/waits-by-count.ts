import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { metricOf } from './archive-metric.ts';

/** A timeline's history file waits as well, and the one before a segment until what was uploaded ahead has come back. */
const BESIDE = 2;

/**
 * Whether a segment of the newest timeline is the first that PostgreSQL does not get past. It hands out its files in
 * order and keeps each until its push has come back: so those that wait are the last ones before its position. An
 * archiver that uploads ahead may have completed later ones meanwhile. Where many more wait, they are files left over
 * from long ago, and tell nothing of this one.
 */
export function waitsByCount(
  snapshot: Snapshot,
  host: string | undefined,
  segment: number,
): boolean {
  const position = metricOf(snapshot, 'walPosition', host);
  const waiting = metricOf(snapshot, 'pendingWal', host);
  if (position === undefined || waiting === undefined) return false;
  const first = Math.floor(position / snapshot.cluster.walSegmentSize) - waiting;
  return first <= segment && segment <= first + BESIDE;
}

/** Whether PostgreSQL has archived nothing since a moment, by the same count. */
export function noneArchivedSince(
  snapshot: Snapshot,
  host: string | undefined,
  since: EpochMs,
): boolean {
  const position = metricOf(snapshot, 'walPosition', host, since);
  if (position === undefined) return false;
  return waitsByCount(snapshot, host, Math.floor(position / snapshot.cluster.walSegmentSize));
}
