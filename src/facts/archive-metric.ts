import {
  CURRENT_WITHIN,
  valueAt,
  type HostMetricName,
  type MetricSeries,
} from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';
import { samplesOf, samplesOfAge } from './scrapes.ts';

export function seriesOf(
  { metrics }: Snapshot,
  name: HostMetricName,
  host: string | undefined,
): MetricSeries | undefined {
  const reading = metrics[name];
  if (reading.kind === 'unavailable') return undefined;
  return reading.value.find((series) => series.host === host);
}

/** One host's value of a metric at a moment; undefined if it is not known, for whatever reason. */
export function metricOf(
  snapshot: Snapshot,
  name: HostMetricName,
  host: string | undefined,
  at: EpochMs = snapshot.at,
): number | undefined {
  const series = seriesOf(snapshot, name, host);
  return series === undefined ? undefined : valueAt(series, at, CURRENT_WITHIN);
}

/**
 * When the host last completed an upload, by what the metrics knew at `at`.
 * A gauge at 0 was reset by a restart of its exporter and says nothing. The value is the host's own
 * time: where its clock is ahead, a gauge that stands still would look fresh for as long, so it counts
 * for no later than when it was first seen.
 */
export function archivedAtByMetric(
  snapshot: Snapshot,
  host: string | undefined,
  at: EpochMs = snapshot.at,
): EpochMs | undefined {
  const series = seriesOf(snapshot, 'lastArchive', host);
  const unixSeconds = metricOf(snapshot, 'lastArchive', host, at);
  if (series === undefined || unixSeconds === undefined || unixSeconds <= 0) return undefined;
  return Math.min(unixSeconds * SECOND, firstSeenAt(series, unixSeconds, at));
}

/** Since when the series has had the value that it has at `at`. */
function firstSeenAt(series: MetricSeries, value: number, at: EpochMs): EpochMs {
  const known = samplesOf(series).filter((point) => point.at <= at);
  const lastOther = known.findLastIndex((point) => point.value !== value);
  return known[lastOther + 1]?.at ?? at;
}

/**
 * The same by PostgreSQL's own count, pg_stat_archiver. The age is as old as its sample: where the exporter has
 * fallen silent, the last one is shown for minutes and must not stay young.
 */
export function archivedAtByPostgres(
  snapshot: Snapshot,
  host: string | undefined,
  at: EpochMs = snapshot.at,
): EpochMs | undefined {
  const age = metricOf(snapshot, 'archiverAge', host, at);
  if (age === undefined || age < 0) return undefined;
  const series = seriesOf(snapshot, 'archiverAge', host);
  const sample = samplesOfAge(series).findLast((point) => point.at <= at && point.value >= 0);
  return sample === undefined ? at - age * SECOND : sample.at - sample.value * SECOND;
}

/**
 * The metric made from the archiver's log where there is one, else pg_stat_archiver. PostgreSQL only
 * knows that its command returned success: a command that stores nothing looks fresh there for ever.
 */
export const archivedAt = (
  snapshot: Snapshot,
  host: string | undefined,
  at: EpochMs = snapshot.at,
): EpochMs | undefined =>
  archivedAtByMetric(snapshot, host, at) ?? archivedAtByPostgres(snapshot, host, at);

/**
 * Whether at least one file has waited in archive_status all the time from `span` ago until now.
 * False if that is not known of any moment in it.
 */
export function waitedThroughout(snapshot: Snapshot, host: string, span: DurationMs): boolean {
  const from = snapshot.at - span;
  const atTheStart = metricOf(snapshot, 'pendingWal', host, from);
  const since = (seriesOf(snapshot, 'pendingWal', host)?.points ?? []).filter(
    ({ at }) => at >= from && at <= snapshot.at,
  );
  return (
    atTheStart !== undefined &&
    atTheStart >= 1 &&
    since.length > 0 &&
    since.every(({ value }) => value >= 1)
  );
}
