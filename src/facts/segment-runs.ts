import type { EpochMs } from '../domain/time.ts';

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
  const runs = runsOf(completions);
  // Flat, so that a million look-ups stay in the processor's cache.
  const firsts = Float64Array.from(runs, ({ first }) => first);
  let index = 0;
  for (const { number, at } of completions) {
    const near = runs[index];
    // A log is nearly in order: mostly it is the same run again.
    if (near === undefined || number < near.first || number > near.last) {
      index = lastNotAbove(firsts, number);
    }
    const run = runs[index];
    if (run === undefined) continue;
    if (number === run.first && at < run.firstAt) run.firstAt = at;
    if (number === run.last && at < run.lastAt) run.lastAt = at;
    if (at < run.earliestAt) run.earliestAt = at;
    if (at > run.latestAt) run.latestAt = at;
  }
  return runs;
}

/** The runs without their times. */
function runsOf(completions: readonly Completion[]): OpenRun[] {
  const numbers = new Float64Array(completions.length);
  completions.forEach(({ number }, index) => (numbers[index] = number));
  numbers.sort();
  const runs: OpenRun[] = [];
  let run: OpenRun | undefined;
  for (const number of numbers) {
    if (run !== undefined && number <= run.last + 1) run.last = number;
    else runs.push((run = emptyRun(number)));
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

/** The index of the last of these ordered numbers that is not above this one. */
function lastNotAbove(ordered: Float64Array, number: number): number {
  let low = 0;
  let high = ordered.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((ordered[middle] ?? Infinity) <= number) low = middle;
    else high = middle - 1;
  }
  return low;
}
