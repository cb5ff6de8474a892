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
import { HOUR, SECOND, type Clock, type EpochMs } from '../../domain/time.ts';
import { untilEither } from '../http-endpoint.ts';
import { toUnavailable } from '../unavailable-reason.ts';
import { hostReading } from './host-series.ts';
import { httpClient } from './http-client.ts';
import { jobReading } from './job-series.ts';
import { renderQuery } from './render-query.ts';
import { RangeAnswer } from './schema.ts';
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
    const onDate = (date: EpochMs): void => {
      clockSkewMs ??= now() - date;
    };
    const wholeStep = Math.floor(question.at / DAY.step) * DAY.step;
    const day = readOne('lastArchive', question, DAY, wholeStep, onDate);
    const entries = await Promise.all(
      METRIC_NAMES.map(async (name) => {
        const reading = await readOne(name, question, rangeOf(name), question.at, onDate);
        if (name !== 'lastArchive') return [name, reading] as const;
        return [name, joined((await day) as MetricReading, reading as MetricReading)] as const;
      }),
    );
    return { readings: Object.fromEntries(entries) as MetricReadings, clockSkewMs };
  };
}

/** The day, and what is newer. Without the day the witness knows less, and says so. */
function joined(day: MetricReading, recent: MetricReading): MetricReading {
  if (day.kind === 'unavailable' || recent.kind === 'unavailable') return recent;
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
