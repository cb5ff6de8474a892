import type { EpochMs } from '../../domain/time.ts';

/** A completed segment by its number in the sequence, and when its upload ended. */
export interface Completion {
  readonly number: number;
  readonly at: EpochMs;
}

/** Segments without a hole between them. What lies between two runs is a hole. */
export interface SegmentRun {
  readonly first: number;
  readonly last: number;
  /** When the first and the last of them were completed. */
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** When any of them was completed, the earliest and the latest. */
  readonly earliestAt: EpochMs;
  readonly latestAt: EpochMs;
}

type OpenRun = { -readonly [key in keyof SegmentRun]: SegmentRun[key] };

/**
 * The runs of one timeline, in order. A segment that was completed twice counts from the first time.
 * The names that ought to be there are never listed: two names far apart would be billions.
 */
export function segmentRuns(completions: readonly Completion[]): readonly SegmentRun[] {
  const numbers = new Float64Array(completions.length);
  completions.forEach(({ number }, index) => (numbers[index] = number));
  numbers.sort();
  const runs: OpenRun[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && number <= run.last + 1) run.last = number;
    else runs.push(emptyRun(number));
  }

  for (const { number, at } of completions) {
    const run = runs[runHolding(runs, number)];
    if (run === undefined) continue;
    if (number === run.first) run.firstAt = Math.min(run.firstAt, at);
    if (number === run.last) run.lastAt = Math.min(run.lastAt, at);
    run.earliestAt = Math.min(run.earliestAt, at);
    run.latestAt = Math.max(run.latestAt, at);
  }
  return runs;
}

const emptyRun = (number: number): OpenRun => ({
  first: number,
  last: number,
  firstAt: Infinity,
  lastAt: Infinity,
  earliestAt: Infinity,
  latestAt: -Infinity,
});

/** The last run that begins at this number or before it. */
function runHolding(runs: readonly SegmentRun[], number: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((runs[middle]?.first ?? Infinity) <= number) low = middle;
    else high = middle - 1;
  }
  return low;
}
