import type { DiskFullIn } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs } from '../domain/time.ts';
import { metricOf, seriesOf } from './archive-metric.ts';
import { ratesOf, steadyRateOf, thirdsOf, type Thirds } from './thirds.ts';
import { greatest, least } from '../domain/extremes.ts';

/** What the disk has lost. It rises, as a backlog does: the medians take both at the same moments then. */
function lostOf(snapshot: Snapshot, primary: string): Thirds | undefined {
  const points = seriesOf(snapshot, 'walDiskFree', primary)?.points ?? [];
  const lost = points.map((point) => ({ ...point, value: -point.value }));
  return thirdsOf(lost, snapshot.at, snapshot.cluster.thresholds.backlogGrowingFor);
}

/**
 * When the disk of pg_wal is full, whatever takes the room, by the slower of its losses from third to third. Undefined
 * where it does not lose room steadily, or has stopped losing it; and where it would be full later than it was watched for:
 * what has gone on for half an hour may well end in the next.
 */
export function diskFillsIn(snapshot: Snapshot, primary: string): DurationMs | undefined {
  const free = metricOf(snapshot, 'walDiskFree', primary);
  const thirds = lostOf(snapshot, primary);
  if (free === undefined || thirds === undefined) return undefined;

  const span = snapshot.cluster.thresholds.backlogGrowingFor;
  // The last median is of a sixth of the span ago: what has stopped since, or slowed down, fills no disk so soon.
  const lately = (-free - thirds.last) / (span / 6);
  const rate = Math.min(steadyRateOf(thirds, span), lately);
  const left = free / rate;
  return rate > 0 && left < span ? left : undefined;
}

/** A disk that loses less than this part of what the backlog takes does not lose it to the backlog yet. */
const FOLLOWS = 0.5;

/**
 * When the disk of pg_wal is full, if what waits grows at these rates (segments per millisecond). At the
 * earliest: by the fastest of them, or by what the disk loses, if that is faster. There is a latest moment
 * only once the disk steadily loses what the backlog takes: before that the backlog grows into WAL that is kept in any
 * case (wal_keep_size, a slot, what a checkpoint recycles), and how much of that there is, nobody exports.
 * Undefined where the free space is not known.
 */
export function diskFullIn(
  snapshot: Snapshot,
  primary: string,
  growth: readonly number[],
): DiskFullIn | undefined {
  const { walSegmentSize, thresholds } = snapshot.cluster;
  const free = metricOf(snapshot, 'walDiskFree', primary);
  if (free === undefined) return undefined;

  const span = thresholds.backlogGrowingFor;
  const thirds = lostOf(snapshot, primary);
  const losses = thirds === undefined ? [] : ratesOf(thirds, span);
  const steadyLoss = thirds === undefined ? 0 : steadyRateOf(thirds, span);
  const taken = growth.map((segments) => segments * walSegmentSize);
  const follows = steadyLoss >= FOLLOWS * (least(taken) ?? Infinity);
  return {
    atLeast: free / (greatest([...taken, ...losses]) ?? 0),
    atMost: follows ? free / (least([...taken, steadyLoss]) ?? 0) : undefined,
  };
}
