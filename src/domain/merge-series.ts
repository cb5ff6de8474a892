import type { MetricPoint, MetricSeries } from './metrics.ts';
import type { EpochMs } from './time.ts';

/** Several series as one (one a database, say): at each moment the largest value counts. */
export function largest(parts: readonly (readonly MetricPoint[])[]): readonly MetricPoint[] {
  const values = new Map<EpochMs, number>();
  for (const { at, value } of parts.flat()) {
    values.set(at, Math.max(value, values.get(at) ?? -Infinity));
  }
  return [...values].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
}

/** All series of one host as one. What they were is kept: they may disagree. */
export const seriesOfHost = (
  host: string,
  parts: readonly (readonly MetricPoint[])[],
): MetricSeries => ({
  host,
  points: largest(parts),
  ...(parts.length > 1 ? { parts } : {}),
});
