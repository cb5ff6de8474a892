import { z } from 'zod';
import { SlackPost } from '../../../src/threads/alerts/slack-post.ts';
import type { AnswerPost } from '../../../src/threads/tend/answer-post.ts';

export const MESSAGE_EVENT = 'message';

/** A post, or the edit of one: then the post as it is now is in `message`. */
const Posted = z
  .looseObject({ channel: z.string(), subtype: z.string().optional() })
  .transform((event) => ({
    channel: event.channel,
    message: event.subtype === 'message_changed' ? event['message'] : event,
  }));

/** The slice of Bolt’s arguments this listener uses. */
interface EventArguments {
  readonly event: unknown;
  readonly body: unknown;
}

/** What is read of the envelope: which app this is. */
const Envelope = z.object({ api_app_id: z.string() });

/**
 * Looks at every post of the channels Wale is in, and answers the alerts about backups. Without
 * `answerPost` alert threads are off.
 */
export const createMessageListener =
  (answerPost: AnswerPost | undefined, channels: readonly string[]) =>
  async ({ event, body }: EventArguments): Promise<void> => {
    if (answerPost === undefined) return;
    const posted = Posted.safeParse(event);
    if (!posted.success) return; // deletions, joins and the like
    const { channel, message } = posted.data;
    if (channels.length > 0 && !channels.includes(channel)) return;
    const post = SlackPost.safeParse(message);
    if (!post.success) return;
    const ownApp = Envelope.safeParse(body).data?.api_app_id;
    const { appId } = post.data;
    if (appId !== undefined && appId === ownApp) return;
    await answerPost(channel, post.data);
  };
