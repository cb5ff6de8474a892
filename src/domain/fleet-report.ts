import type { Report } from './report.ts';
import type { Severity } from './finding.ts';
import type { DurationMs, EpochMs } from './time.ts';

/** The answer about all clusters, the worst first. */
export interface FleetReport {
  readonly at: EpochMs;
  readonly reports: readonly Report[];
  /** That of the worst cluster. */
  readonly severity: Severity;
  readonly tookMs: DurationMs;
  /** How long ago it was finished, where it is the answer to somebody who asked before. */
  readonly ageMs?: DurationMs;
}
