import { harmlessText } from '../../domain/harmless-text.ts';
import {
  isJobMetric,
  type JobReading,
  type MetricName,
  type MetricReading,
} from '../../domain/metrics.ts';
import { unavailable } from '../../domain/reading.ts';
import type { EpochMs } from '../../domain/time.ts';
import { came, inForm, type Outcome } from '../outcome.ts';
import { hostReading } from './host-series.ts';
import { jobReading } from './job-series.ts';
import { RangeAnswer, type RangeSeries } from './schema.ts';

/** All series that answer a query, if these are all there are. */
export function rangeSeries(answer: unknown): Outcome<readonly RangeSeries[]> {
  const parsed = inForm(RangeAnswer, answer);
  if (parsed.kind === 'unavailable') return parsed;
  const { partial, series } = parsed.value;
  return partial === undefined
    ? came(series)
    : unavailable('bad-response', `it answered in part only: ${harmlessText(partial, 120)}`);
}

/** One metric of one cluster, of hosts or of jobs. */
export const metricReading = (
  name: MetricName,
  series: readonly RangeSeries[],
  hostLabels: readonly string[],
  query: string,
  at: EpochMs,
): MetricReading | JobReading =>
  (isJobMetric(name) ? jobReading : hostReading)(series, hostLabels, query, at);
