import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';

/** The metric counts in whole seconds, and mtail reads a line a moment after it was written. */
export const READING_DELAY = 10 * SECOND;

/**
 * A shorter pause says nothing: a sample is up to half a minute old, and the scrape that it shows up to a minute
 * more. Two rounds of an archive_timeout of a minute, so that one segment that an idle cluster lost still shows.
 */
export const TELLING_PAUSE: DurationMs = 2 * MINUTE - READING_DELAY;

/**
 * Uploads come at an even pace where nearly all pauses are within this factor. At an uneven one two may follow each
 * other between two samples after a long pause, and the first of them is never seen.
 */
export const EVEN = 1.6;

/** How far the log's, the metric's and PostgreSQL's time of one and the same upload may be apart. */
export const SAME_UPLOAD = 10 * SECOND;

export const pausesOf = (moments: readonly EpochMs[]): readonly DurationMs[] =>
  moments.slice(1).map((at, index) => at - (moments[index] ?? at));

/** The longest pause that is usual: nine of ten are no longer. */
export const longestUsual = (moments: readonly EpochMs[]): DurationMs =>
  quantile(
    [...pausesOf(moments)].sort((a, b) => a - b),
    0.9,
  );

/** Of values that stand in order. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
