import { median } from '../domain/median.ts';
import type { MetricPoint } from '../domain/metrics.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';

/** A third with fewer samples says nothing. */
const LEAST_SAMPLES = 3;

/** The medians of three thirds of a span of time: neither a burst nor a single sample changes much in them. */
export interface Thirds {
  readonly first: number;
  readonly middle: number;
  readonly last: number;
}

/** Undefined where the samples do not go back that far. */
export function thirdsOf(
  points: readonly MetricPoint[],
  at: EpochMs,
  span: DurationMs,
): Thirds | undefined {
  const third = span / 3;
  const [first, middle, last] = [3, 2, 1].map((thirds) =>
    medianOf(
      points.filter(
        (point) =>
          point.at <= at &&
          point.at >= at - thirds * third &&
          (thirds === 1 || point.at < at - (thirds - 1) * third),
      ),
    ),
  );
  return first === undefined || middle === undefined || last === undefined
    ? undefined
    : { first, middle, last };
}

/** How fast it rises per millisecond: over all of the span, and lately. */
export function ratesOf({ first, middle, last }: Thirds, span: DurationMs): readonly number[] {
  const third = span / 3;
  return [(last - first) / (2 * third), (last - middle) / third];
}

/** The slower of the rises from third to third: what came all at once is none. */
export const steadyRateOf = ({ first, middle, last }: Thirds, span: DurationMs): number =>
  Math.min(middle - first, last - middle) / (span / 3);

const medianOf = (points: readonly MetricPoint[]): number | undefined =>
  points.length < LEAST_SAMPLES ? undefined : median(points.map(({ value }) => value));
