import { BOUNDS } from '../domain/bounds.ts';
import { neverRedirected } from './never-redirected.ts';

class SlackAnswerTooBig extends Error {
  override readonly name = 'SlackAnswerTooBig';
}

/** How Slack is asked: nobody is followed elsewhere, and no more is read than Slack ever says. */
export const boundedFetch: typeof fetch = async (url, init) => {
  const response = await neverRedirected(url, init);
  if (response.body === null) return response;
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
