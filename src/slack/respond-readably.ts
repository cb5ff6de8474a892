import { z } from 'zod';
import type { AnyBlock } from '@slack/types';
import { platformErrorOf } from './platform-error.ts';
import type { RefusedBlocks } from './refused-blocks.ts';
import { lostWith } from './reply-lost.ts';
import type { InTurn } from './reply-queue.ts';
import { refusedWith } from './respond-fault.ts';
import { sendReadably } from './send-readably.ts';
import { tryAgain } from './try-again.ts';

interface Reply {
  readonly text: string;
  readonly blocks?: AnyBlock[];
}

/**
 * Sends a reply to a response_url, so that a workspace without new blocks can read it too. Rejects with a ReplyLost
 * where it did not get through.
 */
export type RespondReadably = (
  reply: Reply,
  respond: (reply: Reply) => Promise<unknown>,
  workspace: string,
) => Promise<unknown>;

const Refusal = z.object({ ok: z.literal(false), error: z.string() });
/** A response_url that refuses blocks with the status of a success. */
class BlocksRefused extends Error {
  readonly data = { error: 'invalid_blocks' };
}

export const createRespondReadably =
  (
    refused: RefusedBlocks,
    /** Each try is one of its own. */
    inTurn: InTurn = (send) => send(),
  ): RespondReadably =>
  async (reply, respond, workspace) => {
    try {
      return await sendReadably(
        reply,
        workspace,
        refused,
        async (message) => {
          const answer = await tryAgain(() => inTurn(() => respond(message)));
          if (await isRefusal(answer)) throw new BlocksRefused();
          return answer;
        },
        // A response_url says no more than that.
        (fault) =>
          refusedWith(fault) === 400 || platformErrorOf(fault) === 'invalid_blocks'
            ? []
            : undefined,
      );
    } catch (fault) {
      throw lostWith(fault);
    }
  };

/** Reads the answer: it says nothing more to anybody, and its connection is free again. */
async function isRefusal(answer: unknown): Promise<boolean> {
  if (!(answer instanceof Response) || answer.bodyUsed) return false;
  const text = await answer.text();
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
