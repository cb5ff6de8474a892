import { z } from 'zod';
import { Complete, Hit } from './schema.ts';

const byCluster = <Bucket extends z.ZodType>(bucket: Bucket) =>
  Complete.extend({
    aggregations: z.object({ clusters: z.object({ buckets: z.array(bucket) }) }),
  }).transform(({ aggregations }) => aggregations.clusters.buckets);

/** The newest records of each cluster, and how many there were to choose from. */
export const RecordsByCluster = byCluster(
  z.object({
    key: z.string(),
    doc_count: z.number(),
    records: z.object({ hits: z.object({ hits: z.array(Hit) }) }),
  }),
);

const Newest = z.object({ value: z.number().nullable() });
const Hosts = z.object({ buckets: z.array(z.object({ key: z.string(), newest: Newest })) });

/** What arrived lately from each cluster, by any of the fields that hold a host. */
export const PipelineByCluster = byCluster(
  z.looseObject({ key: z.string(), newest: Newest }).transform(({ key, newest, ...rest }) => ({
    key,
    newestAt: newest.value ?? undefined,
    hosts: Object.entries(rest).flatMap(([name, value]) =>
      /^host\d+$/.test(name) ? [Hosts.parse(value)] : [],
    ),
  })),
);
