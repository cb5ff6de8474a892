import type { MetricsLook, Question, Source } from '../../domain/contracts.ts';
import type { MetricsEvidence } from '../../domain/evidence.ts';
import {
  eachMetric,
  readingsOf,
  type MetricName,
  type MetricReading,
} from '../../domain/metrics.ts';
import { unavailable, type Unavailable } from '../../domain/reading.ts';
import type { PrometheusSettings } from '../../domain/source-settings.ts';
import type { Clock, DurationMs, EpochMs } from '../../domain/time.ts';
import { BOUNDS } from '../../domain/bounds.ts';
import { AnswerTooBig } from '../answer-too-big.ts';
import { outcomeOf } from '../axios-outcome.ts';
import { boundedAnswer, budgetOf } from '../bounded-answer.ts';
import { chosen } from '../chosen.ts';
import { examineByReading } from '../examine-by-reading.ts';
import { untilEither } from '../http-endpoint.ts';
import { onceEach } from '../once-each.ts';
import { came, type Outcome } from '../outcome.ts';
import { patienceFor } from '../patience.ts';
import { createSeriesCount } from './count-series.ts';
import { askHints } from './hints.ts';
import { hostReading } from './host-series.ts';
import { httpClient } from './http-client.ts';
import { jobReading } from './job-series.ts';
import { roleReading } from './labels-apart.ts';
import { planOf, type Batch } from './plan.ts';
import { rangeSeries } from './range-series.ts';
import { rawSamplesQuery } from './raw-samples.ts';
import { renderFleetQuery, renderQuery } from './render-query.ts';
import type { RangeSeries } from './schema.ts';
import { send } from './send.ts';
import { seriesByCluster } from './series-by-cluster.ts';
import {
  DAY,
  dayIsAsked,
  instantParameters,
  rangeOf,
  rangeParameters,
  RAW_HOUR,
  wholeStep,
  type TimeRange,
} from './time-range.ts';
import { withDay } from './with-day.ts';
import { asScrapes, withScrapes } from './with-scrapes.ts';

/** What one query says of a cluster, and what the query would be for that cluster alone. */
interface Answer {
  readonly series: readonly RangeSeries[];
  readonly query: string;
}
type AnswerOf = (cluster: string) => Outcome<Answer>;

/** What a day of a metric said, and how to take it: as samples, or as steps. */
interface Day {
  readonly answer: AnswerOf;
  readonly as: (reading: MetricReading) => MetricReading;
}

type Evidences = readonly (readonly [cluster: string, MetricsEvidence])[];

const SWITCHED_OFF = unavailable('not-configured', 'no query is set, by preset or configuration');

/**
 * The metrics of clusters. Those that differ in the values of their labels only are asked for in one range query a
 * metric, however many there are; of a few, the samples of `lastArchive` and `archiverAge` are asked for as well.
 */
export function createPrometheus(
  clusters: ReadonlyMap<string, PrometheusSettings>,
  now: Clock,
): Source<MetricsEvidence, MetricsLook> {
  const clientOf = onceEach(httpClient);

  const readBatch = async (
    { settings, labels }: Batch,
    { at, historic, signal }: Question,
    patience: number,
  ): Promise<Evidences> => {
    const http = clientOf(settings);
    const budget = budgetOf(BOUNDS.prometheusAnswers.most);
    let clockSkewMs: number | undefined;

    const fetched = async (
      query: string,
      parameters: Parameters<typeof send>[1],
    ): Promise<Outcome<readonly RangeSeries[]>> => {
      const patient = untilEither(signal, patience * settings.timeoutMs);
      const answer = await outcomeOf(send(http, parameters, patient));
      if (answer.kind === 'unavailable') return answer;
      const date = Date.parse(String(answer.value.headers['date']));
      const receivedAt = now();
      const most = BOUNDS.prometheusAnswer.most;
      const fewEnough = expectFewSeries(query, labels.size);
      const body = await boundedAnswer(answer.value, most, budget, patient, fewEnough);
      if (body.kind === 'unavailable') return body;
      // What is asked as of a moment in the past is so by any clock.
      if (!historic && !Number.isNaN(date)) clockSkewMs ??= receivedAt - date;
      return rangeSeries(body.value);
    };

    const ask = async (name: MetricName, range: TimeRange, until: EpochMs): Promise<AnswerOf> => {
      const template = settings.queries[name];
      if (template === null) return () => SWITCHED_OFF;
      const query = renderFleetQuery(template, [...labels.values()]);
      const series = await fetched(query, rangeParameters(query, range, until));
      return series.kind === 'unavailable' ? () => series : apart(template, series.value, labels);
    };

    /** The samples themselves; undefined where the query has none, or the server does not give them. */
    const askRaw = async (name: MetricName, span: DurationMs): Promise<AnswerOf | undefined> => {
      const template = settings.queries[name];
      if (template === null) return undefined;
      const query = rawSamplesQuery(renderFleetQuery(template, [...labels.values()]), span);
      if (query === undefined) return undefined;
      const series = await fetched(query, instantParameters(query, at));
      return series.kind === 'unavailable' ? undefined : apart(template, series.value, labels);
    };

    const dayOf = async (name: MetricName): Promise<Day> => {
      const raw = await askRaw(name, DAY.span);
      return raw === undefined
        ? { answer: await ask(name, DAY, wholeStep(at)), as: (reading) => reading }
        : { answer: raw, as: asScrapes };
    };

    const isFew = dayIsAsked(labels.size);
    const [answers, day, hourOfAges] = await Promise.all([
      eachMetric((name) => ask(name, rangeOf(name, labels.size), at)),
      isFew ? dayOf('lastArchive') : undefined,
      isFew ? askRaw('archiverAge', RAW_HOUR) : undefined,
    ]);
    // Where nothing is made from the log on the host, PostgreSQL is the only witness of what the log lacks.
    const witnessed = day === undefined || hasSeries(day.answer, labels);
    const dayOfAges =
      hourOfAges === undefined || witnessed || !hasSeries(hourOfAges, labels)
        ? undefined
        : await askRaw('archiverAge', DAY.span);
    const ages = dayOfAges !== undefined && hasSeries(dayOfAges, labels) ? dayOfAges : hourOfAges;
    return [...labels.keys()].map((cluster) => {
      const read = <Reading>(
        of: AnswerOf,
        reading: (
          series: readonly RangeSeries[],
          hostLabels: readonly string[],
          query: string,
          at: EpochMs,
        ) => Reading,
      ): Reading | Unavailable => {
        const answer = of(cluster);
        if (answer.kind === 'unavailable') return answer;
        return reading(answer.value.series, settings.hostLabels, answer.value.query, at);
      };
      const readings = readingsOf(
        (name) => read(answers[name], name === 'replica' ? roleReading : hostReading),
        (name) => read(answers[name], jobReading),
      );
      const { lastArchive, archiverAge } = readings;
      const metrics = {
        ...readings,
        ...(day === undefined
          ? {}
          : { lastArchive: withDay(lastArchive, day.as(read(day.answer, hostReading))) }),
        ...(ages === undefined
          ? {}
          : { archiverAge: withScrapes(archiverAge, read(ages, hostReading)) }),
      };
      return [cluster, { metrics, clockSkewMs }] as const;
    });
  };

  const read: Source<MetricsEvidence>['read'] = async (names, question) => {
    const patience = patienceFor(names);
    const batches = planOf(chosen(clusters, names));
    const answers = await Promise.all(batches.map((batch) => readBatch(batch, question, patience)));
    return new Map(answers.flat());
  };
  const examine = examineByReading(read);
  return {
    read,
    examine: async (name, question) => {
      const evidence = await examine(name, question);
      const [settings] = chosen(clusters, [name]).values();
      if (settings === undefined) return evidence;
      const signal = untilEither(question.signal, settings.timeoutMs);
      const http = clientOf(settings);
      return {
        ...evidence,
        hints: await askHints(http, settings, evidence.metrics, question.at, signal),
      };
    },
  };
}

/** Ends an answer of more series than so many clusters may have while it comes in: a dozen at once would be too much. */
function expectFewSeries(query: string, clusters: number): (chunk: Buffer) => void {
  const count = createSeriesCount();
  return (chunk) => {
    if (count(chunk) > clusters * BOUNDS.clusterSeries.most) throw tooManySeries(query, clusters);
  };
}

function tooManySeries(query: string, clusters: number): AnswerTooBig {
  const most = BOUNDS.clusterSeries.most;
  const may =
    clusters === 1
      ? `the ${most} that one cluster may`
      : `the ${most} that each of ${clusters} clusters may`;
  return new AnswerTooBig(
    `more series answer to ${query} than ${may} have: narrow prometheus.labels`,
  );
}

/** Whether a query found anything of any cluster. */
const hasSeries = (answer: AnswerOf, labels: Batch['labels']): boolean =>
  [...labels.keys()].some((cluster) => {
    const own = answer(cluster);
    return own.kind !== 'unavailable' && own.value.series.length > 0;
  });

/** Which of the series that answer for several clusters are of which. */
function apart(
  template: string,
  series: readonly RangeSeries[],
  labels: Batch['labels'],
): AnswerOf {
  const split = template.includes('$labels') ? seriesByCluster(series, labels) : undefined;
  return (cluster) => {
    const own = split === undefined ? series : split.of(cluster);
    if (own.length === 0 && split?.lacking !== undefined) {
      return unavailable('bad-response', `series of ${template} lack the label ${split.lacking}`);
    }
    const query = renderQuery(template, labels.get(cluster) ?? {});
    if (own.length > BOUNDS.clusterSeries.most) {
      return unavailable('bad-response', tooManySeries(query, 1).message);
    }
    return came({ series: own, query });
  };
}
