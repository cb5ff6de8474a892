import { clockSkewWords } from '../../domain/clock-skew-words.ts';
import { CURRENT_WITHIN } from '../../domain/metrics.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Contradiction } from './contradiction.ts';

/**
 * If the clock here is wrong, what is asked as of now is as of another time: where it is an hour behind, metrics of an
 * hour ago look current. Where the clocks are further apart than a current metric may be old, nothing is proven.
 */
export function clockAgainstMetrics({
  clockSkewMs: skew,
}: Pick<Snapshot, 'clockSkewMs'>): Contradiction | undefined {
  if (skew === undefined || Math.abs(skew) <= CURRENT_WITHIN) return undefined;
  const apart = clockSkewWords(skew);
  return {
    words: `the clock here is ${apart}, so what is asked as of now is not of now`,
    evidence: [
      { from: 'comparison', text: `the clock of the machine that Wale runs on is ${apart}` },
    ],
    nextSteps: [
      {
        text: 'compare the clocks of the machine that Wale runs on and of the metrics server; one of them is wrong',
        command: 'timedatectl',
      },
    ],
  };
}
