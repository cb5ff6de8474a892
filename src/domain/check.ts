import type { DurationMs, EpochMs } from './time.ts';

/** `off` was switched off on purpose; `lacking` costs something; `broken` leaves no answer worth having. */
export type Outcome = 'works' | 'off' | 'lacking' | 'unknown' | 'broken';

/** One thing that was tried, in one line. */
export interface Check {
  readonly subject: string;
  readonly outcome: Outcome;
  /** What was found, with names that were checked on entry and other text made harmless. */
  readonly found: string;
  /** What cannot be told because of it. */
  readonly cost?: string;
  /** What to set or to do. */
  readonly remedy?: string;
}

/** What `wale doctor` found about one cluster's sources. */
export interface Checkup {
  readonly cluster: string;
  readonly at: EpochMs;
  readonly checks: readonly Check[];
  readonly tookMs: DurationMs;
  /** Lines to paste into wale.yaml, where something was found that it does not name. */
  readonly proposal?: readonly string[];
}
