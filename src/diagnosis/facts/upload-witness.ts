import { MINUTE, SECOND, type EpochMs } from '../../domain/time.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { seriesOf } from './archive-metric.ts';

/** What the metric made from the log on the host says about uploads whose lines the log does not have. */
export type Testimony =
  /** It went on: uploads completed there. */
  | { readonly kind: 'advanced' }
  /** It stood still: nothing was completed. */
  | { readonly kind: 'stood-still' }
  /** Too short a time for its samples. */
  | { readonly kind: 'too-short' }
  /** It has no value of that time. */
  | { readonly kind: 'absent' };

/** The metric counts in whole seconds, and mtail reads a line a moment after it was written. */
const READING_DELAY = 10 * SECOND;

/**
 * Asks the metric about the time between two completed uploads with `count` segments between them.
 * It went on if it never stood still for much longer than these would take one after another.
 */
export function uploadsBetween(
  snapshot: Snapshot,
  host: string | undefined,
  from: EpochMs,
  to: EpochMs,
  count: number,
): Testimony {
  const points = seriesOf(snapshot, 'lastArchive', host)?.points ?? [];
  const inside = points.filter(({ at, value }) => at > from && at < to && value > 0);
  const lastSample = inside.at(-1)?.at;
  const around = points.some(({ at }) => at <= from) && points.some(({ at }) => at >= to);
  if (lastSample === undefined) return { kind: around ? 'too-short' : 'absent' };

  const completedAt = inside
    .map(({ value }) => value * SECOND)
    .filter((at) => at > from + READING_DELAY && at < to - READING_DELAY);
  if (completedAt.length === 0) {
    const seen = lastSample - from >= (to - from) / 2;
    return { kind: seen ? 'stood-still' : 'too-short' };
  }
  const moments = [from, ...completedAt, to].sort((a, b) => a - b);
  const pauses = moments.slice(1).map((at, index) => at - (moments[index] ?? at));
  const usual = (to - from) / (count + 1);
  const longest = Math.max(...pauses);
  return { kind: longest <= 3 * usual + 2 * spacing(inside) ? 'advanced' : 'stood-still' };
}

/** How far apart the samples are. */
const spacing = (points: readonly { readonly at: EpochMs }[]): number =>
  points.reduce(
    (widest, { at }, index) => Math.max(widest, at - (points[index - 1]?.at ?? at)),
    MINUTE / 2,
  );

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
