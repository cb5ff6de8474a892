import {
  CURRENT_WITHIN,
  SHOWN_FOR,
  type HostMetricName,
  type MetricPoint,
  type MetricSeries,
} from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { greatest } from '../domain/extremes.ts';

/**
 * The samples behind the steps of a range query, which shows the newest one at each step. Of a number that changes
 * with every scrape, such as an age, equal ones in a row are one and the same sample. What stays for longer than an
 * old sample is shown was scraped, and did not change.
 */
export function scrapesOf(points: readonly MetricPoint[]): readonly MetricPoint[] {
  const scrapes: MetricPoint[] = [];
  let run: MetricPoint[] = [];
  const endRun = (): void => {
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) return;
    if (last.at - first.at <= SHOWN_FOR) scrapes.push(first);
    else scrapes.push(...run);
  };
  for (const point of points) {
    if (run[0]?.value === point.value) run.push(point);
    else {
      endRun();
      run = [point];
    }
  }
  endRun();
  return scrapes;
}

/** The samples of a series; where they are not known, what a range query shows of them. */
export const samplesOf = ({ scrapes, points }: MetricSeries): readonly MetricPoint[] =>
  scrapes ?? points;

/** The same of a number that changes with every scrape. */
export const samplesOfAge = (series: MetricSeries | undefined): readonly MetricPoint[] =>
  series === undefined ? [] : (series.scrapes ?? scrapesOf(series.points));

/** What changes from scrape to scrape, on some host at least, while a cluster writes. */
const VOLATILE: readonly HostMetricName[] = [
  'archiverAge',
  'walPosition',
  'walDiskFree',
  'lastArchive',
];

/**
 * Up to when anything was scraped. Where all that changes has stood still together on all hosts, it is the scrapes
 * that ended, and what is shown is their last sample. A dead primary may have been the only host on which anything
 * changed: if others are shown for longer than an old sample stays visible, they were scraped after that.
 */
export function scrapedUntil({ metrics, at }: Pick<Snapshot, 'metrics' | 'at'>): EpochMs {
  const changes = VOLATILE.flatMap((name) => {
    const reading = metrics[name];
    if (reading.kind === 'unavailable' || !('value' in reading)) return [];
    return reading.value.flatMap(({ points, scrapes }) => {
      const sample = scrapes?.findLast((point) => point.at <= at);
      if (sample !== undefined) return [sample.at];
      const shown = newestShown(points, at);
      // What is shown for longer than an old sample was scraped, and did not change.
      return shown === undefined || shown.until - shown.from > SHOWN_FOR ? [] : [shown.from];
    });
  });
  const latest = greatest(changes) ?? at;
  const goesOn = shownUntil(metrics, at) - latest > SHOWN_FOR + CURRENT_WITHIN;
  return goesOn || at - latest <= CURRENT_WITHIN ? at : latest;
}

/** Up to when the roles are shown, of whatever host. */
function shownUntil({ replica }: Snapshot['metrics'], at: EpochMs): EpochMs {
  const series = replica.kind === 'unavailable' ? [] : replica.value;
  return (
    greatest(series.flatMap(({ points }) => newestShown(points, at)?.until ?? [])) ?? -Infinity
  );
}

/**
 * When the newest value of a series was scraped: when it was first shown, or, if it is shown for longer than an old
 * sample is, when it was last.
 */
export function scrapedAt(points: readonly MetricPoint[], at: EpochMs): EpochMs | undefined {
  const shown = newestShown(points, at);
  return shown && (shown.until - shown.from > SHOWN_FOR ? shown.until : shown.from);
}

/** From which step to which the newest value is shown. */
function newestShown(
  points: readonly MetricPoint[],
  at: EpochMs,
): { readonly from: EpochMs; readonly until: EpochMs } | undefined {
  const known = points.filter((point) => point.at <= at);
  const newest = known.at(-1);
  const first = known[known.findLastIndex(({ value }) => value !== newest?.value) + 1];
  return newest && first && { from: first.at, until: newest.at };
}
