import { z } from 'zod';
import type { AnyBlock } from '@slack/types';
import { platformErrorOf } from './platform-error.ts';
import type { RefusedBlocks } from './refused-blocks.ts';
import { refusedWith } from './respond-fault.ts';
import { sendReadably } from './send-readably.ts';
import { tryAgain } from './try-again.ts';

interface Reply {
  readonly text: string;
  readonly blocks?: AnyBlock[];
}

/** Sends a reply to a response_url, so that a workspace without new blocks can read it too. */
export type RespondReadably = (
  reply: Reply,
  respond: (reply: Reply) => Promise<unknown>,
  workspace: string,
) => Promise<unknown>;

const Refusal = z.object({ ok: z.literal(false), error: z.string() });
/** A response_url that refuses blocks with the status of a success. */
class BlocksRefused extends Error {}

export const createRespondReadably =
  (refused: RefusedBlocks): RespondReadably =>
  (reply, respond, workspace) =>
    sendReadably(
      reply,
      workspace,
      refused,
      async (message) => {
        const answer = await tryAgain(() => respond(message));
        if (await isRefusal(answer)) throw new BlocksRefused('invalid_blocks');
        return answer;
      },
      // A response_url says no more than that.
      (fault) =>
        fault instanceof BlocksRefused ||
        refusedWith(fault) === 400 ||
        platformErrorOf(fault) === 'invalid_blocks'
          ? []
          : undefined,
    );

async function isRefusal(answer: unknown): Promise<boolean> {
  if (!(answer instanceof Response) || answer.bodyUsed) return false;
  const text = await answer.clone().text();
  if (text.length > 2000 || !text.startsWith('{')) return text.startsWith('invalid_blocks');
  const { data } = Refusal.safeParse(parsed(text));
  return data?.error.startsWith('invalid_blocks') === true;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
