import { createHmac } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { freePort } from '../../lab/free-port.ts';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { createBot, type Bot } from '../../src/composition/bot.ts';
import { httpBotConfig, SIGNING_SECRET } from '../support/http-bot-config.ts';

const BODY = 'ssl_check=0&command=%2Fwale';

let slack: LoopbackServer;
let bot: Bot;
let base: string;
let logged = '';

beforeAll(async () => {
  slack = await listenOnLoopback((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":true,"bot_id":"B1","user_id":"U1","team_id":"T1"}');
  });
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  const config = httpBotConfig(slack.url, port);
  const stream = new Writable({
    write: (line: Buffer, _encoding, done) => {
      logged += line.toString();
      done();
    },
  });
  bot = createBot(config, { now: Date.now, log: pino({ level: 'info' }, stream) });
  await bot.start();
});
afterAll(async () => {
  await bot.stop();
  await slack.close();
});

const seconds = (from: number): string => String(Math.floor(Date.now() / 1000) + from);

async function statusOf(stamp: string): Promise<number> {
  const signature = createHmac('sha256', SIGNING_SECRET)
    .update(`v0:${stamp}:${BODY}`)
    .digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': `v0=${signature}`,
  };
  return (await fetch(`${base}/slack/events`, { method: 'POST', headers, body: BODY })).status;
}

it('a request that is refused for its time alone is told once, since the clock of this host may be wrong', async () => {
  expect(await statusOf(seconds(-3600))).toBe(401);
  expect(await statusOf(seconds(-3600))).toBe(401);

  expect(logged.match(/Is this host’s clock right/g)).toHaveLength(1);
});

describe('a request that is signed', () => {
  it.each([
    ['now', seconds(0), 200],
    ['by a clock that is four minutes slow', seconds(-240), 200],
    ['by a clock that is four minutes fast', seconds(240), 200],
    ['six minutes ago', seconds(-360), 401],
    ['six minutes from now: it could be sent again until then', seconds(360), 401],
    ['a year from now', seconds(365 * 86_400), 401],
    ['at no time', 'Infinity', 401],
    ['at a time that is no number', 'soon', 401],
  ])('%s', async (_when, stamp, status) => {
    expect(await statusOf(stamp)).toBe(status);
  });
});

describe('a request that is not', () => {
  const signed = (body: string, secret: string): string =>
    `v0=${createHmac('sha256', secret)
      .update(`v0:${seconds(0)}:${body}`)
      .digest('hex')}`;
  const ask = async (method: string, headers: Record<string, string>): Promise<number> => {
    const sent = { method, headers: { ...FORM, ...headers }, body: BODY };
    return (await fetch(`${base}/slack/events`, sent)).status;
  };
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

  it.each([
    ['says nothing of it', {}],
    ['has a time alone', { 'x-slack-request-timestamp': seconds(0) }],
    [
      'has the signature of another body',
      {
        'x-slack-request-timestamp': seconds(0),
        'x-slack-signature': signed(`${BODY}2`, SIGNING_SECRET),
      },
    ],
    [
      'is signed with another secret',
      { 'x-slack-request-timestamp': seconds(0), 'x-slack-signature': signed(BODY, 'another') },
    ],
  ])('%s: it is refused', async (_what, headers) => {
    expect(await ask('POST', headers)).toBe(401);
  });

  it('goes by another method finds nothing', async () => {
    expect(await ask('PUT', {})).toBe(404);
    // Such a method goes out as it is written, and Node knows none of that name.
    expect(await ask('Post', {}).catch(() => 400)).not.toBe(200);
  });
});

it('whoever looks for what else there is gets no line in the log for it', async () => {
  logged = '';
  const paths = ['/', '/wp-login.php', '/slack/events', `/${'x'.repeat(4000)}`];

  const statuses = await Promise.all(paths.map(async (path) => (await fetch(base + path)).status));

  expect(statuses).toEqual([404, 404, 404, 404]);
  expect(logged).toBe('');
});
