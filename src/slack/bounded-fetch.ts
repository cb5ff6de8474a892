import { BOUNDS } from '../domain/bounds.ts';
import { neverRedirected } from './never-redirected.ts';

class SlackAnswerTooBig extends Error {
  override readonly name = 'SlackAnswerTooBig';
}

/** So long is waited where the caller sets no limit of its own. */
const SLOWEST_ANSWER_MS = 10_000;

/** How Slack is asked: nobody is followed elsewhere, nobody is waited for forever, and no more is read than Slack ever says. */
export const boundedFetch: typeof fetch = async (url, init) => {
  const signal = init?.signal ?? AbortSignal.timeout(SLOWEST_ANSWER_MS);
  const response = await neverRedirected(url, { ...init, signal });
  if (response.body === null || isShort(response)) return response;
  let size = 0;
  const bounded = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        size += chunk.length;
        if (size > BOUNDS.slackAnswer.most) {
          controller.error(new SlackAnswerTooBig('the answer is longer than Slack’s ever are'));
        } else controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(bounded, { status, statusText, headers });
};

/** The client reads no more than the length that is said; of what is packed that length says nothing. */
const isShort = ({ headers }: Response): boolean =>
  !headers.has('content-encoding') &&
  headers.has('content-length') &&
  Number(headers.get('content-length')) <= BOUNDS.slackAnswer.most;
