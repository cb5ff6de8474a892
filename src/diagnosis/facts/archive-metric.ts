import { valueAt, type MetricName, type MetricSeries } from '../../domain/metrics.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { MINUTE, SECOND, type EpochMs } from '../../domain/time.ts';

/** As for Prometheus itself: an older value is none. */
const CURRENT_WITHIN = 2 * MINUTE;

export function seriesOf(
  { metrics }: Snapshot,
  name: MetricName,
  host: string | undefined,
): MetricSeries | undefined {
  const reading = metrics[name];
  if (reading.kind === 'unavailable') return undefined;
  return reading.value.find((series) => series.host === host);
}

/** One host's value of a metric at a moment; undefined if it is not known, for whatever reason. */
export function metricOf(
  snapshot: Snapshot,
  name: MetricName,
  host: string | undefined,
  at: EpochMs = snapshot.at,
): number | undefined {
  const series = seriesOf(snapshot, name, host);
  return series === undefined ? undefined : valueAt(series, at, CURRENT_WITHIN);
}

/**
 * When the host last completed an upload, by what the metrics knew at `at`.
 * A gauge at 0 was reset by a restart of its exporter and says nothing.
 */
export function archivedAtByMetric(
  snapshot: Snapshot,
  host: string | undefined,
  at: EpochMs = snapshot.at,
): EpochMs | undefined {
  const unixSeconds = metricOf(snapshot, 'lastArchive', host, at);
  return unixSeconds === undefined || unixSeconds <= 0 ? undefined : unixSeconds * SECOND;
}

/** The same by PostgreSQL's own count, pg_stat_archiver. */
export function archivedAtByPostgres(
  snapshot: Snapshot,
  host: string | undefined,
  at: EpochMs = snapshot.at,
): EpochMs | undefined {
  const age = metricOf(snapshot, 'archiverAge', host, at);
  return age === undefined || age < 0 ? undefined : at - age * SECOND;
}

/** The later of both; undefined if neither is known. */
export function archivedAt(
  snapshot: Snapshot,
  host: string | undefined,
  at: EpochMs = snapshot.at,
): EpochMs | undefined {
  const known = [
    archivedAtByMetric(snapshot, host, at),
    archivedAtByPostgres(snapshot, host, at),
  ].filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
