import type { MetricPoint } from '../domain/metrics.ts';
import { MINUTE, type DurationMs } from '../domain/time.ts';

/** For so long a range query shows a sample that no other has followed: Prometheus' lookback delta. */
const SHOWN_FOR: DurationMs = 5 * MINUTE;

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
