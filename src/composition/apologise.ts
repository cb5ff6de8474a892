import { RespondError, type App } from '@slack/bolt';
import { z } from 'zod';
import { OddRequest } from '../../handlers/slack/as-expected.ts';
import type { Tell } from '../domain/event-map.ts';
import type { TakeDownFault } from '../domain/own-failure.ts';
import { StateFault } from '../domain/state-fault.ts';
import { failureMessage } from '../messages/failure/failure-message.ts';
import { stateFaultWords } from '../messages/failure/state-fault-words.ts';
import { escapeMrkdwn } from '../messages/slack/escape-mrkdwn.ts';
import { postReply } from '../slack/post-reply.ts';
import { lostWith, ReplyLost } from '../slack/reply-lost.ts';
import { tryAgain } from '../slack/try-again.ts';
import { ownFailure } from '../use-cases/own-failure.ts';

const Answerable = z.object({ response_url: z.url() });

/**
 * Where every other bug ends: taken down whole, and told in one sentence with a reference, and what to run meanwhile. A
 * reply that did not get through is no bug, and where it was to go nobody could be told of it either.
 */
export function apologise(
  app: Pick<App, 'error'>,
  takeDown: TakeDownFault,
  tell: Tell,
  onOdd: (oddity: string) => void,
): void {
  app.error(async ({ error, body }: { readonly error: Error; readonly body: unknown }) => {
    if (error instanceof OddRequest) {
      onOdd(error.message);
      return;
    }
    if (error instanceof ReplyLost) {
      tell('reply-lost', { reason: error.reason });
      return;
    }
    const message =
      error instanceof StateFault
        ? { text: escapeMrkdwn(stateFaultWords(error)) }
        : failureMessage(ownFailure(undefined, takeDown(error)));
    const answerable = Answerable.safeParse(body);
    if (!answerable.success) return;
    try {
      await tryAgain(() =>
        post(answerable.data.response_url, {
          response_type: 'ephemeral',
          replace_original: false,
          ...message,
        }),
      );
    } catch (fault) {
      const lost = lostWith(fault);
      if (!(lost instanceof ReplyLost)) throw fault;
      tell('reply-lost', { reason: lost.reason });
    }
  });
}

async function post(url: string, message: object): Promise<void> {
  const answer = await postReply(url, JSON.stringify(message));
  if (!answer.ok) throw new RespondError('the apology was refused', answer.status);
}
