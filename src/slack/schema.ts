import { z } from 'zod';
import { SlackPost } from '../threads/alerts/slack-post.ts';

/** A page of conversations.history or .replies; what a message holds is read where it is needed. */
export const MessagePage = z.object({
  messages: z.array(z.unknown()),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** What chat.postMessage answers. */
export const Posted = z.object({ ts: z.string() });

/** A message with the mark that Wale gave it. */
export const Marked = z.object({
  ts: z.string(),
  metadata: z.object({
    event_type: z.string(),
    event_payload: z.object({ thread: z.string(), episode: z.string(), id: z.string() }),
  }),
});

/** What cannot be read is no alert, whatever else it is. */
export const postsOf = (messages: readonly unknown[]): readonly SlackPost[] =>
  messages.flatMap((message) => {
    const parsed = SlackPost.safeParse(message);
    return parsed.success ? [parsed.data] : [];
  });
