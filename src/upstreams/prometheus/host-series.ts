import { canonicalHost } from '../../domain/host.ts';
import type { MetricPoint, MetricReading } from '../../domain/metrics.ts';
import { measured, unavailable } from '../../domain/reading.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { RangeSeries } from './schema.ts';

/** The answer to a query about database hosts, by host. */
export function hostReading(
  series: readonly RangeSeries[],
  hostLabels: readonly string[],
  query: string,
  at: EpochMs,
): MetricReading {
  if (series.length === 0) return unavailable('no-data', `no series answers to ${query}`);

  const byHost = new Map<string, Map<EpochMs, number>>();
  for (const { labels, points } of series) {
    const host = hostOf(labels, hostLabels);
    if (host === undefined) continue;
    const merged = byHost.get(host) ?? new Map<EpochMs, number>();
    byHost.set(host, merged);
    // A host may have several series (one a database, say): the largest counts.
    mergeLargest(merged, points);
  }
  if (byHost.size === 0) {
    const labels = hostLabels.join(' or ');
    return unavailable('bad-response', `no series of ${query} has a host name in label ${labels}`);
  }
  return measured(
    [...byHost].map(([host, points]) => ({ host, points: inOrder(points) })),
    at,
  );
}

function hostOf(
  labels: Readonly<Record<string, string>>,
  hostLabels: readonly string[],
): string | undefined {
  const label = hostLabels.map((name) => labels[name]).find((value) => value !== undefined);
  return label === undefined ? undefined : canonicalHost(label);
}

export function mergeLargest(merged: Map<EpochMs, number>, points: readonly MetricPoint[]): void {
  for (const { at, value } of points) merged.set(at, Math.max(value, merged.get(at) ?? -Infinity));
}

export const inOrder = (points: ReadonlyMap<EpochMs, number>): MetricPoint[] =>
  [...points].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
