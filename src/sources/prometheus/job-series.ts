import { harmlessText } from '../../domain/harmless-text.ts';
import { readHost } from '../../domain/host.ts';
import { largest } from '../../domain/merge-series.ts';
import type { JobReading, JobSeries, MetricPoint } from '../../domain/metrics.ts';
import { measured, unavailable } from '../../domain/reading.ts';
import type { EpochMs } from '../../domain/time.ts';
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

  const byKey = new Map<string, { labels: Labels; parts: (readonly MetricPoint[])[] }>();
  for (const { labels, points } of series) {
    const key = keyOf(labels);
    const job = byKey.get(key) ?? { labels, parts: [] };
    byKey.set(key, job);
    job.parts.push(points);
  }
  return measured(
    [...byKey].map(([key, { labels, parts }]): JobSeries => ({
      key,
      hosts: hostsOf(labels, hostLabels),
      type: typeOf(labels),
      points: largest(parts),
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
    const host = label === undefined ? undefined : readHost(label);
    return host === undefined ? [] : [host];
  });
}

function typeOf(labels: Labels): string | undefined {
  const type = labels[`${PUSHED}type`] ?? labels['type'];
  return type === undefined || type === '' ? undefined : harmlessText(type, 60);
}
