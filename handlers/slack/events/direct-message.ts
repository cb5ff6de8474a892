import { z } from 'zod';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import type { AnswerCommand } from '../commands/answer-command.ts';
import { inThread, NO_WORD_BEFORE, type Say } from '../in-thread.ts';
import { words, type Respond } from '../reply.ts';

/** What a person writes to Wale alone. Edits, and what a program wrote, are not answered. */
const DirectMessage = z.object({
  channel_type: z.literal('im'),
  channel: z.string(),
  user: z.string(),
  text: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.undefined().optional(),
  bot_id: z.undefined().optional(),
});

interface DirectMessageArguments {
  readonly event: unknown;
  readonly say: Say;
  readonly through: (send: Respond) => Respond;
}

/** Answers a direct message like what follows `/wale`: nobody needs the slash there. False for any other message. */
export const createDirectMessageListener =
  (answerCommand: AnswerCommand, allow: AllowList) =>
  async ({ event, say, through }: DirectMessageArguments): Promise<boolean> => {
    const message = DirectMessage.safeParse(event);
    if (!message.success) return false;
    const { channel, user, text, thread_ts: thread } = message.data;
    const respond = through(inThread(say, thread));
    if (isAllowed(allow, channel, user)) {
      const asked = text.replace(/^\s*\/?wale\b/i, '');
      await answerCommand(asked, { channel, user }, respond, NO_WORD_BEFORE);
    } else await respond(words(NOT_ALLOWED));
    return true;
  };
