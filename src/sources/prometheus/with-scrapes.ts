import { largestKnown } from '../../domain/merge-series.ts';
import type { MetricReading, MetricSeries } from '../../domain/metrics.ts';
import { MINUTE, type DurationMs } from '../../domain/time.ts';

/** Prometheus' lookback delta: for so long a sample is shown that no other has followed. */
const SHOWN_FOR: DurationMs = 5 * MINUTE;

/** The samples of each host beside the steps of a range query, where both came. */
export function withScrapes(reading: MetricReading, raw: MetricReading | undefined): MetricReading {
  if (reading.kind === 'unavailable' || raw === undefined || raw.kind === 'unavailable') {
    return reading;
  }
  return {
    ...reading,
    value: reading.value.map((series) => {
      const own = raw.value.find(({ host }) => host === series.host);
      return own === undefined ? series : { ...series, scrapes: scrapesIn(own) };
    }),
  };
}

/** The answer to a query for samples: what is said of each host are its samples. */
export const asScrapes = (raw: MetricReading): MetricReading =>
  raw.kind === 'unavailable'
    ? raw
    : {
        ...raw,
        value: raw.value.map((series): MetricSeries => {
          const scrapes = scrapesIn(series);
          return { host: series.host, points: scrapes, scrapes };
        }),
      };

const scrapesIn = ({ points, parts }: MetricSeries): MetricSeries['points'] =>
  parts === undefined ? points : largestKnown(parts, SHOWN_FOR);
