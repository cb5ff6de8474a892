import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deliverEvent } from '../../demo/slack-event.ts';
import { startSlackWorkspace, type SlackWorkspace } from '../../demo/slack-workspace.ts';
import { freePort } from '../../lab/free-port.ts';
import { replay, type Replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../../lab/scenario/scenario-status.ts';
import { createBot, type Bot } from '../../src/composition/bot.ts';
import { createLog } from '../../src/composition/log.ts';
import { createForgetfulStore } from '../../src/threads/stores/in-memory.ts';
import { alertPost, CHANNEL, eventually, repliesTo, stopwatch } from '../support/thread-rig.ts';
import { alertmanagerBody, pagerDutyBody } from '../support/webhook-bodies.ts';

// The whole bot in HTTP mode: signed events and webhooks in, recorded sources behind, a workspace around.

// A busy machine may need long for what takes milliseconds on another.
jest.setTimeout(30_000);

const SIGNING_SECRET = 'not-a-secret';
const scenario = readScenario('metrics-stale');
const AT = Date.parse(scenario.at);

let servers: Replay;
let slack: SlackWorkspace;
let bot: Bot;
let url: string;

beforeEach(async () => {
  servers = await replay(scenario);
  slack = await startSlackWorkspace(AT);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const withAlerts = {
    ...scenario,
    config: {
      ...scenario.config,
      alerts: {
        channels: [CHANNEL],
        pagerduty: { webhookSecrets: ['old-secret', 'new-secret'] },
        alertmanager: { auth: { bearerToken: 'am-token' } },
      },
    },
  };
  const config = scenarioConfig(withAlerts, servers.elasticsearchUrl, servers.prometheusUrl, {
    SLACK_MODE: 'http',
    SLACK_BOT_TOKEN: 'xoxb-test',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: slack.apiUrl,
    PORT: String(port),
  });
  const now = () => AT;
  bot = createBot(config, {
    now,
    log: createLog('fatal'),
    store: createForgetfulStore(now, stopwatch),
  });
  await bot.start();
});
afterEach(async () => {
  await bot.stop();
  await slack.close();
  await servers.close();
});

const deliver = (event: object, retry?: number) =>
  deliverEvent(`${url}/slack/events`, SIGNING_SECRET, 'Ev1', { channel: CHANNEL, ...event }, retry);
const replies = (rootTs: string) => repliesTo(slack, rootTs);
const until = (look: () => number, count: number) => eventually(look, (found) => found >= count);
const posts = () => slack.calls.filter((call) => call === 'chat.postMessage').length;
/** Long enough for a reply that should not come. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 300));

describe('a post of an alert', () => {
  it('is answered in its thread within 5 s, once for all of Slack’s deliveries', async () => {
    const alert = slack.post(CHANNEL, alertPost('main'));
    const startedAt = performance.now();

    const statuses = await Promise.all(
      [undefined, 1, 2, 3].map((retry) => deliver({ ...alert }, retry)),
    );
    await until(() => replies(alert.ts).length, 1);

    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(statuses).toEqual([200, 200, 200, 200]);
    await aMoment();
    expect(replies(alert.ts).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^WARNING: main: WAL is archived/),
    ]);
  });

  it('is answered when an edit makes it one', async () => {
    const message = slack.post(CHANNEL, { bot_id: 'B0', text: 'something' });

    await deliver({ ...message });
    await deliver({
      subtype: 'message_changed',
      ts: '9.9',
      message: { ...message, ...alertPost('main') },
      previous_message: message,
    });

    expect(await until(() => replies(message.ts).length, 1)).toBe(1);
  });

  it.each([
    ['its own', { ...alertPost('main'), bot_id: 'B1' }],
    ['another Wale’s', { ...alertPost('main'), metadata: { event_type: 'wale_thread' } }],
    ['a resolved one', { bot_id: 'B0', text: '[RESOLVED] walgBackupDelayed' }],
    ['in another channel', { ...alertPost('main'), channel: 'C0OTHER' }],
  ])('is not answered if it is %s', async (_what, message) => {
    const channel = 'channel' in message ? message.channel : CHANNEL;
    const posted = slack.post(channel, message);

    await deliver({ ...posted, channel });
    await aMoment();

    expect(posts()).toBe(0);
  });
});

describe('the webhook of PagerDuty', () => {
  const at = new Date(AT).toISOString();
  const send = (body: object | string, secret = 'new-secret', path = '/pagerduty/webhook') => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const signature = createHmac('sha256', secret).update(text).digest('hex');
    return fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'x-pagerduty-signature': `v1=${signature}` },
      body: text,
    });
  };

  it('leads to one reply below the post of the incident', async () => {
    const alert = slack.post(CHANNEL, {
      app_id: 'A1FKYAUUX',
      bot_id: 'B0PAGERDUTY',
      text: '*Triggered* <https://acme.pagerduty.com/incidents/Q1ABCDEF?x=y|[#7] Firing 1 - Last WAL was archived 21m ago.>',
    });

    const answers = await Promise.all([
      send(pagerDutyBody({ at })),
      send(pagerDutyBody({ at })),
      send(pagerDutyBody({ at, id: 'E2', type: 'incident.acknowledged' }), 'old-secret'),
      deliver({ ...alert }),
    ]);
    await until(() => replies(alert.ts).length, 1);
    await aMoment();

    expect(answers.map((answer) => (typeof answer === 'number' ? answer : answer.status))).toEqual([
      200, 200, 200, 200,
    ]);
    expect(posts()).toBe(1);
  });

  it('starts nothing by a replay, also of an incident that was reopened', async () => {
    const reopened = pagerDutyBody({ at, id: 'E3', type: 'incident.reopened' });
    expect(await (await send(reopened)).text()).toBe('taken in\n');

    expect(await (await send(reopened)).text()).toBe('known already: nothing new is begun\n');
    await until(posts, 1);
    await aMoment();
    expect(posts()).toBe(1);
  });

  it('leads to a reply in the channel if no post shows the incident', async () => {
    const answer = await send(pagerDutyBody({ at }));
    await until(posts, 1);

    expect(await answer.text()).toBe('taken in\n');
    expect(slack.messages(CHANNEL)).toEqual([
      expect.objectContaining({ text: expect.stringMatching(/^WARNING: main/) }),
    ]);
  });

  it.each([
    [
      'a ping',
      pagerDutyBody({ at, type: 'pagey.ping', data: { type: 'ping' } }),
      'pagey.ping starts nothing',
    ],
    ['a resolution', pagerDutyBody({ at, status: 'resolved' }), 'the incident is over'],
    [
      'an event of last week',
      pagerDutyBody({ at: new Date(AT - 7 * 86_400_000).toISOString() }),
      'not of today, so nothing is started',
    ],
  ])('starts nothing for %s, and says so', async (_what, body, sentence) => {
    const answer = await send(body);

    expect([answer.status, await answer.text()]).toEqual([200, `${sentence}\n`]);
    expect(posts()).toBe(0);
  });

  it.each([
    ['a wrong secret', pagerDutyBody({ at }), 'stolen', 401, 'expected a signature'],
    ['no JSON', 'hello', 'new-secret', 400, 'expected JSON'],
    ['no event', { hello: 1 }, 'new-secret', 400, 'event: '],
    [
      'too much',
      ' '.repeat(1024 * 1024 + 1),
      'new-secret',
      413,
      'expected a body of at most 1 MiB',
    ],
  ])('refuses %s in one sentence', async (_what, body, secret, status, sentence) => {
    const answer = await send(body, secret);

    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(new RegExp(`^${sentence}[^\n]*\n$`));
  });
});

describe('the webhook of Alertmanager', () => {
  const send = (body: object, authorization = 'Bearer am-token') =>
    fetch(`${url}/alertmanager/webhook`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(body),
    });
  const body = alertmanagerBody({ startsAt: new Date(AT - 60_000).toISOString() });

  it('leads to one reply with the post of the same alert, whichever comes first', async () => {
    await send(body);
    await until(posts, 1);
    const alert = slack.post(CHANNEL, alertPost('main'));
    await deliver({ ...alert });
    await send(body);
    await aMoment();

    expect(posts()).toBe(1);
  });

  it('leads to a reply below the post, if that is there', async () => {
    const alert = slack.post(CHANNEL, alertPost('main'));

    expect((await send(body)).status).toBe(200);

    await until(() => replies(alert.ts).length, 1);
  });

  it('refuses whoever does not know its token', async () => {
    const answer = await send(body, 'Bearer guess');

    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('expected the credentials of this webhook');
  });

  it.each(['bearer am-token', 'BEARER am-token', 'Bearer   am-token'])(
    'takes its token as %s',
    async (authorization) => {
      expect((await send(body, authorization)).status).toBe(200);
    },
  );

  it.each([['bearer AM-TOKEN'], ['am-token'], ['Basic am-token'], ['Bearer']])(
    'does not take %s for it',
    async (authorization) => {
      expect((await send(body, authorization)).status).toBe(401);
    },
  );

  it('starts nothing by a replay of the same body, whoever sends it how often', async () => {
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push(await (await send(body)).text());
    await until(posts, 1);
    await aMoment();

    const known = 'known already: nothing new is begun\n';
    expect(answers).toEqual(['taken in\n', known, known]);
    expect(posts()).toBe(1);
  });

  it('refuses another version', async () => {
    const answer = await send({ ...body, version: '5' });

    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/^version: /);
  });
});

describe('a sender who is slow', () => {
  /** How long a connection lives over which this is sent, and then a byte every half second. */
  const livesFor = (begin: string, drip: string): Promise<number> =>
    new Promise((resolve) => {
      const from = performance.now();
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(begin);
      const dripping = setInterval(() => socket.write(drip), 500);
      socket.on('error', () => undefined);
      socket.resume();
      socket.on('close', () => {
        clearInterval(dripping);
        resolve(performance.now() - from);
      });
    });
  const POST = 'POST /alertmanager/webhook HTTP/1.1\r\nhost: x\r\n';

  it('of headers is cut off', async () => {
    expect(await livesFor(POST, 'x-a: b\r\n')).toBeLessThan(15_000);
  });

  it('of a body is answered that it did not arrive, and cut off', async () => {
    expect(await livesFor(`${POST}content-length: 1000\r\n\r\n`, ' ')).toBeLessThan(20_000);
  });
});

describe('the bot at its start', () => {
  it('answers what was posted while it was away', async () => {
    await bot.stop();
    const missed = slack.post(CHANNEL, alertPost('main'));
    slack.post(CHANNEL, { bot_id: 'B0', text: '[FIRING:1] walgBackupDelayed old' });
    slack.post(CHANNEL, { bot_id: 'B0', text: '[RESOLVED] walgBackupDelayed old' });

    const port = await freePort();
    const config = scenarioConfig(
      { ...scenario, config: { ...scenario.config, alerts: { channels: [CHANNEL] } } },
      servers.elasticsearchUrl,
      servers.prometheusUrl,
      {
        SLACK_MODE: 'http',
        SLACK_BOT_TOKEN: 'xoxb-test',
        SLACK_SIGNING_SECRET: SIGNING_SECRET,
        SLACK_API_URL: slack.apiUrl,
        PORT: String(port),
      },
    );
    bot = createBot(config, {
      now: () => AT,
      log: createLog('fatal'),
      store: createForgetfulStore(() => AT, stopwatch),
    });
    await bot.start();

    await until(() => replies(missed.ts).length, 1);
    expect(posts()).toBe(1);
  });
});
