import type { DataAtRisk } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type DurationMs } from '../domain/time.ts';
import { archivedAtByMetric, metricOf, seriesOf } from './archive-metric.ts';
import { segmentSizeDoubt } from './segment-size.ts';
import { successBeyondLog } from './success-beyond-log.ts';
import { lastEndBy } from './uploads.ts';
import { endOfArchive } from './wal-waiting.ts';

/** How far apart the log's and the metric's time of one and the same upload may be. */
const SAME_UPLOAD: DurationMs = MINUTE;

/**
 * The WAL that is lost if the primary's disk is lost now: what it has written behind the end of the newest
 * completed segment. The segment that is being written is always part of it. The log trails the position
 * by what shipping takes, so it is a range.
 */
export function dataAtRisk(snapshot: Snapshot, primary: string): DataAtRisk | undefined {
  const now = metricOf(snapshot, 'walPosition', primary);
  if (now === undefined) return undefined;
  const logged = endOfArchive(snapshot, primary);
  const told = endByMetrics(snapshot, primary, now);
  // PostgreSQL counts a command that stores nothing: its word makes the loss no smaller than the log shows it.
  const archivedTo =
    told?.isStored === true ? Math.max(told.end, logged ?? 0) : (logged ?? told?.end);
  if (archivedTo === undefined) return undefined;

  const { shippingAllowance } = snapshot.cluster.thresholds;
  const earlier = metricOf(snapshot, 'walPosition', primary, snapshot.at - shippingAllowance);
  // What waits by PostgreSQL's own count is not archived, though later segments may be: they are pushed at once.
  const counted =
    (metricOf(snapshot, 'pendingWal', primary) ?? 0) * snapshot.cluster.walSegmentSize;
  const beyond = (position: number): number => Math.max(counted, position - archivedTo);
  return {
    bytes: {
      atLeast:
        earlier === undefined || (told?.end ?? 0) > (logged ?? 0) ? counted : beyond(earlier),
      atMost: beyond(now),
    },
    age: ageOf(snapshot, primary, archivedTo),
  };
}

/**
 * Where the metrics know of a success that the log does not: all is archived but what waits by count, and the segment
 * that is being written.
 */
function endByMetrics(
  snapshot: Snapshot,
  primary: string,
  now: number,
): { readonly end: number; readonly isStored: boolean } | undefined {
  const { uploadLog, cluster } = snapshot;
  const lastEnd =
    uploadLog.kind === 'unavailable' ? undefined : lastEndBy(uploadLog.value, primary);
  const success = successBeyondLog(snapshot, primary, lastEnd);
  const waiting = metricOf(snapshot, 'pendingWal', primary);
  if (success === undefined || waiting === undefined) return undefined;
  if (success <= (lastEnd ?? -Infinity) + SAME_UPLOAD) return undefined;
  if (segmentSizeDoubt(snapshot) !== undefined) return undefined;

  const size = cluster.walSegmentSize;
  const byMetric = archivedAtByMetric(snapshot, primary) ?? -Infinity;
  return {
    end: Math.max(0, (Math.floor(now / size) - waiting) * size),
    isStored: byMetric > (lastEnd ?? -Infinity) + SAME_UPLOAD,
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
