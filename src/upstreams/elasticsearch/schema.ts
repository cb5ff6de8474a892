import { z } from 'zod';

const Failure = z.object({ error: z.object({ reason: z.string().optional(), type: z.string() }) });

export const Complete = z.object({
  timed_out: z.boolean(),
  _shards: z.object({ total: z.number(), failed: z.number() }),
});

/** A document as the `fields` option returns it: every field a list, whatever the source looks like. */
export const Hit = z.object({ fields: z.record(z.string(), z.array(z.unknown())).default({}) });
export type Hit = z.infer<typeof Hit>;

export const HitsAnswer = Complete.extend({ hits: z.object({ hits: z.array(Hit) }) });

const Bucket = z.object({
  key: z.string(),
  newest: z.object({ value: z.number().nullable() }).optional(),
});

export const PipelineAnswer = Complete.extend({
  aggregations: z.record(z.string(), z.object({ buckets: z.array(Bucket) })),
});

export const RateAnswer = Complete.extend({
  aggregations: z.object({
    minutes: z.object({ buckets: z.array(z.object({ key: z.number(), doc_count: z.number() })) }),
  }),
});

/** What `_msearch` answers: one answer a search, in the same order. */
export const MultiAnswer = z.object({ responses: z.array(z.unknown()) });

/**
 * Why an answer cannot be trusted: an error in place of the answer, or an answer that leaves out
 * shards or was cut off by time, which Elasticsearch sends with HTTP 200. Undefined if it is whole.
 */
export function incompleteness(answer: unknown): string | undefined {
  if (answer === undefined) return 'one of the searches was not answered';
  const failure = Failure.safeParse(answer);
  if (failure.success) return failure.data.error.reason ?? failure.data.error.type;
  const { timed_out: timedOut, _shards: shards } = Complete.parse(answer);
  if (timedOut) return 'the search was cut off by its own time limit';
  if (shards.failed > 0) return `${shards.failed} of ${shards.total} shards failed`;
  if (shards.total === 0) return 'no index has this name';
  return undefined;
}
