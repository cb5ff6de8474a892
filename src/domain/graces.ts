import { VERDICT_CODES, type VerdictCode } from './finding.ts';
import { MINUTE, type DurationMs } from './time.ts';

/** The verdicts that somebody has to hear of. */
export type TroubleCode = Exclude<VerdictCode, 'idle' | 'healthy'>;

export const TROUBLE_CODES: readonly TroubleCode[] = VERDICT_CODES.filter(
  (code): code is TroubleCode => code !== 'idle' && code !== 'healthy',
);

/** What the guard waits for: a verdict, or a source that does not answer. */
export const GRACED = [...TROUBLE_CODES, 'source-lost'] as const;
export type Graced = (typeof GRACED)[number];

/** How long the guard sees a verdict before it speaks of it. */
export type Graces = Readonly<Record<Graced, DurationMs>>;

/**
 * Many verdicts have waited already when they are given: those of roles for `failoverGrace`, a stuck upload for
 * `uploadStuckAfter`, an archiver that stands still for `uploadMaxAge`. They are only seen once more.
 */
export const DEFAULT_GRACES: Graces = {
  // Two scrapes of a minute, after the grace that every switchover has anyway: some exporters keep a role that long.
  'several-primaries': 2 * MINUTE,
  'wrong-host': 2 * MINUTE,
  'no-primary': 2 * MINUTE,
  // A store that is briefly not there, or a rate limit: every archiver tries again within one or two minutes.
  'upload-failing': 3 * MINUTE,
  // Five minutes have gone by already.
  'upload-stuck': MINUTE,
  // A quarter of an hour has gone by already.
  'archiver-not-running': MINUTE,
  // PostgreSQL stops, or has stopped: there is nothing to wait for.
  'wal-disk-full': 0,
  // A line that arrives late closes a hole; beyond the shipping allowance it is given as much again.
  'wal-gap': 3 * MINUTE,
  // It has grown for half an hour, or waits by the dozen; a nightly job's burst is drained in ten minutes.
  'backlog-growing': 10 * MINUTE,
  // Due for hours. One that ends just now must not be told as late.
  'base-backup-late': 15 * MINUTE,
  // Most jobs try again by themselves, and nobody has to rise for it.
  'base-backup-failed': 30 * MINUTE,
  // WAL is archived: a collector may restart, and catch up.
  'log-shipping-missing': 5 * MINUTE,
  'metrics-stale': 10 * MINUTE,
  // Sources that contradict each other do so for some scrapes after every switchover.
  'cannot-tell': 10 * MINUTE,
  // A rolling restart of Elasticsearch or Prometheus takes one node away for a few minutes.
  'source-lost': 5 * MINUTE,
};
