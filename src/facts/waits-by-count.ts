import type { Snapshot } from '../domain/snapshot.ts';
import { metricOf } from './archive-metric.ts';

/**
 * Whether PostgreSQL has not got past a segment of the newest timeline. It hands out its files in order and keeps each
 * until its push has come back: so those that wait are the last ones before its position. An archiver that uploads
 * ahead may have completed later ones meanwhile.
 */
export function waitsByCount(
  snapshot: Snapshot,
  host: string | undefined,
  segment: number,
): boolean {
  const position = metricOf(snapshot, 'walPosition', host);
  const waiting = metricOf(snapshot, 'pendingWal', host);
  if (position === undefined || waiting === undefined) return false;
  return segment >= Math.floor(position / snapshot.cluster.walSegmentSize) - waiting;
}
