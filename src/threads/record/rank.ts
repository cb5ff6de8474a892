import type { Severity } from '../../domain/finding.ts';

/** From the best to the worst. Not to know is worse than a warning: it may hide anything. */
export const RANK: Readonly<Record<Severity, number>> = {
  ok: 0,
  warning: 1,
  unknown: 2,
  critical: 3,
};
