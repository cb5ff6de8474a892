import { describe, expect, it } from '@jest/globals';
import { WebAPIRateLimitedError } from '@slack/web-api';
import { currentRequest, inRequest, newRequest } from '../../src/operation/current-request.ts';
import { createPace } from '../../src/slack/pace.ts';
import { createReplyQueue } from '../../src/slack/reply-queue.ts';

const request = (user: string) => newRequest('command', { channel: 'C1', user }, 0);
const asker = () => currentRequest()?.user;

describe('what waits for its turn runs as part of the request that it belongs to', () => {
  it('a reply, whoever freed its place', async () => {
    const inTurn = createReplyQueue();
    const more = 150; // than are sent at once

    const seen = await Promise.all(
      Array.from({ length: more }, (_, index) =>
        inRequest(request(`U${index}`), () => inTurn(() => Promise.resolve(asker()))),
      ),
    );

    expect(seen).toEqual(Array.from({ length: more }, (_, index) => `U${index}`));
  });

  it('a call of Slack, also where it was turned away before', async () => {
    const pace = createPace(1, 20);
    const seen: (string | undefined)[] = [];
    let turnedAway = 0;
    const call = () => {
      seen.push(asker());
      turnedAway += 1;
      return turnedAway > 1 ? Promise.resolve() : Promise.reject(new WebAPIRateLimitedError(0.03));
    };

    await Promise.all(['U1', 'U2', 'U3'].map((user) => inRequest(request(user), () => pace(call))));

    expect(seen.toSorted()).toEqual(['U1', 'U1', 'U2', 'U3']);
  });
});
