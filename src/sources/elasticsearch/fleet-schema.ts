import { z } from 'zod';
import { Hit, HostTerms, Terms } from './schema.ts';

/**
 * Every cluster that was asked for by name has a bucket, if it has any document. Where some are left out, or
 * counted from a part of the shards, nothing can be said of those that are missing here.
 */
const byCluster = <Bucket extends z.ZodType>(bucket: Bucket) =>
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
    .transform(({ aggregations }) => aggregations.clusters.buckets);

/** The newest records of each cluster, and how many there were to choose from. */
export const RecordsByCluster = byCluster(
  z.object({
    key: z.string(),
    doc_count: z.int().min(0),
    records: z.object({ hits: z.object({ hits: z.array(Hit) }) }),
  }),
);

const Newest = z.object({ value: z.number().nullable() });

/** What arrived lately from each cluster, by any of the fields that hold a host. */
export const PipelineByCluster = byCluster(
  z
    .looseObject({ key: z.string(), newest: Newest })
    .transform(({ key, newest, ...rest }, context) => {
      const byField = Object.entries(rest).filter(([name]) => /^host\d+$/.test(name));
      const hosts = z.array(HostTerms).safeParse(byField.map(([, value]) => value));
      if (hosts.success) return { key, newestAt: newest.value, hosts: hosts.data };
      context.addIssue({ code: 'custom', message: 'expected hosts by field' });
      return z.NEVER;
    }),
);
