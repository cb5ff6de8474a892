import { z } from 'zod';
import { SlackPost } from '../../../src/threads/alerts/slack-post.ts';
import type { ClusterOfMessage } from '../../../src/threads/tend/cluster-of-message.ts';
import { asExpected } from '../as-expected.ts';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import type { AnswerCommand } from '../commands/answer-command.ts';
import { inThread, NO_WORD_BEFORE, type Say } from '../in-thread.ts';
import { privately, type Respond } from '../reply.ts';

export const ASK_SHORTCUT = 'wale_ask';

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload: of a message */
const Chosen = z.object({
  channel: z.object({ id: z.string() }),
  user: z.object({ id: z.string() }),
  message: SlackPost,
});

interface ShortcutArguments {
  readonly ack: () => Promise<void>;
  readonly body: unknown;
  readonly respond: Respond;
  readonly say: Say;
  /** Sends what is said as every other reply of Wale. */
  readonly through: (send: Respond) => Respond;
}

/** “Ask Wale” in the menu of a message: answers about the cluster that it speaks of, in its thread. */
export const createAskShortcut =
  (answerCommand: AnswerCommand, allow: AllowList, clusterOfMessage: ClusterOfMessage) =>
  async ({ ack, body, respond, say, through }: ShortcutArguments): Promise<void> => {
    await ack();
    const { channel, user, message } = asExpected(Chosen, body);
    if (!isAllowed(allow, channel.id, user.id)) {
      await respond({ ...privately(NOT_ALLOWED), replace_original: false });
      return;
    }
    const about = await clusterOfMessage(channel.id, message);
    const asked = { channel: channel.id, user: user.id, about };
    const thread = inThread(say, message.inThread ?? message.ts);
    await answerCommand('', asked, through(thread), NO_WORD_BEFORE);
  };
