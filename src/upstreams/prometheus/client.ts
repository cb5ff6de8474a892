import type { MetricsAnswer, Question, ReadMetrics } from '../../domain/contracts.ts';
import {
  isJobMetric,
  METRIC_NAMES,
  type JobReading,
  type MetricName,
  type MetricReading,
  type MetricReadings,
} from '../../domain/metrics.ts';
import { unavailable } from '../../domain/reading.ts';
import type { PrometheusSettings } from '../../domain/source-settings.ts';
import type { Clock, EpochMs } from '../../domain/time.ts';
import { untilEither } from '../http-endpoint.ts';
import { toUnavailable } from '../unavailable-reason.ts';
import { hostReading } from './host-series.ts';
import { httpClient } from './http-client.ts';
import { jobReading } from './job-series.ts';
import { renderQuery } from './render-query.ts';
import { RangeAnswer } from './schema.ts';
import { rangeOf, rangeParameters } from './time-range.ts';

/** One range query for each named metric, all at the same time: a fixed number, whatever the cluster. */
export function createPrometheus(settings: PrometheusSettings, now: Clock): ReadMetrics {
  const http = httpClient(settings);

  const readOne = async (
    name: MetricName,
    question: Question,
    onDate: (date: EpochMs) => void,
  ): Promise<MetricReading | JobReading> => {
    const template = settings.queries[name];
    if (template === null)
      return unavailable('not-configured', 'switched off in the configuration');
    const query = renderQuery(template, settings.labels);
    const params = rangeParameters(query, rangeOf(name), question.at);
    try {
      const signal = untilEither(question.signal, settings.timeoutMs);
      const { data, headers } = await http.get<unknown>('/api/v1/query_range', { params, signal });
      const date = Date.parse(String(headers['date']));
      if (!Number.isNaN(date)) onDate(date);
      const series = RangeAnswer.parse(data);
      return (isJobMetric(name) ? jobReading : hostReading)(
        series,
        settings.hostLabels,
        query,
        question.at,
      );
    } catch (fault) {
      return toUnavailable(fault);
    }
  };

  return async (question): Promise<MetricsAnswer> => {
    let clockSkewMs: number | undefined;
    const entries = await Promise.all(
      METRIC_NAMES.map(async (name) => {
        const reading = await readOne(name, question, (date) => {
          clockSkewMs ??= now() - date;
        });
        return [name, reading] as const;
      }),
    );
    return { readings: Object.fromEntries(entries) as MetricReadings, clockSkewMs };
  };
}
