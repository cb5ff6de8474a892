import { HOUR, MINUTE, type DurationMs } from './time.ts';

/** From where on something counts as wrong. All are configuration; each default says where it comes from. */
export interface Thresholds {
  /** No completed upload for this long is worth a page. */
  readonly uploadMaxAge: DurationMs;
  /** An upload that has begun and not ended for this long hangs. */
  readonly uploadStuckAfter: DurationMs;
  /** For this long after a switchover or failover, roles and first uploads are given time to settle. */
  readonly failoverGrace: DurationMs;
  /** A record may take this long from the host into the index before it counts as not shipped. */
  readonly shippingAllowance: DurationMs;
  /** The metric may trail the log by this much. */
  readonly metricAllowance: DurationMs;
  /** So many segments waiting are a backlog. */
  readonly walWaitingWarning: number;
  readonly walWaitingCritical: number;
  /** A base backup is due after so long. */
  readonly baseBackupMaxAge: DurationMs;
  readonly baseBackupCriticalAge: DurationMs;
  /** What waits must have grown for this long to count as growing. */
  readonly backlogGrowingFor: DurationMs;
  /** A backlog that fills the disk of pg_wal within this time is critical. */
  readonly walDiskFullCritical: DurationMs;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  // GitLab's WALEBackupDelayed pages at 60 * 15 s: in the worst case that much data is lost.
  uploadMaxAge: 15 * MINUTE,
  // boto retries in silence for up to 86 s before WAL-E reports a failure (measured), and a 1 GiB
  // segment at the usual 14 MB/s takes 75 s. Five minutes is well beyond both, and three times
  // earlier than the quarter of an hour that the runbook calls "a relatively long time".
  uploadStuckAfter: 5 * MINUTE,
  // Patroni's default ttl is 30 s, plus the promotion and the new primary's first segment.
  failoverGrace: 5 * MINUTE,
  // An index refresh of 30 s, plus a queue (Pub/Sub) and a collector that may restart.
  shippingAllowance: 3 * MINUTE,
  // A few scrapes of up to a minute, plus mtail's own poll.
  metricAllowance: 3 * MINUTE,
  // 42: where GitLab's own background migrations stop to spare the archiver (LIMIT in its
  // write_ahead_log indicator). 2000: the first threshold of PostgreSQL_PendingWALFilesTooHigh.
  walWaitingWarning: 42,
  walWaitingCritical: 2000,
  // GitLab's WALEBaseBackupDelayed and its gitlab_job_max_age_seconds: 108000 s, which leaves a daily
  // backup six hours. Twice that means that two were missed.
  baseBackupMaxAge: 30 * HOUR,
  baseBackupCriticalAge: 60 * HOUR,
  // Twice the quarter of an hour after which WALEBackupDelayed pages: a nightly job's burst has peaked by then.
  backlogGrowingFor: 30 * MINUTE,
  // The node mixin's NodeFilesystemSpaceFillingUp is critical when a disk is full in four hours.
  walDiskFullCritical: 4 * HOUR,
};
