import type { MetricsAnswer, Question, ReadAllMetrics } from '../../domain/contracts.ts';
import {
  METRIC_NAMES,
  type JobReading,
  type MetricName,
  type MetricReading,
  type MetricReadings,
} from '../../domain/metrics.ts';
import { unavailable } from '../../domain/reading.ts';
import type { PrometheusSettings } from '../../domain/source-settings.ts';
import { HOUR, MINUTE, SECOND, type Clock, type EpochMs } from '../../domain/time.ts';
import { untilEither } from '../http-endpoint.ts';
import { outcomeOf } from '../outcome.ts';
import { httpClient } from './http-client.ts';
import { metricReading, rangeSeries } from './metric-reading.ts';
import { renderFleetQuery, renderQuery } from './render-query.ts';
import { seriesByCluster } from './series-by-cluster.ts';
import { rangeOf, rangeParameters, type TimeRange } from './time-range.ts';

/** Clusters that share everything but the values of their labels. */
export interface PrometheusFleet {
  readonly settings: Omit<PrometheusSettings, 'labels'>;
  readonly labels: ReadonlyMap<string, PrometheusSettings['labels']>;
}

/** Up to so many clusters are shown as many points as a single one. */
const FINE_GRAINED = 50;
const FINE: TimeRange = { span: HOUR, step: 30 * SECOND };
/** Two minutes are as old as a value may be to count as current. */
const COARSE: TimeRange = { span: HOUR, step: 2 * MINUTE };

type Readings = (cluster: string) => MetricReading | JobReading;

/** One range query for each named metric, however many clusters there are. */
export function createPrometheusFleet(
  { settings, labels }: PrometheusFleet,
  now: Clock,
): ReadAllMetrics {
  const http = httpClient(settings);
  const range = labels.size <= FINE_GRAINED ? FINE : COARSE;

  const readOne = async (
    name: MetricName,
    question: Question,
    onDate: (date: EpochMs) => void,
  ): Promise<Readings> => {
    const template = settings.queries[name];
    if (template === null) {
      const off = unavailable('not-configured', 'switched off in the configuration');
      return () => off;
    }
    const query = renderFleetQuery(template, [...labels.values()]);
    const answer = await outcomeOf(
      // By POST: the names of a thousand clusters are longer than a URL may be.
      http.post<unknown>(
        '/api/v1/query_range',
        form(rangeParameters(query, rangeOf(name, range), question.at)),
        { signal: untilEither(question.signal, settings.timeoutMs) },
      ),
    );
    if (answer.kind === 'unavailable') return () => answer;
    const { data, headers } = answer.value;
    const date = Date.parse(String(headers['date']));
    if (!Number.isNaN(date)) onDate(date);
    const series = rangeSeries(data);
    if (series.kind === 'unavailable') return () => series;
    const split = template.includes('$labels') ? seriesByCluster(series.value, labels) : undefined;
    return (cluster) => {
      const mine = split === undefined ? series.value : split.of(cluster);
      if (mine.length === 0 && split?.lacking !== undefined) {
        return unavailable('bad-response', `series of ${template} lack the label ${split.lacking}`);
      }
      const own = renderQuery(template, labels.get(cluster) ?? {});
      return metricReading(name, mine, settings.hostLabels, own, question.at);
    };
  };

  return async (question) => {
    let clockSkewMs: number | undefined;
    const metrics = await Promise.all(
      METRIC_NAMES.map(async (name) => {
        const readings = await readOne(name, question, (date) => {
          clockSkewMs ??= now() - date;
        });
        return [name, readings] as const;
      }),
    );
    return new Map(
      [...labels.keys()].map((cluster): [string, MetricsAnswer] => {
        const readings = metrics.map(([name, of]) => [name, of(cluster)] as const);
        return [cluster, { readings: Object.fromEntries(readings) as MetricReadings, clockSkewMs }];
      }),
    );
  };
}

const form = (parameters: Readonly<Record<string, string | number>>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  );
