import { isJobMetric, type MetricName } from '../../domain/metrics.ts';
import { HOUR, MINUTE, SECOND, type DurationMs, type EpochMs } from '../../domain/time.ts';

export interface TimeRange {
  readonly span: DurationMs;
  readonly step: DurationMs;
}

/** How far back each series goes: enough to see when roles changed and what the metric said before. */
const HOSTS: TimeRange = { span: HOUR, step: 30 * SECOND };
/** Of many clusters. Two minutes are as old as a value may be to count as current. */
const HOSTS_OF_MANY: TimeRange = { span: HOUR, step: 2 * MINUTE };
const MANY = 50;

/**
 * `lastArchive` goes back as far as the log does: it is the witness of uploads whose lines are missing
 * there. Its samples are asked for; where the query has none, whole half minutes, the same whenever one asks: between
 * others the witness would see something else a minute later, and change its mind.
 */
export const DAY: TimeRange = { span: 24 * HOUR, step: 30 * SECOND };
export const wholeStep = (at: EpochMs): EpochMs => Math.floor(at / DAY.step) * DAY.step;

/** How far back the samples of `archiverAge` are asked for; a day where there is no `lastArchive`. */
export const RAW_HOUR: DurationMs = HOUR;

/** The log of more clusters is not read a day back either. */
export const dayIsAsked = (clusters: number): boolean => clusters <= 10;

/**
 * A base backup runs once a day or less, and while it runs for half a day its last success is gone
 * from the metric: three days hold the one before, seen at least once however short it stood.
 */
const JOBS: TimeRange = { span: 72 * HOUR, step: 30 * MINUTE };

export const rangeOf = (name: MetricName, clusters: number): TimeRange =>
  isJobMetric(name) ? JOBS : clusters > MANY ? HOSTS_OF_MANY : HOSTS;

/** The parameters of a range query, in seconds as Prometheus wants them. */
export const rangeParameters = (query: string, { span, step }: TimeRange, at: EpochMs) => ({
  query,
  start: (at - span) / SECOND,
  end: at / SECOND,
  step: step / SECOND,
  // Thanos would rather answer in part and warn. Prometheus ignores what it does not know.
  partial_response: 'false',
});

/** The parameters of an instant query. */
export const instantParameters = (query: string, at: EpochMs) => ({
  query,
  time: at / SECOND,
  partial_response: 'false',
});
