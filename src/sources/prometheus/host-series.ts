import { readHost } from '../../domain/host.ts';
import { seriesOfHost } from '../../domain/merge-series.ts';
import type { MetricPoint, MetricReading, NamelessSeries } from '../../domain/metrics.ts';
import { measured, unavailable } from '../../domain/reading.ts';
import type { EpochMs } from '../../domain/time.ts';
import { unreadHosts, unreadName } from '../../domain/unread-hosts.ts';
import type { RangeSeries } from './schema.ts';

/** The answer to a query about database hosts, by host. What names none is kept beside them. */
export function hostReading(
  series: readonly RangeSeries[],
  hostLabels: readonly string[],
  query: string,
  at: EpochMs,
): MetricReading {
  if (series.length === 0) return unavailable('no-data', `no series answers to ${query}`);

  const byHost = new Map<string, (readonly MetricPoint[])[]>();
  const nameless: NamelessSeries[] = [];
  for (const { labels, points } of series) {
    const { host, label } = hostOf(labels, hostLabels);
    if (host === undefined) nameless.push({ label, points });
    else byHost.set(host, [...(byHost.get(host) ?? []), points]);
  }
  if (byHost.size === 0) {
    const labels = hostLabels.join(' or ');
    const samples = unreadHosts(nameless.map(({ label }) => label))?.samples ?? [];
    return unavailable(
      'bad-response',
      `no series of ${query} has a host name in label ${labels}: ${samples.join(', ')}`,
    );
  }
  return {
    ...measured(
      [...byHost].map(([host, parts]) => seriesOfHost(host, parts)),
      at,
    ),
    ...(nameless.length === 0 ? {} : { nameless }),
  };
}

/** The first label that is there counts, and as in PromQL an empty one is not there. */
export function hostOf(
  labels: Readonly<Record<string, string>>,
  hostLabels: readonly string[],
): { readonly host: string; readonly label?: undefined } | Nameless {
  const name = hostLabels.find((candidate) => (labels[candidate] ?? '') !== '');
  if (name === undefined) return { host: undefined, label: `no label ${hostLabels.join(' or ')}` };
  const value = labels[name] ?? '';
  const host = readHost(value);
  // Made harmless only where it is shown: that takes longer than all else that is done with a series.
  return host === undefined ? { host: undefined, label: `${name} ${unreadName(value)}` } : { host };
}

interface Nameless {
  readonly host: undefined;
  /** What stands in place of a host. */
  readonly label: string;
}
