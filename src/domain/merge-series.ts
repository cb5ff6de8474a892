import type { MetricPoint, MetricSeries } from './metrics.ts';
import type { DurationMs, EpochMs } from './time.ts';

/** Several series as one (one a database, say): at each moment the largest value counts. */
export function largest(parts: readonly (readonly MetricPoint[])[]): readonly MetricPoint[] {
  const [only, ...more] = parts;
  if (only !== undefined && more.length === 0 && isInOrder(only)) return only;
  const values = new Map<EpochMs, number>();
  for (const { at, value } of parts.flat()) {
    values.set(at, Math.max(value, values.get(at) ?? -Infinity));
  }
  return [...values].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
}

/** Each moment once, the earliest first: as every server sends them. */
const isInOrder = (points: readonly MetricPoint[]): boolean =>
  points.every(({ at }, index) => at > (points[index - 1]?.at ?? -Infinity));

/** All series of one host as one. What they were is kept: they may disagree. */
export const seriesOfHost = (
  host: string,
  parts: readonly (readonly MetricPoint[])[],
): MetricSeries => ({
  host,
  points: largest(parts),
  ...(parts.length > 1 ? { parts } : {}),
});

/**
 * The same of samples that were each taken at a moment of its own: of every other series the last one counts, for
 * as long as Prometheus shows it.
 */
export function largestKnown(
  parts: readonly (readonly MetricPoint[])[],
  shownFor: DurationMs,
): readonly MetricPoint[] {
  const [only, ...more] = parts;
  if (only === undefined || more.length === 0) return only ?? [];
  const samples = parts
    .flatMap((points, part) => points.map((point) => ({ ...point, part })))
    .sort((a, b) => a.at - b.at);
  const latest: (MetricPoint | undefined)[] = parts.map(() => undefined);
  return largest([
    samples.map(({ at, value, part }) => {
      latest[part] = { at, value };
      const shown = latest.flatMap((one) =>
        one !== undefined && at - one.at <= shownFor ? [one.value] : [],
      );
      return { at, value: shown.reduce((most, other) => Math.max(most, other), value) };
    }),
  ]);
}
