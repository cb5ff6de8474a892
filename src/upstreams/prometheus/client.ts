import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import type { MetricsAnswer, Question, ReadMetrics } from '../../domain/contracts.ts';
import { canonicalHost } from '../../domain/host.ts';
import {
  METRIC_NAMES,
  type MetricName,
  type MetricPoint,
  type MetricReading,
  type MetricReadings,
} from '../../domain/metrics.ts';
import { measured, unavailable } from '../../domain/reading.ts';
import type { PrometheusSettings } from '../../domain/source-settings.ts';
import { HOUR, SECOND, type Clock, type EpochMs } from '../../domain/time.ts';
import { caOf, untilEither } from '../http-endpoint.ts';
import { toUnavailable } from '../unavailable-reason.ts';
import { renderQuery } from './render-query.ts';
import { RangeAnswer, type RangeSeries } from './schema.ts';

/** How far back each series goes: enough to see when roles changed and what the metric said before. */
const SPAN = HOUR;
const STEP = 30 * SECOND;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** One range query for each named metric, all at the same time: a fixed number, whatever the cluster. */
export function createPrometheus(settings: PrometheusSettings, now: Clock): ReadMetrics {
  const http = httpClient(settings);

  const readOne = async (
    name: MetricName,
    question: Question,
    onDate: (date: EpochMs) => void,
  ): Promise<MetricReading> => {
    const template = settings.queries[name];
    if (template === null)
      return unavailable('not-configured', 'switched off in the configuration');
    const query = renderQuery(template, settings.labels);
    const params = {
      query,
      start: (question.at - SPAN) / 1000,
      end: question.at / 1000,
      step: STEP / 1000,
      // Thanos would rather answer in part and warn. Prometheus ignores what it does not know.
      partial_response: 'false',
    };
    try {
      const signal = untilEither(question.signal, settings.timeoutMs);
      const { data, headers } = await http.get<unknown>('/api/v1/query_range', { params, signal });
      const date = Date.parse(String(headers['date']));
      if (!Number.isNaN(date)) onDate(date);
      return toReading(RangeAnswer.parse(data), settings.hostLabels, query, question.at);
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

function httpClient(settings: PrometheusSettings): AxiosInstance {
  const { auth } = settings;
  const authorization =
    auth.kind === 'bearer'
      ? { authorization: `Bearer ${auth.token}` }
      : auth.kind === 'api-key'
        ? { authorization: `ApiKey ${auth.key}` }
        : {};
  const ca = caOf(settings);
  return axios.create({
    baseURL: settings.url,
    headers: { ...settings.headers, ...authorization },
    ...(auth.kind === 'basic'
      ? { auth: { username: auth.username, password: auth.password } }
      : {}),
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) }),
    // A redirect would carry the credentials elsewhere, or end at a log-in page.
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    proxy: false,
  });
}

function toReading(
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
    for (const point of points) {
      merged.set(point.at, Math.max(point.value, merged.get(point.at) ?? -Infinity));
    }
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

const inOrder = (points: ReadonlyMap<EpochMs, number>): MetricPoint[] =>
  [...points].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
