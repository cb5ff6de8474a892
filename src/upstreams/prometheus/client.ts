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
import {
  HOUR,
  MINUTE,
  SECOND,
  type Clock,
  type DurationMs,
  type EpochMs,
} from '../../domain/time.ts';
import { caOf, untilEither } from '../http-endpoint.ts';
import { toUnavailable } from '../unavailable-reason.ts';
import { renderQuery } from './render-query.ts';
import { RangeAnswer, type RangeSeries } from './schema.ts';

/** A stretch of time, counted back from the moment of the question. */
interface Range {
  readonly from: DurationMs;
  readonly to: DurationMs;
  readonly step: DurationMs;
}

/** How far back each series goes: enough to see when roles changed and what the metric said before. */
const RECENT: Range = { from: HOUR, to: 0, step: 30 * SECOND };
/**
 * `lastArchive` goes back as far as the log does: it is the witness of uploads whose lines are missing
 * there. Coarser, so that a day is no more than a few times the hour.
 */
const DAY: Range = { from: 24 * HOUR, to: HOUR, step: 2 * MINUTE };
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** One or two range queries for each named metric, all at the same time: a fixed number, whatever the cluster. */
export function createPrometheus(settings: PrometheusSettings, now: Clock): ReadMetrics {
  const http = httpClient(settings);

  const readOne = async (
    name: MetricName,
    question: Question,
    range: Range,
    onDate: (date: EpochMs) => void,
  ): Promise<MetricReading> => {
    const template = settings.queries[name];
    if (template === null)
      return unavailable('not-configured', 'switched off in the configuration');
    const query = renderQuery(template, settings.labels);
    const params = {
      query,
      start: (question.at - range.from) / 1000,
      end: (question.at - range.to) / 1000,
      step: range.step / 1000,
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
    const onDate = (date: EpochMs): void => {
      clockSkewMs ??= now() - date;
    };
    const earlier = readOne('lastArchive', question, DAY, onDate);
    const entries = await Promise.all(
      METRIC_NAMES.map(async (name) => {
        const reading = await readOne(name, question, RECENT, onDate);
        return [name, name === 'lastArchive' ? joined(await earlier, reading) : reading] as const;
      }),
    );
    return { readings: Object.fromEntries(entries) as MetricReadings, clockSkewMs };
  };
}

/** The recent points with the earlier ones before them. Without these the witness knows less, and says so. */
function joined(earlier: MetricReading, recent: MetricReading): MetricReading {
  if (earlier.kind === 'unavailable' || recent.kind === 'unavailable') return recent;
  const hosts = new Set([...recent.value, ...earlier.value].map(({ host }) => host));
  const series = [...hosts].map((host) => {
    const points = recent.value.find((one) => one.host === host)?.points ?? [];
    const before = earlier.value.find((one) => one.host === host)?.points ?? [];
    const since = points[0]?.at ?? Infinity;
    return { host, points: [...before.filter(({ at }) => at < since), ...points] };
  });
  return measured(series, recent.observedAt);
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
