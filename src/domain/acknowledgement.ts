import type { KnownTo, Severity, VerdictCode } from './finding.ts';
import type { SegmentRange } from './segment-range.ts';
import type { EpochMs } from './time.ts';

/** Somebody knows of a trouble, or makes it: until then it leads no verdict. */
export interface Acknowledgement extends KnownTo {
  readonly cluster: string;
  readonly at: EpochMs;
  readonly what: Acknowledged;
}

export type Acknowledged =
  /** Whatever is wrong with the cluster meanwhile. */
  | { readonly kind: 'maintenance' }
  /** One finding as it was then: what is worse than that is not acknowledged. */
  | {
      readonly kind: 'finding';
      readonly rule: string;
      readonly code: VerdictCode;
      readonly severity: Exclude<Severity, 'ok'>;
      readonly file?: string | undefined;
      readonly missing?: readonly SegmentRange[] | undefined;
    };

/** Longer than that nothing is known to be wrong and left: whoever means for ever mends the configuration. */
export const LONGEST_ACKNOWLEDGEMENT_DAYS = 90;

/** So much of a reason is kept. */
export const LONGEST_REASON = 300;

/** Where acknowledgements are kept. */
export interface AcknowledgementBook {
  /** All that are kept, those that have ended too. */
  readonly all: () => Promise<readonly Acknowledgement[]>;
  readonly keep: (acknowledgement: Acknowledgement) => Promise<void>;
  readonly takeAway: (acknowledgement: Acknowledgement) => Promise<void>;
}

/** "acknowledged by U123 until 2026-11-27 08:00 UTC (known loss)". */
export const acknowledgedWords = ({ until, because, by }: KnownTo): string =>
  `acknowledged by ${by} until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC (${because})`;
