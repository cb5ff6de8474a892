import type { Reading } from './reading.ts';
import type { EpochMs } from './time.ts';

/** What we ask the metrics for. Each name is a query template that can be overridden or switched off. */
export const METRIC_NAMES = [
  /** 0 on a primary, 1 on a replica. */
  'replica',
  /** When the archiver last completed an upload, by the metric made from its log: unix seconds. */
  'lastArchive',
  /** 1 if the exporter of `lastArchive` (mtail) answers its scrapes. */
  'logExporterUp',
  /** Seconds since PostgreSQL's archiver last succeeded (pg_stat_archiver). */
  'archiverAge',
  /** WAL files that wait to be archived. */
  'pendingWal',
  /** The WAL position in bytes. */
  'walPosition',
  /** Free bytes of the disk that holds pg_wal. */
  'walDiskFree',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number];

export interface MetricPoint {
  readonly at: EpochMs;
  readonly value: number;
}

/** One host's values over the time that was asked for, oldest first. */
export interface MetricSeries {
  readonly host: string;
  readonly points: readonly MetricPoint[];
}

/** All series of one named query. An empty vector is `unavailable('no-data')`. */
export type MetricReading = Reading<readonly MetricSeries[]>;

export type MetricReadings = Readonly<Record<MetricName, MetricReading>>;

/** The value at `at`: the last point that is not newer, and not older than `within` milliseconds. */
export function valueAt(series: MetricSeries, at: EpochMs, within: number): number | undefined {
  const point = series.points.findLast((candidate) => candidate.at <= at);
  return point !== undefined && at - point.at <= within ? point.value : undefined;
}
