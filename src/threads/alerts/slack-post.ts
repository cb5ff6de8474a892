import { z } from 'zod';
import { BOUNDS } from '../../domain/bounds.ts';

const Text = z.string().catch('');

const Attachment = z.object({
  pretext: Text,
  title: Text,
  title_link: Text,
  text: Text,
  fallback: Text,
  fields: z.array(z.object({ title: Text, value: Text })).catch([]),
  blocks: z.array(z.unknown()).catch([]),
});

/**
 * A message in a channel, only what is read of it; most of it may be missing.
 * https://docs.slack.dev/reference/events/message
 */
export const SlackPost = z
  .object({
    ts: z.string(),
    thread_ts: z.string().optional(),
    bot_id: z.string().optional(),
    app_id: z.string().optional(),
    subtype: z.string().optional(),
    text: Text,
    attachments: z.array(Attachment).catch([]),
    blocks: z.array(z.unknown()).catch([]),
    metadata: z.object({ event_type: z.string() }).optional().catch(undefined),
  })
  .transform(({ ts, thread_ts, bot_id, app_id, subtype, text, attachments, blocks, metadata }) => ({
    ts,
    /** Undefined for a post of the channel itself; a root may name itself as its thread. */
    inThread: thread_ts === undefined || thread_ts === ts ? undefined : thread_ts,
    botId: bot_id,
    appId: app_id,
    byApp: bot_id !== undefined || app_id !== undefined || subtype === 'bot_message',
    metadataType: metadata?.event_type,
    /** Every text in it, the most telling first; titles come before what they stand above. */
    texts: [
      text,
      ...attachments.flatMap((attachment) => [
        attachment.pretext,
        attachment.title,
        attachment.title_link,
        attachment.text,
        attachment.fallback,
        ...attachment.fields.map(({ title, value }) => `*${title}*: ${value}`),
        ...textsOf(attachment.blocks),
      ]),
      ...textsOf(blocks),
    ]
      .filter((found) => found !== '')
      .slice(0, BOUNDS.postTexts.most)
      .map((found) => found.slice(0, BOUNDS.postText.most)),
  }));

export type SlackPost = z.infer<typeof SlackPost>;

const DEEPEST = 8;

/** The texts and links of blocks of any kind, in the order in which they stand. */
function textsOf(node: unknown, depth = 0): string[] {
  if (depth > DEEPEST || typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap((child) => textsOf(child, depth + 1));
  return Object.entries(node).flatMap(([key, value]) => {
    if (typeof value === 'string') return key === 'text' || key === 'url' ? [value] : [];
    return textsOf(value, depth + 1);
  });
}
