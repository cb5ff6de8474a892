import { z } from 'zod';
import type { MetricPoint } from '../../domain/metrics.ts';
import { cameWords, SAYS_WHAT_CAME } from '../../domain/mismatch-words.ts';
import { isMoment, SECOND } from '../../domain/time.ts';
import { sampleValue } from './sample-value.ts';

/**
 * Samples, each `[unix seconds, number as text]`. They are read by one check, and not by one each: a thousand clusters
 * have half a million, and what a check leaves behind for each of them takes longer to clear away than all else.
 */
const Samples = z
  .custom<readonly unknown[]>((values) => Array.isArray(values), 'expected a list')
  .transform((values, context) => {
    const points: MetricPoint[] = [];
    for (const [index, sample] of values.entries()) {
      const point = pointIn(sample);
      if ('expected' in point) {
        context.addIssue({
          code: 'custom',
          message: `expected ${point.expected}, got ${cameWords(point.came, 40)}`,
          path: [index],
          params: SAYS_WHAT_CAME,
        });
        return z.NEVER;
      }
      // NaN and infinity are what exporters write where they have no value.
      if (Number.isFinite(point.value)) points.push(point);
    }
    return points;
  });

/** A sample, or what was expected in its place, and what came. */
function pointIn(
  sample: unknown,
): MetricPoint | { readonly expected: string; readonly came: unknown } {
  if (!Array.isArray(sample) || sample.length !== 2)
    return { expected: 'a time and a value', came: sample };
  const [unixSeconds, text] = sample as readonly unknown[];
  const at = typeof unixSeconds === 'number' ? unixSeconds * SECOND : NaN;
  if (!isMoment(at)) return { expected: 'a time', came: unixSeconds };
  const value = typeof text === 'string' ? sampleValue(text) : undefined;
  return value === undefined ? { expected: 'a number as text', came: text } : { at, value };
}

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
          values: Samples,
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
      points: values,
    })),
  }));

export type RangeSeries = z.infer<typeof RangeAnswer>['series'][number];
