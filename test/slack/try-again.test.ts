import { describe, expect, it } from '@jest/globals';
import { createRespond } from '@slack/bolt/dist/context/create-respond.js';
import { listenOnLoopback } from '../../lab/scenario/loopback.ts';
import { neverRedirected } from '../../src/slack/never-redirected.ts';
import { tryAgain } from '../../src/slack/try-again.ts';

type Answer = number | 'reset' | { readonly to: string };

/** A response_url that answers like this, one reply after the other; the last goes on. */
async function sendTo(...answers: readonly Answer[]) {
  let taken = 0;
  const server = await listenOnLoopback((request, response) => {
    const answer = answers[Math.min(taken, answers.length - 1)] ?? 200;
    taken += 1;
    request.resume();
    if (answer === 'reset') response.destroy();
    else if (typeof answer === 'object') response.writeHead(307, { location: answer.to }).end();
    else response.writeHead(answer).end('ok');
  });
  const respond = createRespond(neverRedirected, server.url);
  try {
    const outcome = await tryAgain(() => respond({ text: 'hello' }), 1).then(
      () => 'sent',
      () => 'lost',
    );
    return { outcome, taken };
  } finally {
    await server.close();
  }
}

describe('a reply to a response_url', () => {
  it.each<[string, Answer]>([
    ['too many came at once', 429],
    ['Slack is broken', 500],
    ['Slack is away', 503],
    ['the connection is reset', 'reset'],
  ])('is tried again when %s', async (_, fault) => {
    expect(await sendTo(fault, fault, 200)).toEqual({ outcome: 'sent', taken: 3 });
  });

  it('is given up after four tries, one less than Slack takes', async () => {
    expect(await sendTo(503)).toEqual({ outcome: 'lost', taken: 4 });
  });

  it.each([400, 403, 404, 410])('is not tried again when Slack says no with %s', async (status) => {
    expect(await sendTo(status, 200)).toEqual({ outcome: 'lost', taken: 1 });
  });

  it('does not follow a redirect to another host', async () => {
    let reached = 0;
    const elsewhere = await listenOnLoopback((request, response) => {
      reached += 1;
      request.resume();
      response.end('ok');
    });

    expect(await sendTo({ to: elsewhere.url })).toEqual({ outcome: 'lost', taken: 1 });
    expect(reached).toBe(0);
    await elsewhere.close();
  });
});
