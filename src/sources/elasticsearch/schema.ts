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

/** Who shipped what lately. */
export interface Shippers {
  readonly tags: readonly string[];
  /** By each of the fields that hold a host. */
  readonly hosts: readonly HostTerms[];
}

const Tags = Terms(z.object({ key: z.string() }));

/** Undefined if these are not the tags, and the hosts by field, that were asked for. */
export function shippersIn(aggregations: Readonly<Record<string, unknown>>): Shippers | undefined {
  const tags = Tags.safeParse(aggregations['tags']);
  const byField = Object.entries(aggregations).filter(([name]) => /^host\d+$/.test(name));
  const hosts = z.array(HostTerms).safeParse(byField.map(([, terms]) => terms));
  return tags.success && hosts.success && hosts.data.length > 0
    ? { tags: tags.data.buckets.map(({ key }) => key), hosts: hosts.data }
    : undefined;
}

export const PipelineAnswer = z
  .object({ aggregations: z.looseObject({}) })
  .transform(({ aggregations }, context): Shippers => {
    const shippers = shippersIn(aggregations);
    if (shippers !== undefined) return shippers;
    context.addIssue({
      code: 'custom',
      message: 'expected tags, and hosts by field',
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
export type Minutes = z.infer<typeof RateAnswer>;
