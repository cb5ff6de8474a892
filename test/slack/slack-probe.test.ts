import { afterEach, describe, expect, it } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { createSlackProbe } from '../../src/slack/auth-test.ts';
import { NOON } from '../support/snapshot.ts';

const servers: LoopbackServer[] = [];
const before = process.env['http_proxy'];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
  if (before === undefined) delete process.env['http_proxy'];
  else process.env['http_proxy'] = before;
});

const listen = async (listener: RequestListener): Promise<LoopbackServer> => {
  const server = await listenOnLoopback(listener);
  servers.push(server);
  return server;
};
const answering =
  (status: number, body: object): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const probe = ({ url }: LoopbackServer) =>
  createSlackProbe(
    'xoxb-1',
    `${url}/api/`,
  )({
    at: NOON,
    historic: false,
    signal: AbortSignal.timeout(30_000),
  });

describe('the look at Slack’s token', () => {
  it.each([
    [200, { ok: false, error: 'invalid_auth' }, 'refused'],
    [502, {}, 'bad-response'],
    [403, {}, 'bad-response'],
  ])(
    'takes HTTP %d with %j for %s: Slack refuses a token with 200 alone',
    async (status, body, reason) => {
      expect(await probe(await listen(answering(status, body)))).toMatchObject({
        kind: 'unavailable',
        reason,
      });
    },
  );

  it('goes the way of the bot, past a proxy of the environment', async () => {
    let asked = 0;
    const proxy = await listen((request, response) => {
      asked += 1;
      answering(200, { ok: true, team: 'through the proxy' })(request, response);
    });
    process.env['http_proxy'] = proxy.url;

    const looked = await createSlackProbe(
      'xoxb-1',
      'http://slack.invalid/api/',
    )({
      at: NOON,
      historic: false,
      signal: AbortSignal.timeout(30_000),
    });

    expect(looked.kind).toBe('unavailable');
    expect(asked).toBe(0);
  });
});
