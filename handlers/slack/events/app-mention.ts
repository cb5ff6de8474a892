import { z } from 'zod';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import type { AnswerCommand } from '../commands/answer-command.ts';
import type { ClusterOfThread } from '../../../src/threads/tend/cluster-of-thread.ts';
import { inThread, NO_WORD_BEFORE, type Say } from '../in-thread.ts';
import { words, type Respond } from '../reply.ts';

export const MENTION_EVENT = 'app_mention';

/** https://docs.slack.dev/reference/events/app_mention */
const Mention = z.object({
  channel: z.string(),
  user: z.string(),
  text: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  /** Set where a program mentions Wale: two bots must not talk to each other for ever. */
  bot_id: z.undefined().optional(),
});

interface MentionArguments {
  readonly event: unknown;
  readonly say: Say;
  /** Sends what is said as every other reply of Wale. */
  readonly respond: (send: Respond) => Respond;
}

/**
 * Answers whoever mentions Wale, in the thread of the mention. Slash commands do not work in threads; this does, and in
 * the thread of an alert it needs no name of a cluster.
 */
export const createMentionListener =
  (answerCommand: AnswerCommand, allow: AllowList, clusterOfThread: ClusterOfThread) =>
  async ({ event, say, respond: through }: MentionArguments): Promise<void> => {
    const mention = Mention.safeParse(event);
    if (!mention.success) return;
    const { channel, user, text, ts, thread_ts: thread = ts } = mention.data;
    const respond = through(inThread(say, thread));
    if (!isAllowed(allow, channel, user)) {
      await respond(words(NOT_ALLOWED));
      return;
    }
    const about = await clusterOfThread(channel, thread);
    const asked = text.replace(/<@[A-Z0-9]{1,30}(?:\|[^<>]{0,80})?>/g, ' ');
    await answerCommand(asked, { channel, user, about }, respond, NO_WORD_BEFORE);
  };
