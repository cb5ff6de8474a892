import { z } from 'zod';
import { VERDICT_CODES } from '../../domain/finding.ts';
import { About } from './request.ts';

/** What was last seen of the cluster, and what the thread was told of it. */
const Course = z.object({
  code: z.enum(VERDICT_CODES),
  severity: z.enum(['ok', 'warning', 'critical', 'unknown']),
  headline: z.string(),
  /** Since when the severity is what it is. */
  since: z.number(),
  /** How many looks in a row had this severity. */
  looks: z.number(),
  /** The severity that the thread knows of: from the first answer, or from the last note. */
  told: z.enum(['ok', 'warning', 'critical', 'unknown']),
});
export type Course = z.infer<typeof Course>;

/** A verdict that differed from the one before. */
const Change = z.object({
  at: z.number(),
  code: z.enum(VERDICT_CODES),
  severity: z.enum(['ok', 'warning', 'critical', 'unknown']),
  headline: z.string(),
  /** When the trouble began, where the readings told, and the WAL file it was about. */
  since: z.number().optional(),
  file: z.string().optional(),
});
export type Change = z.infer<typeof Change>;

/** A message that is due, and how far it got. */
const Saying = z.object({
  id: z.string(),
  /** Slack’s name of the message, once it is known to be there. */
  ts: z.string().optional(),
  /** Whether it may be there already: a try whose outcome nobody knows. */
  tried: z.boolean(),
  /** Since when that is so: it is looked for no further back. */
  triedAt: z.number().optional(),
});
export type Saying = z.infer<typeof Saying>;

const Note = Saying.extend({ text: z.string() });
export type Note = z.infer<typeof Note>;

const LinkedAlert = z.object({
  key: z.string(),
  title: z.string(),
  url: z.string().optional(),
  incidentId: z.string().optional(),
});
export type LinkedAlert = z.infer<typeof LinkedAlert>;

/** How a thread came to its end. */
export const ENDINGS = [
  'recovered',
  'time-limit',
  'stopped',
  'deleted',
  'refused',
  'told',
] as const;

/** Everything that is kept of one thread: the one reply about one cluster in one channel. */
export const ThreadRecord = z.object({
  key: z.string(),
  channel: z.string(),
  /** Undefined where the alert does not say which cluster it is about. */
  cluster: z.string().optional(),
  /** Set where it is about no cluster at all. */
  about: About.optional(),
  /** Set where Wale's guard began it, before anybody else told of the trouble. */
  openedBy: z.literal('guard').optional(),
  /** Tells this thread from earlier ones about the same cluster in the same channel. */
  episode: z.string(),
  /** The post that is answered. Undefined if there is none: then the reply stands in the channel. */
  rootTs: z.string().optional(),
  /** When the alert was posted, or somebody asked. */
  openedAt: z.number(),
  /** Since when it is watched; later than openedAt if a repeat of the alert began that anew. */
  watchedSince: z.number(),
  askedBy: z.string().optional(),
  alerts: z.array(LinkedAlert),
  /** How many more were not kept. */
  moreAlerts: z.number(),
  reply: Saying,
  notes: z.array(Note),
  course: Course.optional(),
  /** Its verdicts from the first to the present one. Records of before this was kept have none. */
  timeline: z.array(Change).default([]),
  /** Ids of PagerDuty incidents that were given a note, or were about to be. */
  noted: z.array(z.string()),
  ended: z.object({ by: z.enum(ENDINGS), at: z.number(), who: z.string().optional() }).optional(),
  /** Whether the reply shows that it has ended. */
  closed: z.boolean(),
});
export type ThreadRecord = z.infer<typeof ThreadRecord>;
