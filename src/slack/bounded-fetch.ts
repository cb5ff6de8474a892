import { SECOND, type DurationMs } from '../domain/time.ts';
import { neverRedirected } from './never-redirected.ts';
import { wholeAnswer } from './whole-answer.ts';

/** So long is waited where the caller sets no limit of its own. */
export const SLOWEST_ANSWER: DurationMs = 10 * SECOND;

/**
 * How Slack is asked: nobody is followed elsewhere, nobody is waited for forever, and no more is read than Slack ever says.
 * The answer has been read when this resolves. Rejects as fetch does, or with a SlackAnswerUnread.
 */
export const boundedFetch: typeof fetch = async (url, init) => {
  const signal = init?.signal ?? AbortSignal.timeout(SLOWEST_ANSWER);
  const answer = await neverRedirected(url, { ...init, signal });
  try {
    return await wholeAnswer(answer.body, answer);
  } catch (fault) {
    signal.throwIfAborted();
    throw fault;
  }
};
