import { z } from 'zod';

const Common = { at: z.number(), channel: z.string(), cluster: z.string().optional() };

/** What a thread is about where that is no cluster: how Wale itself sees. */
export const About = z.literal('pipeline');

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
  /** Wale's own guard saw a trouble, whether anybody else has told of it or not. */
  z.object({
    kind: z.literal('guard'),
    ...Common,
    about: About.optional(),
    /** The trouble, by the name that the guard gave it. */
    alertKey: z.string(),
    title: z.string(),
    /** Since when the guard sees it. */
    since: z.number(),
    critical: z.boolean(),
  }),
  z.object({ kind: z.literal('watch'), ...Common, user: z.string() }),
  z.object({ kind: z.literal('stop'), ...Common, user: z.string() }),
]);
export type ThreadRequest = z.infer<typeof ThreadRequest>;

/** One reply a cluster and channel: this is its name. */
export const threadKey = (channel: string, cluster: string | undefined): string =>
  `${channel}|${cluster ?? '?'}`;

/** And one a channel about how Wale sees; no cluster may be called that. */
export const pipelineThreadKey = (channel: string): string => `${channel}|(pipeline)`;
