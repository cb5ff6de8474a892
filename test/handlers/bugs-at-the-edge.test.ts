import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createWebhook } from '../../handlers/webhooks/webhook.ts';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { logLeftAlone } from '../../src/composition/left-alone.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const bug = (): never => {
  throw new TypeError('a bug');
};

describe('a bug', () => {
  it.each([
    ['while a webhook’s sender is checked', { objection: bug, take: () => Promise.resolve('') }],
    ['while a webhook is taken in', { objection: () => undefined, take: bug }],
  ])('%s asks for it again, and is reported', async (_when, steps) => {
    const faults: unknown[] = [];
    const onFault = (fault: unknown): void => {
      faults.push(fault);
    };
    const webhook = createWebhook({ expected: z.unknown(), onFault, ...steps });
    server = await listenOnLoopback((request, response) => void webhook(request, response));

    const answer = await fetch(server.url, { method: 'POST', body: '{}' });

    expect(answer.status).toBe(503);
    expect(faults).toEqual([expect.any(TypeError)]);
  });

  it('in a promise that nobody waits for is logged, and ends nothing', () => {
    const logged: unknown[] = [];
    const stop = logLeftAlone({ error: (what: unknown) => logged.push(what) });
    const fault = new Error('a bug');

    process.emit('unhandledRejection', fault, Promise.resolve());
    stop();

    expect(logged).toEqual([{ err: fault }]);
  });
});
