import { largestKnown } from '../../domain/merge-series.ts';
import { SHOWN_FOR, type MetricReading, type MetricSeries } from '../../domain/metrics.ts';

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
