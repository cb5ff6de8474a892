import type { VerdictCode } from '../domain/finding.ts';
import type { MetricName } from '../domain/metrics.ts';

/** What a fault may need to be told: the log, or a query of Prometheus. */
export type CoverageSignal = 'log' | MetricName;

/** Recorded faults that need the same. */
export interface CoveredFaults {
  readonly code: VerdictCode;
  /** How many. */
  readonly faults: number;
  /** Without all signals of one of these sets they are not told as they were. */
  readonly untoldWithout: readonly (readonly CoverageSignal[])[];
}
