import { harmlessText } from '../../domain/harmless-text.ts';
import type { LabelApart, MetricReading } from '../../domain/metrics.ts';
import type { EpochMs } from '../../domain/time.ts';
import { hostOf, hostReading } from './host-series.ts';
import type { RangeSeries } from './schema.ts';

/** A label's value beyond this is no name that people give to a cluster. */
const VALUE_MAX = 60;
/** So many labels are enough to choose from. */
const LABELS = 3;

/**
 * The labels by which the hosts fall into groups, as they do where several clusters answer to one selector. A label
 * that each host has for itself, such as an address, tells no clusters apart.
 */
function labelsApart(
  series: readonly RangeSeries[],
  hostLabels: readonly string[],
): readonly LabelApart[] {
  const values = new Map<string, Map<string, string>>();
  const hosts = new Set<string>();
  for (const { labels } of series) {
    const { host } = hostOf(labels, hostLabels);
    if (host === undefined) continue;
    hosts.add(host);
    for (const [label, value] of Object.entries(labels)) {
      if (hostLabels.includes(label)) continue;
      values.set(label, (values.get(label) ?? new Map<string, string>()).set(host, value));
    }
  }
  return (
    [...values]
      .filter(([, valueOf]) => {
        const groups = new Set(valueOf.values()).size;
        return valueOf.size === hosts.size && groups > 1 && groups < hosts.size;
      })
      // Of these few alone: it takes longer than all else that is done with a label.
      .filter(([, valueOf]) =>
        [...valueOf.values()].every((value) => value === harmlessText(value, VALUE_MAX)),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, LABELS)
      .map(([label, valueOf]) => ({ label, values: Object.fromEntries(valueOf) }))
  );
}

/** The answer that says of each host whether it is a replica. */
export function roleReading(
  series: readonly RangeSeries[],
  hostLabels: readonly string[],
  query: string,
  at: EpochMs,
): MetricReading {
  const reading = hostReading(series, hostLabels, query, at);
  const apart = labelsApart(series, hostLabels);
  return reading.kind === 'unavailable' || apart.length === 0 ? reading : { ...reading, apart };
}
