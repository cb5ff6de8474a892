import type { Evidence, NextStep } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import { logLateness } from '../log-lateness.ts';
import type { Primary } from '../primary.ts';

/** Two readings of one cluster that cannot both be true. */
export interface Contradiction {
  /** Who says what, as a part of a sentence. */
  readonly words: string;
  readonly evidence: readonly Evidence[];
  readonly nextSteps: readonly NextStep[];
}

/** Looks for one pair of readings. The primary is known, and its role has settled. */
export type FindContradiction = (
  snapshot: Snapshot,
  primary: Extract<Primary, { kind: 'one' }>,
) => Contradiction | undefined;

/** For so long a line may be on its way into the log, as it is now. */
export function logDelay({ uploadLog, cluster }: Snapshot): DurationMs {
  const { shippingAllowance } = cluster.thresholds;
  if (uploadLog.kind === 'unavailable') return shippingAllowance;
  return shippingAllowance + logLateness(uploadLog.value, cluster.thresholds);
}

/** The later of two moments, either of which may not be known. */
export const later = (one: EpochMs | undefined, other: EpochMs | undefined): EpochMs | undefined =>
  one === undefined ? other : other === undefined ? one : Math.max(one, other);
