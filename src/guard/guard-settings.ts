import type { Graces } from '../domain/graces.ts';
import { HOUR, type DurationMs } from '../domain/time.ts';

/** How the guard looks, and when it speaks. */
export interface GuardSettings {
  /** Between two looks at all clusters; each pause differs from it by up to a tenth. */
  readonly everyMs: DurationMs;
  /** Well for so long, and a trouble is over: what comes after it is another. */
  readonly settleMs: DurationMs;
  readonly graces: Graces;
}

/** A cluster that comes and goes has told of itself: each time within a day it is given twice as long as the last. */
export const FLAPPING_WITHIN: DurationMs = 24 * HOUR;

/** And no longer than this: an outage that stays is told, however often there was one before. */
export const LONGEST_GRACE: DurationMs = HOUR;

export function graceOf(grace: DurationMs, toldBefore: number, everyMs: DurationMs): DurationMs {
  if (toldBefore === 0) return grace;
  const doubled = Math.max(grace, everyMs) * 2 ** Math.min(toldBefore, 20);
  return Math.max(grace, Math.min(doubled, LONGEST_GRACE));
}
