import type { Measured, Reading, Unavailable } from './reading.ts';
import { MINUTE, type DurationMs, type EpochMs } from './time.ts';

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
  /** How often PostgreSQL's archiver has failed (pg_stat_archiver). It leaves out what a signal or a missing program ended. */
  'archiverFailedCount',
  /** When PostgreSQL's archiver last failed: unix seconds; 0 or less for never. */
  'archiverLastFailed',
  /** WAL files that wait to be archived. */
  'pendingWal',
  /** The WAL position in bytes. */
  'walPosition',
  /** When the last base backup succeeded: unix seconds; 0 or absent while one runs. */
  'baseBackupSuccess',
  /** When the last base backup began: unix seconds. */
  'baseBackupStart',
  /** 1 if the last base backup failed. */
  'baseBackupFailed',
  /** Free bytes of the disk that holds pg_wal. */
  'walDiskFree',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number];

/** Metrics of a job, which may run anywhere, and not of a database host. */
export const JOB_METRIC_NAMES = [
  'baseBackupSuccess',
  'baseBackupStart',
  'baseBackupFailed',
] as const satisfies readonly MetricName[];

export type JobMetricName = (typeof JOB_METRIC_NAMES)[number];
export type HostMetricName = Exclude<MetricName, JobMetricName>;

export const isJobMetric = (name: MetricName): name is JobMetricName =>
  JOB_METRIC_NAMES.some((job) => job === name);

export interface MetricPoint {
  readonly at: EpochMs;
  readonly value: number;
}

/** One host's values over the time that was asked for, oldest first. */
export interface MetricSeries {
  readonly host: string;
  readonly points: readonly MetricPoint[];
  /** The samples themselves, where the server was asked for them: `points` may be the steps of a range query. */
  readonly scrapes?: readonly MetricPoint[];
  /** The series that these are the largest values of, where the host has several. */
  readonly parts?: readonly (readonly MetricPoint[])[];
}

/** Values of a host whose name cannot be read, or may mean several hosts. */
export interface NamelessSeries {
  /** What stands where the host should be, as harmless text: `fqdn "db 02"`. */
  readonly label: string;
  readonly points: readonly MetricPoint[];
}

/** A label of the metrics that tells groups of hosts apart. */
export interface LabelApart {
  readonly label: string;
  /** Harmless text, by host. */
  readonly values: Readonly<Record<string, string>>;
}

/** One series a host. A series that belongs to none that is known is no less there. */
export interface MeasuredHosts extends Measured<readonly MetricSeries[]> {
  readonly nameless?: readonly NamelessSeries[];
  /** Of `replica` alone: whose hosts may be those of several clusters. */
  readonly apart?: readonly LabelApart[];
}

/** All series of one named query. An empty vector is `unavailable('no-data')`. */
export type MetricReading = MeasuredHosts | Unavailable;

/**
 * One job's values over the time that was asked for, oldest first. A job pushes its metrics, so there
 * is often no host among the labels, or the one of whoever received the push.
 */
export interface JobSeries {
  /** All labels but the metric's name: the same for the same job in each of its metrics. */
  readonly key: string;
  /** What the labels give for a host, pushed ones first. Only a host of the cluster can be meant. */
  readonly hosts: readonly string[];
  /** What kind of host the job says that it ran on, as harmless text: "patroni-ci". */
  readonly type: string | undefined;
  readonly points: readonly MetricPoint[];
}

export type JobReading = Reading<readonly JobSeries[]>;

export type MetricReadings = Readonly<Record<HostMetricName, MetricReading>> &
  Readonly<Record<JobMetricName, JobReading>>;

/** Every reading, under its name. */
export const readingsOf = (
  ofHosts: (name: HostMetricName) => MetricReading,
  ofJobs: (name: JobMetricName) => JobReading,
): MetricReadings => ({
  replica: ofHosts('replica'),
  lastArchive: ofHosts('lastArchive'),
  logExporterUp: ofHosts('logExporterUp'),
  archiverAge: ofHosts('archiverAge'),
  archiverFailedCount: ofHosts('archiverFailedCount'),
  archiverLastFailed: ofHosts('archiverLastFailed'),
  pendingWal: ofHosts('pendingWal'),
  walPosition: ofHosts('walPosition'),
  baseBackupSuccess: ofJobs('baseBackupSuccess'),
  baseBackupStart: ofJobs('baseBackupStart'),
  baseBackupFailed: ofJobs('baseBackupFailed'),
  walDiskFree: ofHosts('walDiskFree'),
});

/** All of them lacking for one reason. */
export const noReadings = (why: Unavailable): MetricReadings =>
  readingsOf(
    () => why,
    () => why,
  );

/** What is asked for each metric, all at the same time. */
export async function eachMetric<T>(
  ask: (name: MetricName) => Promise<T>,
): Promise<Readonly<Record<MetricName, T>>> {
  const entries = await Promise.all(
    METRIC_NAMES.map(async (name) => [name, await ask(name)] as const),
  );
  return Object.fromEntries(entries) as Record<MetricName, T>;
}

/** For so long a range query shows a sample that no other has followed: Prometheus' lookback delta. */
export const SHOWN_FOR: DurationMs = 5 * MINUTE;

/** A host's value that is older than this is none. Prometheus itself shows one for longer. */
export const CURRENT_WITHIN: DurationMs = 2 * MINUTE;

/** The value at `at`: the last point that is not newer, and not older than `within` milliseconds. */
export function valueAt(
  series: Pick<MetricSeries, 'points'>,
  at: EpochMs,
  within: number,
): number | undefined {
  const point = series.points.findLast((candidate) => candidate.at <= at);
  return point !== undefined && at - point.at <= within ? point.value : undefined;
}
