import type { DataAtRisk } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs } from '../domain/time.ts';
import { metricOf, seriesOf } from './archive-metric.ts';
import { endOfArchive } from './wal-waiting.ts';

/**
 * The WAL that is lost if the primary's disk is lost now: what it has written behind the end of the newest
 * completed segment. The segment that is being written is always part of it. The log trails the position
 * by what shipping takes, so it is a range.
 */
export function dataAtRisk(snapshot: Snapshot, primary: string): DataAtRisk | undefined {
  const archivedTo = endOfArchive(snapshot, primary);
  const now = metricOf(snapshot, 'walPosition', primary);
  if (archivedTo === undefined || now === undefined) return undefined;

  const { shippingAllowance } = snapshot.cluster.thresholds;
  const earlier = metricOf(snapshot, 'walPosition', primary, snapshot.at - shippingAllowance);
  // What waits by PostgreSQL's own count is not archived, though later segments may be: they are pushed at once.
  const counted =
    (metricOf(snapshot, 'pendingWal', primary) ?? 0) * snapshot.cluster.walSegmentSize;
  const beyond = (position: number): number => Math.max(counted, position - archivedTo);
  return {
    bytes: { atLeast: earlier === undefined ? counted : beyond(earlier), atMost: beyond(now) },
    age: ageOf(snapshot, primary, archivedTo),
  };
}

/** How long ago the position passed the end of what is archived: between two samples. */
function ageOf(
  snapshot: Snapshot,
  primary: string,
  archivedTo: number,
): { readonly atLeast: DurationMs; readonly atMost: DurationMs | undefined } {
  const { at } = snapshot;
  const points = (seriesOf(snapshot, 'walPosition', primary)?.points ?? []).filter(
    (point) => point.at <= at,
  );
  const before = points.findLastIndex(({ value }) => value <= archivedTo);
  const after = points[before + 1];
  return {
    atLeast: after === undefined ? 0 : at - after.at,
    atMost: before < 0 ? undefined : at - (points[before]?.at ?? at),
  };
}
