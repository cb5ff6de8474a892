import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import { privately, type Respond } from '../reply.ts';
import type { AnswerCommand } from './answer-command.ts';

export const WALE_COMMAND = '/wale';

/** The slice of Bolt's arguments this command uses. Bolt's own type fits it; so does a test's plain object. */
interface CommandArguments {
  readonly ack: () => Promise<void>;
  readonly command: {
    readonly text: string;
    readonly channel_id: string;
    readonly user_id: string;
  };
  readonly respond: Respond;
}

export function createWaleCommand(
  answerCommand: AnswerCommand,
  allow: AllowList,
  askingAfterMs: number,
) {
  return async ({ ack, command, respond }: CommandArguments): Promise<void> => {
    await ack(); // Slack waits three seconds, so everything slow comes after this line.

    const asked = { channel: command.channel_id, user: command.user_id };
    if (!isAllowed(allow, asked.channel, asked.user)) {
      await respond(privately(NOT_ALLOWED));
      return;
    }
    await answerCommand(command.text, asked, respond, askingAfterMs);
  };
}
