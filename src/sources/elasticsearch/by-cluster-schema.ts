import { z } from 'zod';
import { Hit, shippersIn, Terms } from './schema.ts';

/**
 * Every cluster that was asked for by name has a bucket, if it has any document. Where some are left out, or
 * counted from a part of the shards, nothing can be said of those that are missing here.
 */
const byCluster = <Bucket extends z.ZodType<{ readonly key: string }>>(bucket: Bucket) =>
  z
    .object({
      aggregations: z.object({
        clusters: Terms(bucket).extend({ doc_count_error_upper_bound: z.number().default(0) }),
      }),
    })
    .refine(
      ({ aggregations: { clusters } }) =>
        clusters.sum_other_doc_count === 0 && clusters.doc_count_error_upper_bound === 0,
      { error: 'some clusters were left out or not counted in full', path: ['aggregations'] },
    )
    .transform(
      ({ aggregations }) =>
        new Map(aggregations.clusters.buckets.map((found) => [found.key, found] as const)),
    );

/** Records of each cluster, and how many there were to choose from. */
export const RecordsByCluster = byCluster(
  z
    .object({
      key: z.string(),
      doc_count: z.int().min(0),
      records: z.object({ hits: z.object({ hits: z.array(Hit) }) }),
    })
    .transform(({ key, doc_count: count, records }) => ({ key, count, hits: records.hits.hits })),
);

const Hits = z.object({ hits: z.object({ hits: z.array(Hit) }) });

/** How many records of each cluster there are, and those at both ends. */
export const CountByCluster = byCluster(
  z
    .object({ key: z.string(), doc_count: z.int().min(0), oldest: Hits, newest: Hits })
    .transform(({ key, doc_count: count, oldest, newest }) => ({
      key,
      count,
      oldest: oldest.hits.hits,
      newest: newest.hits.hits,
    })),
);
export type CountedBucket =
  z.infer<typeof CountByCluster> extends Map<string, infer Bucket> ? Bucket : never;

/** What arrived lately from each cluster, by any of the fields that hold a host. */
export const PipelineByCluster = byCluster(
  z.looseObject({ key: z.string() }).transform(({ key, ...rest }, context) => {
    const shippers = shippersIn(rest);
    if (shippers !== undefined) return { key, ...shippers };
    context.addIssue({ code: 'custom', message: 'expected tags, and hosts by field' });
    return z.NEVER;
  }),
);
