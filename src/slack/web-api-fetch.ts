import { z } from 'zod';
import { boundedFetch } from './bounded-fetch.ts';
import { parsedJson } from './parsed-json.ts';
import { NONE_OF_SLACKS, SlackAnswerUnread } from './whole-answer.ts';

/** Slack asks for a minute at most; more would be silence, whoever asks for it. */
const LONGEST_WAIT = 5 * 60;
/** Where nothing that can be read says how long. */
const USUAL_WAIT = 30;

/** Errors are words: https://docs.slack.dev/apis/web-api/using-the-web-api#evaluating_responses */
const SlacksAnswer = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), error: z.string().regex(/^[\w.:-]{1,100}$/) }),
]);

/**
 * How the Web API is asked. Its client takes whatever answers for Slack: a page of a proxy would become the word with which
 * Slack refused, and a wait that is no number a bug. Here that is a SlackAnswerUnread, and each wait one in seconds.
 */
export const webApiFetch: typeof fetch = async (url, init) => {
  const answer = await boundedFetch(url, init);
  if (answer.status === 429) return withWait(answer);
  if (answer.status !== 200) return answer;
  const text = await answer.text();
  if (SlacksAnswer.safeParse(parsedJson(text)).success) return new Response(text, answer);
  throw new SlackAnswerUnread(NONE_OF_SLACKS);
};

function withWait(answer: Response): Response {
  const headers = new Headers(answer.headers);
  const asked = Number(headers.get('retry-after') ?? NaN);
  const wait = Number.isNaN(asked) ? USUAL_WAIT : Math.min(Math.max(1, asked), LONGEST_WAIT);
  headers.set('retry-after', String(Math.ceil(wait)));
  return new Response(answer.body, { status: answer.status, headers });
}
