import { z } from 'zod';
import type { AnyBlock } from '@slack/types';
import { harmlessText } from '../domain/harmless-text.ts';
import { parsedJson } from './parsed-json.ts';
import { platformErrorOf } from './platform-error.ts';
import type { RefusedBlocks } from './refused-blocks.ts';
import { lostWith } from './reply-lost.ts';
import type { InTurn } from './reply-queue.ts';
import { refusedWith } from './respond-fault.ts';
import { sendReadably } from './send-readably.ts';
import { tryAgain } from './try-again.ts';
import { NONE_OF_SLACKS, SlackAnswerUnread } from './whole-answer.ts';

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
/** A response_url that refuses with the status of a success. */
class Refused extends Error {
  readonly data: { readonly error: string };

  constructor(error: string) {
    super(error);
    this.data = { error };
  }
}

const isAboutBlocks = (error: string | undefined): boolean =>
  error?.startsWith('invalid_blocks') === true;

export const createRespondReadably =
  (
    refused: RefusedBlocks,
    /** Each try is one of its own. */
    inTurn: InTurn = (send) => send(),
  ): RespondReadably =>
  async (reply, respond, workspace) => {
    try {
      return await sendReadably(reply, {
        workspace,
        refused,
        send: async (message) => {
          const answer = await tryAgain(() => inTurn(() => respond(message)));
          await expectTaken(answer);
          return answer;
        },
        complaintsOf: (fault) =>
          refusedWith(fault) === 400 || isAboutBlocks(platformErrorOf(fault)) ? [] : undefined,
      });
    } catch (fault) {
      throw lostWith(fault);
    }
  };

/** Reads the answer: it says nothing more to anybody, and its connection is free again. */
async function expectTaken(answer: unknown): Promise<void> {
  if (!(answer instanceof Response) || answer.bodyUsed) return;
  const text = await answer.text();
  if (text.startsWith('<')) throw new SlackAnswerUnread(NONE_OF_SLACKS);
  if (isAboutBlocks(text)) throw new Refused('invalid_blocks');
  if (text.length > LONGEST_REFUSAL || !text.startsWith('{')) return;
  const { data } = Refusal.safeParse(parsedJson(text));
  if (data !== undefined) throw new Refused(harmlessText(data.error, LONGEST_WORD));
}

const LONGEST_REFUSAL = 2000;
const LONGEST_WORD = 60;
