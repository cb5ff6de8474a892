import { isJobMetric, type MetricName } from '../../domain/metrics.ts';
import { HOUR, MINUTE, SECOND, type DurationMs, type EpochMs } from '../../domain/time.ts';

export interface TimeRange {
  readonly span: DurationMs;
  readonly step: DurationMs;
}

/** How far back each series goes: enough to see when roles changed and what the metric said before. */
const HOSTS: TimeRange = { span: HOUR, step: 30 * SECOND };

/**
 * A base backup runs once a day or less, and while it runs for half a day its last success is gone
 * from the metric: three days hold the one before, seen at least once however short it stood.
 */
const JOBS: TimeRange = { span: 72 * HOUR, step: 30 * MINUTE };

export const rangeOf = (name: MetricName, hosts: TimeRange = HOSTS): TimeRange =>
  isJobMetric(name) ? JOBS : hosts;

/** The parameters of a range query, in seconds as Prometheus wants them. */
export const rangeParameters = (query: string, { span, step }: TimeRange, at: EpochMs) => ({
  query,
  start: (at - span) / SECOND,
  end: at / SECOND,
  step: step / SECOND,
  // Thanos would rather answer in part and warn. Prometheus ignores what it does not know.
  partial_response: 'false',
});
