import { harmlessText } from '../../domain/harmless-text.ts';
import { canonicalHost } from '../../domain/host.ts';
import type { JobReading, JobSeries } from '../../domain/metrics.ts';
import { measured, unavailable } from '../../domain/reading.ts';
import type { EpochMs } from '../../domain/time.ts';
import { inOrder, mergeLargest } from './host-series.ts';
import type { RangeSeries } from './schema.ts';

type Labels = Readonly<Record<string, string>>;

/** Prometheus renames what was pushed like this where it has a label of that name itself. */
const PUSHED = 'exported_';

/** The answer to a query about a job, one series a job. No host is demanded of it. */
export function jobReading(
  series: readonly RangeSeries[],
  hostLabels: readonly string[],
  query: string,
  at: EpochMs,
): JobReading {
  if (series.length === 0) return unavailable('no-data', `no series answers to ${query}`);

  const byKey = new Map<string, { labels: Labels; points: Map<EpochMs, number> }>();
  for (const { labels, points } of series) {
    const key = keyOf(labels);
    const job = byKey.get(key) ?? { labels, points: new Map<EpochMs, number>() };
    byKey.set(key, job);
    mergeLargest(job.points, points);
  }
  return measured(
    [...byKey].map(([key, { labels, points }]): JobSeries => ({
      key,
      hosts: hostsOf(labels, hostLabels),
      type: typeOf(labels),
      points: inOrder(points),
    })),
    at,
  );
}

const keyOf = (labels: Labels): string =>
  JSON.stringify(
    Object.entries(labels)
      .filter(([name]) => name !== '__name__')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function hostsOf(labels: Labels, hostLabels: readonly string[]): readonly string[] {
  const names = [...hostLabels.map((name) => PUSHED + name), ...hostLabels];
  return names.flatMap((name) => {
    const label = labels[name];
    const host = label === undefined ? undefined : canonicalHost(label);
    return host === undefined ? [] : [host];
  });
}

function typeOf(labels: Labels): string | undefined {
  const type = labels[`${PUSHED}type`] ?? labels['type'];
  return type === undefined || type === '' ? undefined : harmlessText(type, 60);
}
