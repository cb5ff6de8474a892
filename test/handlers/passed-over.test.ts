import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deliverEvent } from '../../demo/slack-event.ts';
import { startSlackWorkspace, type SlackWorkspace } from '../../demo/slack-workspace.ts';
import { freePort } from '../../lab/free-port.ts';
import { createBot, type Bot } from '../../src/composition/bot.ts';
import { createLog } from '../../src/composition/log.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { PASSED_OVER, type Tell } from '../../src/domain/event-map.ts';
import { HOUR } from '../../src/domain/time.ts';
import { NOON } from '../support/snapshot.ts';
import { alertPost, CHANNEL, eventually } from '../support/thread-rig.ts';
import { alertmanagerBody, pagerDutyBody } from '../support/webhook-bodies.ts';

// A real bot over HTTP: why each alert was left alone, whichever way it came in.

jest.setTimeout(30_000);

const SIGNING_SECRET = 'not-a-secret';
const PAGERDUTY_SECRET = 'webhook-secret';

let slack: SlackWorkspace;
let bot: Bot;
let url: string;
let reasons: string[] = [];
const everGiven = new Set<string>();

beforeAll(async () => {
  slack = await startSlackWorkspace(NOON);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const config = loadConfig({
    readFile: () =>
      JSON.stringify({
        clusters: {
          main: { prometheus: { labels: { env: 'main' } } },
          ci: { prometheus: { labels: { env: 'ci' } } },
        },
        alerts: { channels: [CHANNEL] },
      }),
    env: {
      PROMETHEUS_URL: 'http://127.0.0.1:1',
      SLACK_MODE: 'http',
      SLACK_BOT_TOKEN: 'xoxb-test',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
      PAGERDUTY_WEBHOOK_SECRET: PAGERDUTY_SECRET,
      ALERTMANAGER_WEBHOOK_TOKEN: 'am-token',
      PORT: String(port),
    },
  });
  const tell: Tell = (name, event) => {
    if (name !== 'alert-passed-over' || !('reason' in event)) return;
    const isOfTwo = 'count' in event && event.count === 2;
    reasons.push(isOfTwo ? `2 × ${event.reason}` : event.reason);
    everGiven.add(event.reason);
  };
  bot = createBot(config, { now: () => NOON, log: createLog('fatal'), hide: (text) => text, tell });
  await bot.start();
});
afterAll(async () => {
  await bot.stop();
  await slack.close();
});
beforeEach(() => {
  reasons = [];
});

const given = (count = 1) =>
  eventually(
    () => reasons,
    ({ length }) => length >= count,
  );

let events = 0;
const post = (message: Readonly<Record<string, unknown>>): Promise<number> => {
  events += 1;
  return deliverEvent(`${url}/slack/events`, SIGNING_SECRET, `Ev${events}`, {
    channel: CHANNEL,
    ...slack.post(CHANNEL, message),
  });
};
const alertmanager = (body: object) =>
  fetch(`${url}/alertmanager/webhook`, {
    method: 'POST',
    headers: { authorization: 'Bearer am-token' },
    body: JSON.stringify(body),
  });
const pagerDuty = (body: object) => {
  const text = JSON.stringify(body);
  const signature = createHmac('sha256', PAGERDUTY_SECRET).update(text).digest('hex');
  return fetch(`${url}/pagerduty/webhook`, {
    method: 'POST',
    headers: { 'x-pagerduty-signature': `v1=${signature}` },
    body: text,
  });
};
const at = new Date(NOON).toISOString();
const CPU = { alertname: 'HighCPU', env: 'main' };

describe('an alert that is left alone, and why', () => {
  it.each([
    ['not-about-backups', { bot_id: 'B0', text: '[FIRING:1] HighCPU' }],
    ['no-state', { bot_id: 'B0', text: 'the build is green' }],
    ['resolved', { bot_id: 'B0', text: '[RESOLVED] walgBackupDelayed' }],
    ['own-message', { ...alertPost('main'), metadata: { event_type: 'wale_thread' } }],
    ['about-other-clusters', alertPost('somewhere-else')],
  ])('a post: %s', async (reason, message) => {
    await post(message);

    expect(await given()).toEqual([reason]);
  });

  it('about another’s cluster it is told once, however often the channel is looked through', async () => {
    const alert = slack.post(CHANNEL, alertPost('somewhere-else'));
    for (const id of ['Ev-first', 'Ev-again']) {
      await deliverEvent(`${url}/slack/events`, SIGNING_SECRET, id, { channel: CHANNEL, ...alert });
    }
    await post({ bot_id: 'B0', text: 'the build is green' });

    expect(await given(2)).toEqual(['about-other-clusters', 'no-state']);
  });

  it('what a person writes is no alert', async () => {
    await post({ user: 'U2', text: 'walgBackupDelayed is firing' });
    await post({ bot_id: 'B0', text: 'the build is green' });

    expect(await given()).toEqual(['no-state']);
  });

  it.each([
    ['not-about-backups', alertmanagerBody({ labels: CPU, title: 'CPU at 99 %' })],
    ['resolved', alertmanagerBody({ status: 'resolved' })],
    [
      'about-other-clusters',
      alertmanagerBody({ labels: { alertname: 'walgBackupDelayed', env: 'elsewhere' } }),
    ],
  ])('a notification of Alertmanager: %s', async (reason, body) => {
    expect((await alertmanager(body)).status).toBe(200);

    expect(await given()).toEqual([reason]);
  });

  it('of a notification with several, those with one reason are told together', async () => {
    const [backup] = alertmanagerBody({
      labels: { alertname: 'walgBackupDelayed', env: 'main' },
    }).alerts;
    const [other] = alertmanagerBody({ labels: CPU, title: 'CPU at 99 %' }).alerts;
    const over = { ...other, status: 'resolved' };

    await alertmanager({ ...alertmanagerBody(), alerts: [backup, other, other, over] });
    expect([...(await given(2))].sort()).toEqual(['2 × not-about-backups', 'resolved']);

    reasons = [];
    await alertmanager({ ...alertmanagerBody(), alerts: [backup] });
    expect(await given()).toEqual(['already-known']);
  });

  it.each([
    ['not-about-backups', pagerDutyBody({ at, title: 'CPU at 99 %' })],
    ['resolved', pagerDutyBody({ at, type: 'incident.resolved', status: 'resolved' })],
    ['too-old', pagerDutyBody({ at: new Date(NOON - 27 * HOUR).toISOString() })],
  ])('an event of PagerDuty: %s', async (reason, body) => {
    expect((await pagerDuty(body)).status).toBe(200);

    expect(await given()).toEqual([reason]);
  });

  it('every reason that there is was given', () => {
    expect([...everGiven].sort()).toEqual([...PASSED_OVER].sort());
  });
});
