import { doubtfulWords, type HostNames } from '../domain/host-names.ts';
import { seriesOfHost } from '../domain/merge-series.ts';
import {
  readingsOf,
  type JobReading,
  type LabelApart,
  type MetricReading,
  type MetricReadings,
  type MetricSeries,
  type NamelessSeries,
} from '../domain/metrics.ts';

/** The same metrics with one name for each host. */
export const namedMetrics = (metrics: MetricReadings, names: HostNames): MetricReadings =>
  readingsOf(
    (name) => namedSeries(metrics[name], names),
    (name) => namedJobs(metrics[name], names),
  );

/** Series of one host that had several names become one; one that may be of several hosts is of none. */
function namedSeries(reading: MetricReading, { nameOf, mayBe }: HostNames): MetricReading {
  if (reading.kind === 'unavailable') return reading;
  const byHost = new Map<string, MetricSeries[]>();
  const doubtful: NamelessSeries[] = [];
  for (const series of reading.value) {
    const others = mayBe(series.host);
    const host = nameOf(series.host);
    if (others.length > 0) {
      doubtful.push({ label: doubtfulWords({ host, mayBe: others }), points: series.points });
    } else byHost.set(host, [...(byHost.get(host) ?? []), series]);
  }
  const nameless = [...(reading.nameless ?? []), ...doubtful];
  return {
    ...reading,
    value: [...byHost].map(([host, series]) => sameHost(host, series)),
    ...(nameless.length === 0 ? {} : { nameless }),
    ...(reading.apart === undefined
      ? {}
      : { apart: reading.apart.map((one) => namedLabel(one, nameOf)) }),
  };
}

const namedLabel = ({ label, values }: LabelApart, nameOf: HostNames['nameOf']): LabelApart => ({
  label,
  values: Object.fromEntries(Object.entries(values).map(([host, value]) => [nameOf(host), value])),
});

function sameHost(host: string, series: readonly MetricSeries[]): MetricSeries {
  const [only, ...more] = series;
  return only !== undefined && more.length === 0
    ? { ...only, host }
    : seriesOfHost(
        host,
        series.flatMap(({ points, parts }) => parts ?? [points]),
      );
}

const namedJobs = (reading: JobReading, { nameOf }: HostNames): JobReading =>
  reading.kind === 'unavailable'
    ? reading
    : { ...reading, value: reading.value.map((job) => ({ ...job, hosts: job.hosts.map(nameOf) })) };
