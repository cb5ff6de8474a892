import { endedIn } from '../../domain/logged-uploads.ts';
import type { MetricSeries } from '../../domain/metrics.ts';
import type { Report } from '../../domain/report.ts';
import { HOUR, MINUTE, SECOND, type EpochMs } from '../../domain/time.ts';
import type { DataVisualizationBlock } from '../slack/data-visualization.ts';
import { lineChart } from '../slack/line-chart.ts';
import { SLACK_LIMITS } from '../slack/limits.ts';

/** Fewer points are no course of events. */
const FEWEST = 4;
const LONGEST: number = 3 * HOUR;

interface Course {
  readonly what: string;
  readonly from: EpochMs;
  /** Undefined where nothing was measured. */
  readonly valueAt: (at: EpochMs) => number | undefined;
}

/** What the last hours looked like, with the moment at which the trouble began; nothing while all is well. */
export function trendChart(report: Report): readonly DataVisualizationBlock[] {
  const { verdict, snapshot } = report;
  if (verdict.severity !== 'critical' && verdict.severity !== 'warning') return [];
  const course = waiting(report) ?? ageOfUpload(report);
  if (course === undefined) return [];

  const from = Math.max(course.from, snapshot.at - LONGEST);
  const step = (snapshot.at - from) / (SLACK_LIMITS.chartPoints - 1);
  // Labels must differ.
  if (step < SECOND) return [];
  const began = verdict.trouble?.since;
  const points = Array.from({ length: SLACK_LIMITS.chartPoints }, (_, index) => {
    const at = from + index * step;
    const value = course.valueAt(at);
    const begins = began !== undefined && began > at - step && began <= at && index > 0;
    return value === undefined ? [] : [{ label: `${clock(at, step)}${begins ? ' ▲' : ''}`, value }];
  }).flat();
  if (points.length < FEWEST) return [];
  const mark =
    began === undefined || began <= from ? '' : `, ▲ trouble began ${clock(began, MINUTE)} UTC`;
  return [lineChart(`${course.what}${mark}`, { x: 'time (UTC)', y: course.what }, points)];
}

/** How many segments waited, where an exporter counts them. */
function waiting({ snapshot, overview }: Report): Course | undefined {
  const series = seriesOf(snapshot.metrics.pendingWal, overview.primary?.host);
  const first = series?.points[0];
  if (series === undefined || first === undefined) return undefined;
  return { what: 'Segments waiting', from: first.at, valueAt: (at) => last(series, at)?.value };
}

/** How long ago the last upload had completed: by the metric, or else by the log. */
function ageOfUpload({ snapshot, overview }: Report): Course | undefined {
  const what = 'Upload age, min';
  const age = (at: EpochMs, uploadedAt: EpochMs): number =>
    Math.max(0, Math.round((at - uploadedAt) / MINUTE));
  const series = seriesOf(snapshot.metrics.lastArchive, overview.primary?.host);
  const first = series?.points[0];
  if (series !== undefined && first !== undefined) {
    const valueAt = (at: EpochMs) => {
      const seconds = last(series, at)?.value ?? 0;
      return seconds > 0 ? age(at, seconds * SECOND) : undefined;
    };
    return { what, from: first.at, valueAt };
  }
  if (snapshot.uploadLog.kind === 'unavailable') return undefined;
  const ends = endedIn(snapshot.uploadLog.value)
    .map(({ endedAt }) => endedAt)
    .sort((a, b) => a - b);
  const [oldest] = ends;
  if (oldest === undefined) return undefined;
  const valueAt = (at: EpochMs) => {
    const end = ends.findLast((candidate) => candidate <= at);
    return end === undefined ? undefined : age(at, end);
  };
  return { what, from: oldest, valueAt };
}

const seriesOf = (
  reading: Report['snapshot']['metrics']['pendingWal'],
  host: string | undefined,
): MetricSeries | undefined =>
  reading.kind === 'unavailable' ? undefined : reading.value.find((one) => one.host === host);

/** An older value is a hole in the measurements. */
const WITHIN = 10 * MINUTE;

const last = ({ points }: MetricSeries, at: EpochMs) =>
  points.findLast((point) => point.at <= at && at - point.at <= WITHIN);

const clock = (at: EpochMs, step: number): string =>
  new Date(at).toISOString().slice(11, step < MINUTE ? 19 : 16);
