import type { MetricsAnswer, Question, ReadMetrics } from '../../domain/contracts.ts';
import {
  METRIC_NAMES,
  type JobReading,
  type MetricName,
  type MetricReading,
  type MetricReadings,
} from '../../domain/metrics.ts';
import { didNotAnswer, unavailable, type Lack } from '../../domain/reading.ts';
import type { PrometheusSettings } from '../../domain/source-settings.ts';
import { HOUR, SECOND, type Clock, type EpochMs } from '../../domain/time.ts';
import { untilEither } from '../http-endpoint.ts';
import { outcomeOf } from '../outcome.ts';
import { httpClient } from './http-client.ts';
import { metricReading, rangeSeries } from './metric-reading.ts';
import { renderQuery } from './render-query.ts';
import { rangeOf, rangeParameters, type TimeRange } from './time-range.ts';

/**
 * `lastArchive` goes back as far as the log does: it is the witness of uploads whose lines are missing
 * there. It is asked of whole half minutes, the same whenever one asks: between others the witness would see
 * something else a minute later, and change its mind.
 */
const DAY: TimeRange = { span: 24 * HOUR, step: 30 * SECOND };

/** One or two range queries for each named metric, all at the same time: a fixed number, whatever the cluster. */
export function createPrometheus(settings: PrometheusSettings, now: Clock): ReadMetrics {
  const http = httpClient(settings);

  const readOne = async (
    name: MetricName,
    question: Question,
    range: TimeRange,
    until: EpochMs,
    onDate: (date: EpochMs) => void,
  ): Promise<MetricReading | JobReading> => {
    const template = settings.queries[name];
    if (template === null)
      return unavailable('not-configured', 'switched off in the configuration');
    const query = renderQuery(template, settings.labels);
    const params = rangeParameters(query, range, until);
    const signal = untilEither(question.signal, settings.timeoutMs);
    const answer = await outcomeOf(http.get<unknown>('/api/v1/query_range', { params, signal }));
    if (answer.kind === 'unavailable') return answer;
    const { data, headers } = answer.value;
    const date = Date.parse(String(headers['date']));
    if (!Number.isNaN(date)) onDate(date);
    const series = rangeSeries(data);
    return series.kind === 'unavailable'
      ? series
      : metricReading(name, series.value, settings.hostLabels, query, question.at);
  };

  return async (question): Promise<MetricsAnswer> => {
    let clockSkewMs: number | undefined;
    const onDate = (date: EpochMs): void => {
      clockSkewMs ??= now() - date;
    };
    const wholeStep = Math.floor(question.at / DAY.step) * DAY.step;
    const [day, entries] = await Promise.all([
      readOne('lastArchive', question, DAY, wholeStep, onDate),
      Promise.all(
        METRIC_NAMES.map(async (name) => {
          const reading = await readOne(name, question, rangeOf(name), question.at, onDate);
          return [name, reading] as const;
        }),
      ),
    ]);
    const readings = Object.fromEntries(entries) as MetricReadings;
    return {
      readings: {
        ...readings,
        lastArchive: joined(day as MetricReading, readings.lastArchive),
      },
      clockSkewMs,
    };
  };
}

/**
 * The day, and what is newer. Without the day the witness knows less, and says so. It is only heard where the log
 * has a hole, and nothing that has one is healthy.
 */
function joined(day: MetricReading, recent: MetricReading): MetricReading {
  if (recent.kind === 'unavailable') return recent;
  if (day.kind === 'unavailable') {
    if (!didNotAnswer(day.reason)) return recent;
    const lack: Lack = {
      detail: `of the day before the last hour: ${day.detail}`,
      cost: 'whether uploads completed then, whose lines the log lacks, is not known',
      mayHideTrouble: false,
    };
    return { ...recent, lacks: [...(recent.lacks ?? []), lack] };
  }
  const hosts = new Set([...recent.value, ...day.value].map(({ host }) => host));
  const series = [...hosts].map((host) => {
    const pointsOf = ({ value }: typeof day) =>
      value.find((one) => one.host === host)?.points ?? [];
    const steady = pointsOf(day);
    const until = steady.at(-1)?.at ?? -Infinity;
    return { host, points: [...steady, ...pointsOf(recent).filter(({ at }) => at > until)] };
  });
  return { ...recent, value: series };
}
