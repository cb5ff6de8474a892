import type { MetricName } from './metrics.ts';

/** What cannot be told without a metric: said by `wale doctor`, and below an answer that lacks it. */
export const METRIC_COSTS: Readonly<Record<MetricName, string>> = {
  replica: 'the primary is unknown, and nothing is ever healthy',
  lastArchive: 'no metrics-stale, and log-shipping-missing only by archiverAge',
  logExporterUp: 'metrics-stale does not say whether mtail answers',
  archiverAge: 'one sign of life less',
  archiverFailedCount: 'without a log an archiver that fails looks like one that hangs',
  archiverLastFailed: 'failures are known only from archiverFailedCount',
  pendingWal: 'what waits is estimated from walPosition',
  walPosition: 'an idle primary and a broken archiver look alike',
  baseBackupSuccess: 'the age of the last base backup is not known',
  baseBackupStart: 'a base backup that runs or hangs is not seen',
  baseBackupFailed: 'a base backup that failed looks like one that runs',
  walDiskFree: 'when the disk will be full is not known',
};
