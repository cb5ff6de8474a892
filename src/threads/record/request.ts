import { z } from 'zod';

const Common = { at: z.number(), channel: z.string(), cluster: z.string().optional() };

/** What a thread is asked to do. Kept until the replica that tends the thread has taken it in. */
export const ThreadRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('alert'),
    ...Common,
    alertKey: z.string(),
    title: z.string(),
    /** The post to answer, if the alert has one here. */
    rootTs: z.string().optional(),
    url: z.string().optional(),
    incidentId: z.string().optional(),
  }),
  z.object({ kind: z.literal('watch'), ...Common, user: z.string() }),
  z.object({ kind: z.literal('stop'), ...Common, user: z.string() }),
]);
export type ThreadRequest = z.infer<typeof ThreadRequest>;

/** One reply a cluster and channel: this is its name. */
export const threadKey = (channel: string, cluster: string | undefined): string =>
  `${channel}|${cluster ?? '?'}`;
