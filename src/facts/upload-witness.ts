import { CURRENT_WITHIN, type MetricPoint } from '../domain/metrics.ts';
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { seriesOf } from './archive-metric.ts';

/** What the metric made from the log on the host says about uploads whose lines the log does not have. */
export type Testimony =
  /** It went on: uploads completed there. */
  | { readonly kind: 'advanced' }
  /** It stood still: nothing was completed. */
  | { readonly kind: 'stood-still' }
  /** Too short a time for its samples. */
  | { readonly kind: 'too-short' }
  /** It does not know all of that time. */
  | { readonly kind: 'absent' };

/** The metric counts in whole seconds, and mtail reads a line a moment after it was written. */
const READING_DELAY = 10 * SECOND;

/**
 * A shorter pause says nothing: a sample is up to half a minute old, and the scrape that it shows up to a minute
 * more. Two rounds of an archive_timeout of a minute, so that one segment that an idle cluster lost still shows.
 */
const TELLING_PAUSE: DurationMs = 2 * MINUTE - READING_DELAY;

/** A pause so many times as long as the metric's usual one is none between two uploads. */
const UNUSUAL = 3;

/** A time between two completed uploads, with so many segments between them that the log has no end of. */
interface Gap {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly count: number;
}

/**
 * Asks the metric of a host about such times. It stood still if it did so for long enough to tell, and not as
 * many uploads as are missing were seen beside that.
 *
 * A wider hole must never be judged milder than one within it: so a part of the time that the metric does
 * not know makes all of it unknown, the longest pause counts, and how long is telling depends neither on the
 * hole nor on what the log has.
 */
export function uploadWitness(
  snapshot: Snapshot,
  host: string | undefined,
): (gap: Gap) => Testimony {
  // A gauge at 0 was reset by a restart of its exporter.
  const points = (seriesOf(snapshot, 'lastArchive', host)?.points ?? []).filter(
    ({ value }) => value > 0,
  );
  const completions = completionsIn(points);
  const usual = median(pausesOf(completions));

  return ({ from, to, count }) => {
    if (!knowsAllOf(points, from, to)) return { kind: 'absent' };
    const inside = completions.filter((at) => at > from && at < to);
    const seen = inside.filter((at) => at > from + READING_DELAY && at < to - SECOND).length;
    const longest = pausesOf([from, ...inside, to]).reduce(
      (most, pause) => Math.max(most, pause),
      0,
    );
    if (longest < TELLING_PAUSE) return { kind: seen === 0 ? 'too-short' : 'advanced' };
    const accounted = seen >= count && longest < UNUSUAL * usual;
    return { kind: accounted ? 'advanced' : 'stood-still' };
  };
}

/** Whether there is a sample from right before a time, and no gap among the samples until its end. */
function knowsAllOf(points: readonly MetricPoint[], from: EpochMs, to: EpochMs): boolean {
  const known = points.map(({ at }) => at).filter((at) => at > from - CURRENT_WITHIN && at < to);
  const [first] = known;
  if (first === undefined || first > from) return false;
  return pausesOf([...known, to]).every((gap) => gap <= CURRENT_WITHIN);
}

/** When uploads completed, as far as the samples show: the earliest first. */
const completionsIn = (points: readonly MetricPoint[]): readonly EpochMs[] =>
  [...new Set(points.map(({ value }) => value * SECOND))].sort((a, b) => a - b);

const pausesOf = (moments: readonly EpochMs[]): readonly DurationMs[] =>
  moments.slice(1).map((at, index) => at - (moments[index] ?? at));

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The last upload that the metric knew of before a moment. */
export function lastArchivedBefore(
  snapshot: Snapshot,
  host: string | undefined,
  before: EpochMs,
): EpochMs | undefined {
  const points = seriesOf(snapshot, 'lastArchive', host)?.points ?? [];
  const value = points.findLast((point) => point.at < before && point.value > 0)?.value;
  return value === undefined ? undefined : value * SECOND;
}
