import { greatest } from '../domain/extremes.ts';
import { median } from '../domain/median.ts';
import { CURRENT_WITHIN, readingsOf, type MetricReadings } from '../domain/metrics.ts';
import { SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';
import { samplesOfAge, scrapedUntil } from './scrapes.ts';

/** So many of the newest scrapes tell how far apart they are. */
const NEWEST = 10;
/** A scrape takes a moment, and a range query has steps. */
const LATE: DurationMs = 30 * SECOND;

/**
 * Where nothing is scraped any more, Prometheus goes on showing the last samples for five minutes: as if a role, or how
 * much waits, had been seen just now. What is shown after the last scrape is left out. Only an age tells, which is
 * another with every scrape: whatever else stands still may be at rest.
 */
export function withoutEchoes(metrics: MetricReadings, at: EpochMs): MetricReadings {
  const { archiverAge } = metrics;
  if (archiverAge.kind === 'unavailable') return metrics;
  const apart = greatest(
    archiverAge.value.flatMap((series) => usualInterval(samplesOfAge(series), at) ?? []),
  );
  if (apart === undefined) return metrics;
  const until = scrapedUntil({ metrics, at });
  if (at - until <= Math.max(CURRENT_WITHIN, 2 * apart + LATE)) return metrics;
  return readingsOf(
    (name) => {
      const reading = metrics[name];
      if (reading.kind === 'unavailable') return reading;
      const value = reading.value.map((series) => ({
        ...series,
        points: series.points.filter((point) => point.at <= until),
      }));
      return { ...reading, value };
    },
    (name) => metrics[name],
  );
}

/** The median time between the newest scrapes of a host; undefined if there were not two. */
function usualInterval(
  scrapes: readonly { readonly at: EpochMs }[],
  at: EpochMs,
): DurationMs | undefined {
  const newest = scrapes.filter((scrape) => scrape.at <= at).slice(-NEWEST);
  return median(newest.slice(1).map((scrape, index) => scrape.at - (newest[index]?.at ?? 0)));
}
