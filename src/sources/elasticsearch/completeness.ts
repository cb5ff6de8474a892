import { z } from 'zod';
import { harmlessText } from '../../domain/harmless-text.ts';
import { unavailable, type Unavailable, type UnavailableReason } from '../../domain/reading.ts';
import { came, inForm, type Outcome } from '../outcome.ts';
import { NO_SUCH_INDEX } from './no-such-index.ts';

const Count = z.int().min(0);

/** What every search answers about itself, with HTTP 200 also where it looked at a part only. */
const Completeness = z.object({
  timed_out: z.boolean(),
  terminated_early: z.boolean().optional(),
  _shards: z.object({
    total: Count,
    successful: Count.optional(),
    failed: Count,
    failures: z.array(z.object({ reason: z.object({ type: z.string() }) })).optional(),
  }),
  /** Only of a search across clusters. Those before 8.10 tell no details. */
  _clusters: z
    .object({
      total: Count,
      successful: Count.optional(),
      skipped: Count.default(0),
      partial: Count.default(0),
      failed: Count.default(0),
      running: Count.default(0),
      details: z
        .record(z.string(), z.object({ status: z.string(), timed_out: z.boolean().default(false) }))
        .default({}),
    })
    .optional(),
});
type Completeness = z.infer<typeof Completeness>;

const Refusal = z.object({ error: z.unknown() });
const Reasoned = z.object({ type: z.string(), reason: z.string().optional() });

/** What `_msearch` answers: one answer a search, in the same order. */
const MultiAnswer = z.object({ responses: z.array(z.unknown()) });

/**
 * The answers to so many searches, in their order. The last ones may be missing: `wholeAnswer` says so of each.
 * Of more than were asked for nobody knows which is which.
 */
export function answersOf(answer: unknown, searches: number): Outcome<readonly unknown[]> {
  const parsed = inForm(MultiAnswer, answer);
  if (parsed.kind === 'unavailable') return parsed;
  const { responses } = parsed.value;
  return responses.length <= searches
    ? came(responses)
    : unavailable(
        'bad-response',
        `its answer is not what was expected (${searches} searches were sent, and ${responses.length} answered)`,
      );
}

/**
 * What a search found, if that is all there is to find. An error in place of the answer is none; nor is one that
 * leaves out shards or whole clusters, was cut off by time or ended early, which Elasticsearch sends with HTTP 200.
 */
export function wholeAnswer<T>(form: z.ZodType<T>, answer: unknown, index: string): Outcome<T> {
  const refused = refusal(answer);
  if (refused !== undefined) return ofIndex(index, refused);
  const whole = inForm(Completeness, answer);
  if (whole.kind === 'unavailable') return whole;
  const lacking = incompleteness(whole.value);
  return lacking === undefined ? inForm(form, answer) : ofIndex(index, lacking);
}

const ofIndex = (index: string, { reason, detail }: Unavailable): Unavailable =>
  unavailable(reason, `index ${index}: ${harmlessText(detail, 150)}`);

const REASONS: Readonly<Record<string, UnavailableReason>> = {
  [NO_SUCH_INDEX]: 'no-data',
  security_exception: 'refused',
};

function refusal(answer: unknown): Unavailable | undefined {
  if (answer === undefined) {
    return unavailable('bad-response', 'one of the searches was not answered');
  }
  const { data } = Refusal.safeParse(answer);
  if (data?.error === undefined) return undefined;
  const { data: error } = Reasoned.safeParse(data.error);
  const words = error?.reason ?? error?.type ?? 'it refused to search';
  return unavailable(REASONS[error?.type ?? ''] ?? 'bad-response', words);
}

function incompleteness(completeness: Completeness): Unavailable | undefined {
  const { timed_out: timedOut, terminated_early: early, _shards: shards } = completeness;
  const clusters = clustersLeftOut(completeness._clusters);
  // A shard without a copy that answers is in neither count.
  const failed = Math.max(shards.failed, shards.total - (shards.successful ?? shards.total));
  const part = (detail: string): Unavailable => unavailable('bad-response', detail);

  if (clusters !== undefined) return part(clusters);
  if (timedOut) return part('the search was cut off by its own time limit');
  if (early === true) return part('the search ended before it had seen all documents');
  if (failed > 0) {
    const why = shards.failures?.[0]?.reason.type;
    return part(
      `${failed} of ${shards.total} shards failed${why === undefined ? '' : ` (${why})`}`,
    );
  }
  return shards.total === 0 ? unavailable('no-data', 'no index has this name') : undefined;
}

/** So many clusters are named. */
const NAMED = 3;

function clustersLeftOut(clusters: Completeness['_clusters']): string | undefined {
  if (clusters === undefined) return undefined;
  const { total, successful = total, skipped, partial, failed, running, details } = clusters;
  const named = Object.entries(details).flatMap(([name, { status, timed_out: timedOut }]) =>
    status !== 'successful' ? [`${name} ${status}`] : timedOut ? [`${name} timed out`] : [],
  );
  const counted = skipped + partial + failed + running;
  const count = Math.max(total - successful, counted, named.length);
  if (count === 0) return undefined;
  const which = named.length === 0 ? '' : ` (${named.slice(0, NAMED).join(', ')})`;
  return `${count} of ${total} clusters did not answer in full${which}`;
}
