import { z } from 'zod';

/** A document as the `fields` option returns it: every field a list, whatever the source looks like. */
export const Hit = z.object({ fields: z.record(z.string(), z.array(z.unknown())).default({}) });
export type Hit = z.infer<typeof Hit>;

export const HitsAnswer = z
  .object({ hits: z.object({ hits: z.array(Hit) }) })
  .transform(({ hits }): readonly Hit[] => hits.hits);

const Count = z.int().min(0);

/**
 * Values of a field, the most frequent first, as many as were asked for. How many documents have other values
 * is counted beside them.
 */
export const Terms = <Bucket extends z.ZodType>(bucket: Bucket) =>
  z.object({ buckets: z.array(bucket), sum_other_doc_count: Count.default(0) });

const Newest = z.object({ value: z.number().nullable() });
export const HostTerms = Terms(z.object({ key: z.string(), newest: Newest }));
export type HostTerms = z.infer<typeof HostTerms>;

export const PipelineAnswer = z
  .object({ aggregations: z.looseObject({ tags: Terms(z.object({ key: z.string() })) }) })
  .transform(({ aggregations: { tags, ...byHostField } }, context) => {
    const hosts = z.record(z.string(), HostTerms).safeParse(byHostField);
    if (hosts.success) return { tags, hosts: Object.values(hosts.data) };
    context.addIssue({
      code: 'custom',
      message: 'expected hosts by field',
      path: ['aggregations'],
    });
    return z.NEVER;
  });

export const RateAnswer = z
  .object({
    aggregations: z.object({
      minutes: z.object({ buckets: z.array(z.object({ key: z.number(), doc_count: Count })) }),
    }),
  })
  .transform(({ aggregations }) => aggregations.minutes.buckets);
