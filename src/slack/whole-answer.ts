import { z } from 'zod';
import { BOUNDS } from '../domain/bounds.ts';

/** Why an answer was not read that a proxy or another server gave. */
export const NONE_OF_SLACKS = 'an answer that is none of Slack’s';

/** Slack answered something, but what it said cannot be told: whether the message arrived is not known. */
export class SlackAnswerUnread extends Error {
  override readonly name = 'SlackAnswerUnread';
}

const ByClient = z.object({ original: z.instanceof(SlackAnswerUnread) });

/** The same where the client of the Web API has wrapped it; undefined for any other fault. */
export const unreadIn = (fault: unknown): SlackAnswerUnread | undefined =>
  fault instanceof SlackAnswerUnread ? fault : ByClient.safeParse(fault).data?.original;

/** No Response can be made of what is beyond, though a server may say it. */
const LAST_STATUS = 599;
/** https://fetch.spec.whatwg.org/#null-body-status */
const WITHOUT_BODY = [204, 205, 304];

/**
 * A Response that holds all of its body, so that nothing of it is waited for or kept. Rejects with a SlackAnswerUnread where
 * it breaks off, is longer than Slack’s ever are, or has a status of its own.
 */
export async function wholeAnswer(
  body: AsyncIterable<Uint8Array> | null,
  init: { readonly status: number; readonly statusText: string; readonly headers: Headers },
): Promise<Response> {
  if (init.status > LAST_STATUS) throw new SlackAnswerUnread(`HTTP ${init.status}`);
  const bytes = body === null ? undefined : await wholeBody(body);
  return new Response(WITHOUT_BODY.includes(init.status) ? null : (bytes ?? null), init);
}

async function wholeBody(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      size += part.length;
      if (size > BOUNDS.slackAnswer.most) break;
      parts.push(part);
    }
  } catch (fault) {
    throw new SlackAnswerUnread('its answer broke off', { cause: fault });
  }
  if (size <= BOUNDS.slackAnswer.most) return Buffer.concat(parts);
  throw new SlackAnswerUnread('an answer longer than Slack’s ever are');
}
