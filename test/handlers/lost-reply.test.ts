import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { signedHeaders } from '../../demo/signed-request.ts';
import { freePort } from '../../lab/free-port.ts';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { createBot, type Bot } from '../../src/composition/bot.ts';
import type { Tell } from '../../src/domain/event-map.ts';
import { eventually } from '../support/thread-rig.ts';
import { httpBotConfig, SIGNING_SECRET } from '../support/http-bot-config.ts';

// A real bot over HTTP, and a response_url that takes nothing.

jest.setTimeout(20_000);

const BODY_OF_SLACK = 'used_url and 2000 characters of something else';

let slack: LoopbackServer;
let bot: Bot;
let url: string;
let logged: string;
let told: (readonly [string, unknown])[];
let answer: (url: string) => readonly [number, Record<string, string>];
let said: string;

let hide: (text: string) => string;

beforeEach(async () => {
  hide = (text) => text;
  logged = '';
  told = [];
  said = BODY_OF_SLACK;
  slack = await listenOnLoopback((request, response) => {
    request.resume();
    if (request.url?.startsWith('/api/') === true) {
      response.setHeader('content-type', 'application/json');
      response.end('{"ok":true,"bot_id":"B1","user_id":"U1","team_id":"T1"}');
    } else response.writeHead(...answer(request.url ?? '')).end(said);
  });
  const port = await freePort();
  url = `http://127.0.0.1:${port}/slack/events`;
  const config = httpBotConfig(slack.url, port);
  const stream = new Writable({
    write: (line: Buffer, _encoding, done) => {
      logged += line.toString();
      done();
    },
  });
  const tell: Tell = (name, event) => told.push([name, event]);
  bot = createBot(config, {
    now: Date.now,
    log: pino({ level: 'info' }, stream),
    hide: (text) => hide(text),
    tell,
  });
  await bot.start();
  logged = '';
});
afterEach(async () => {
  await bot.stop();
  await slack.close();
});

async function post(fields: Record<string, string>): Promise<number> {
  const body = new URLSearchParams(fields).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...signedHeaders(SIGNING_SECRET, body),
  };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

const askForHelp = () =>
  post({
    command: '/wale',
    text: 'help',
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U1',
    trigger_id: '1.2',
    api_app_id: 'A1',
    response_url: `${slack.url}/response`,
  });

const named = (wanted: string) =>
  told.filter(([name]) => name === wanted).map(([, event]) => event);
const lost = () =>
  eventually(
    () => named('reply-lost'),
    ({ length }) => length > 0,
  );

const WALE_REFRESH = { action_id: 'wale_refresh', block_id: 'b', type: 'button', value: 'main' };

const FROM = { user: { id: 'U1' }, channel: { id: 'C1' }, team: { id: 'T1' } };
const CLICK = { type: 'block_actions', ...FROM, actions: [WALE_REFRESH] };
const ON_NOTHING = { ...CLICK, actions: [{ ...WALE_REFRESH, value: undefined }] };

describe('what Slack never sends, but is signed', () => {
  it.each([
    ['a command without a place to answer at', { command: '/wale', text: 'help' }],
    ['a click without a place to answer at', { payload: JSON.stringify(CLICK) }],
    ['a click on what has no value', { payload: JSON.stringify(ON_NOTHING) }],
  ])('is one line of the log, and no fault of Wale: %s', async (_what, fields) => {
    answer = () => [200, {}];

    expect(await post(fields)).toBe(200);
    await eventually(
      () => logged,
      (text) => text.includes('oddity'),
    );

    expect(logged.trim().split('\n')).toHaveLength(1);
    expect(logged).not.toContain('stack');
    expect(named('own-fault')).toEqual([]);
  });
});

describe('a reply that does not get through', () => {
  it.each([
    ['the response_url is gone', 404, {}, 'HTTP 404'],
    ['it was used too often', 410, {}, 'HTTP 410'],
    ['it leads elsewhere', 302, { location: 'http://127.0.0.1:1/' }, 'it leads elsewhere'],
  ])(
    'is told of with its reason where %s, and is no fault of Wale',
    async (_, status, headers, reason) => {
      answer = () => [status, headers];

      expect(await askForHelp()).toBe(200);

      expect(await lost()).toEqual([{ reason }]);
      expect(named('own-fault')).toEqual([]);
      expect(logged).toBe('');
    },
  );

  it.each([
    [
      'the word of Slack',
      '{"ok":false,"error":"flux_capacitor_missing"}',
      'flux_capacitor_missing',
    ],
    ['that it was a page', '<html>Sign in</html>', 'an answer that is none of Slack’s'],
  ])('is told of with %s, where that has the status of a success', async (_, body, reason) => {
    said = body;
    answer = () => [200, {}];

    await askForHelp();

    expect(await lost()).toEqual([{ reason }]);
    expect(named('own-fault')).toEqual([]);
    expect(logged).toBe('');
  });

  it('is told of where Slack is away, after it was tried again', async () => {
    let tries = 0;
    answer = () => {
      tries += 1;
      return [503, {}];
    };

    await askForHelp();

    expect(await lost()).toEqual([{ reason: 'HTTP 503' }]);
    expect(tries).toBe(4);
  });

  it('hides no bug that came before it', async () => {
    answer = () => [404, {}];
    hide = () => {
      throw new TypeError('a bug');
    };

    await askForHelp();

    expect(await lost()).toEqual([{ reason: 'HTTP 404' }]);
    expect(named('own-fault')).toHaveLength(1);
    expect(logged.trim().split('\n')).toEqual([
      expect.stringContaining('a request could not be answered'),
    ]);
    expect(logged).not.toContain(BODY_OF_SLACK);
    expect(logged).not.toContain('AxiosError');
  });
});
