import type { MetricPoint } from '../domain/metrics.ts';
import type { WalTrend } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { type DurationMs } from '../domain/time.ts';
import { metricOf, seriesOf } from './archive-metric.ts';
import { clusterSegments } from './cluster-segments.ts';
import { diskFullIn } from './disk-full.ts';
import { ratesOf, thirdsOf } from './thirds.ts';
import { walWaiting } from './wal-waiting.ts';
import { greatest, least } from '../domain/extremes.ts';

/** What one wal-push takes in a few rounds is no trend: fewer than a quarter of its --pool-size of 32. */
const LEAST_GROWTH = 8;
/**
 * Whether more and more WAL waits: by the medians of three thirds of the last half hour, so that neither a
 * burst nor a single sample makes a trend. Undefined where the samples do not go back that far.
 */
export function walTrend(snapshot: Snapshot, primary: string): WalTrend | undefined {
  const waiting = walWaiting(snapshot, primary);
  const span = snapshot.cluster.thresholds.backlogGrowingFor;
  const thirds = thirdsOf(waitingOverTime(snapshot, primary), snapshot.at, span);
  if (waiting === undefined || thirds === undefined) return undefined;

  const { first, middle, last } = thirds;
  const rates = ratesOf(thirds, span);
  const steadily = first < middle && middle < last && last - first >= LEAST_GROWTH;
  if (steadily && waiting.atMost >= 0.9 * last) {
    return { kind: 'growing', diskFullIn: diskFullIn(snapshot, primary, rates) };
  }
  if (last < middle && waiting.atLeast <= last) {
    const down = rates.map((rate) => -rate).filter((rate) => rate > 0);
    return { kind: 'draining', drainedIn: timeFor(waiting.atMost, down) };
  }
  return { kind: 'steady' };
}

/** How long it takes to upload an amount at the slowest and at the fastest of these rates per millisecond. */
const timeFor = (
  segments: number,
  rates: readonly number[],
): { readonly atLeast: DurationMs; readonly atMost: DurationMs } => ({
  atLeast: segments / (greatest(rates) ?? 0),
  atMost: segments / (least(rates) ?? 0),
});

/** How many segments waited over time: counted where an exporter does, else derived from the log. */
function waitingOverTime(snapshot: Snapshot, primary: string): readonly MetricPoint[] {
  const counted = metricOf(snapshot, 'pendingWal', primary);
  const points =
    counted === undefined
      ? derived(snapshot, primary)
      : (seriesOf(snapshot, 'pendingWal', primary)?.points ?? []);
  return points.filter(({ at }) => at <= snapshot.at);
}

/**
 * The position less what was archived at each moment. The latest moments are left out: the lines of what
 * was archived then may not have arrived, and it would look as if more and more waited.
 */
function derived(snapshot: Snapshot, primary: string): readonly MetricPoint[] {
  const { cluster, at } = snapshot;
  const completed = (clusterSegments(snapshot) ?? []).filter(({ state }) => state === 'complete');
  const timeline = completed.reduce((newest, upload) => Math.max(newest, upload.timeline), 0);
  const ends = completed
    .filter((upload) => upload.timeline === timeline)
    .map((upload) => ({ at: upload.at, end: (upload.number + 1) * cluster.walSegmentSize }))
    .sort((a, b) => a.at - b.at);
  let next = 0;
  let archivedTo: number | undefined;
  return (seriesOf(snapshot, 'walPosition', primary)?.points ?? []).flatMap((point) => {
    for (let upload = ends[next]; upload !== undefined && upload.at <= point.at;) {
      archivedTo = Math.max(archivedTo ?? 0, upload.end);
      next += 1;
      upload = ends[next];
    }
    if (archivedTo === undefined || point.at > at - cluster.thresholds.shippingAllowance) return [];
    const bytes = Math.max(0, point.value - archivedTo);
    return [{ at: point.at, value: Math.floor(bytes / cluster.walSegmentSize) }];
  });
}
