import { z } from 'zod';
import { isMoment, SECOND } from '../../domain/time.ts';
import { sampleValue } from './sample-value.ts';

/** [unix seconds, number as text] */
const Sample = z.tuple([z.number(), z.string()]).transform(([unixSeconds, text], context) => {
  const at = unixSeconds * SECOND;
  const value = sampleValue(text);
  if (isMoment(at) && value !== undefined) return { at, value };
  context.addIssue({
    code: 'custom',
    message: isMoment(at) ? `expected a number, got ${JSON.stringify(text)}` : 'expected a time',
  });
  return z.NEVER;
});

/**
 * The answer to a range query, only what is read of it.
 * https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
 *
 * An answer from a part of the data is none, since what lacks cannot be told from what is not there: Prometheus
 * warns of it (a remote store that failed, a limit that was reached), Thanos does (a store that did not answer), and
 * VictoriaMetrics sets `isPartial`. What Prometheus has to say about the query alone comes as `infos`.
 */
export const RangeAnswer = z
  .object({
    status: z.literal('success'),
    isPartial: z.boolean().default(false),
    warnings: z.array(z.string()).nullish(),
    data: z.object({
      resultType: z.literal('matrix'),
      result: z.array(
        z.object({
          metric: z.record(z.string(), z.string()),
          values: z.array(Sample),
        }),
      ),
    }),
  })
  .transform(({ data, isPartial, warnings }) => ({
    /** Why this is not all of the answer; undefined if it is. */
    partial:
      warnings?.[0] ?? (isPartial ? 'it says so itself, and not why (isPartial)' : undefined),
    series: data.result.map(({ metric, values }) => ({
      labels: metric,
      // NaN and infinity are what exporters write where they have no value.
      points: values.filter(({ value }) => Number.isFinite(value)),
    })),
  }));

export type RangeSeries = z.infer<typeof RangeAnswer>['series'][number];
