import { METRIC_COSTS } from '../domain/metric-costs.ts';
import { IS_POSSIBLE } from '../domain/metric-values.ts';
import {
  readingsOf,
  type JobSeries,
  type MetricName,
  type MetricReadings,
  type MetricSeries,
} from '../domain/metrics.ts';
import type { Lack, Reading } from '../domain/reading.ts';

/** So many series are named; the first says what is wrong with the others. */
const NAMED = 3;

/**
 * Leaves out the values that a metric cannot have, such as a role of 7 or a negative count, whoever exports them.
 * They are named: as long as the newest value is one of them, what it should be may be anything.
 */
export const possibleValues = (metrics: MetricReadings): MetricReadings =>
  readingsOf(
    (name) => possibleOnly(name, metrics[name]),
    (name) => possibleOnly(name, metrics[name]),
  );

function possibleOnly<Series extends MetricSeries | JobSeries>(
  name: MetricName,
  reading: Reading<readonly Series[]>,
): Reading<readonly Series[]> {
  if (reading.kind === 'unavailable') return reading;
  const isPossible = IS_POSSIBLE[name];
  const lacks: Lack[] = [];
  const value = reading.value.map((series) => {
    const points = series.points.filter((point) => isPossible(point.value));
    if (points.length === series.points.length) return series;
    const wrong = series.points.findLast((point) => !isPossible(point.value));
    lacks.push({
      detail: `${whose(series)} says ${wrong?.value ?? ''}, which is impossible`,
      cost: METRIC_COSTS[name],
      mayHideTrouble: wrong === series.points.at(-1),
    });
    return { ...series, points };
  });
  if (lacks.length === 0) return reading;
  // Those that count most are named first.
  lacks.sort((a, b) => Number(b.mayHideTrouble) - Number(a.mayHideTrouble));
  return { ...reading, value, lacks: [...(reading.lacks ?? []), ...lacks.slice(0, NAMED)] };
}

const whose = (series: MetricSeries | JobSeries): string =>
  'host' in series ? series.host : (series.hosts[0] ?? series.type ?? 'a job');
