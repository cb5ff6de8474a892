import { z } from 'zod';

/**
 * The answer to a range query, only what is read of it.
 * https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
 */
export const RangeAnswer = z
  .object({
    status: z.literal('success'),
    data: z.object({
      resultType: z.literal('matrix'),
      result: z.array(
        z.object({
          metric: z.record(z.string(), z.string()),
          // [unix seconds, number as text]; NaN and Inf are texts too.
          values: z.array(z.tuple([z.number(), z.string()])),
        }),
      ),
    }),
  })
  .transform(({ data }) =>
    data.result.map(({ metric, values }) => ({
      labels: metric,
      points: values
        .map(([unixSeconds, value]) => ({ at: unixSeconds * 1000, value: Number(value) }))
        .filter(({ value }) => Number.isFinite(value)),
    })),
  );

export type RangeSeries = z.infer<typeof RangeAnswer>[number];
