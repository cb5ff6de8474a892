import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createAlertmanagerWebhook } from '../../handlers/webhooks/alertmanager.ts';
import { createPagerDutyWebhook } from '../../handlers/webhooks/pagerduty.ts';
import type { Webhook } from '../../handlers/webhooks/webhook.ts';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { BOUNDS } from '../../src/domain/bounds.ts';
import { DEFAULT_ALERT_PATTERNS } from '../../src/threads/alerts/alert-patterns.ts';
import { newsIn, PagerDutyEvent } from '../../src/threads/alerts/pagerduty-event.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const bug = (fault: unknown): never => {
  throw fault;
};

async function sent(webhook: Webhook, body: string, headers: Record<string, string> = {}) {
  server = await listenOnLoopback((request, response) => void webhook(request, response));
  const answer = await fetch(server.url, { method: 'POST', body, headers });
  return { status: answer.status, said: await answer.text() };
}

/** A thousand clusters whose alerts fire together, each with a runbook. */
const STORM = JSON.stringify({
  version: '4',
  groupKey: 'g',
  status: 'firing',
  alerts: Array.from({ length: 1000 }, (_, index) => ({
    status: 'firing',
    labels: { alertname: 'walgBackupDelayed', cluster: `main-${index}` },
    annotations: { description: 'x'.repeat(1500) },
    startsAt: '2026-11-24T12:00:00Z',
  })),
});

describe('a notification of Alertmanager', () => {
  const taken: number[] = [];
  const webhook = createAlertmanagerWebhook({
    authorization: 'Bearer right',
    patterns: DEFAULT_ALERT_PATTERNS,
    takeAlerts: (alerts) =>
      Promise.resolve(`took ${taken.push(alerts.length) > 0 ? alerts.length : 0}`),
    onFault: bug,
  });

  it('may tell of a thousand clusters', async () => {
    expect(STORM.length).toBeGreaterThan(BOUNDS.webhookBody.most);
    expect(await sent(webhook, STORM, { authorization: 'Bearer right' })).toEqual({
      status: 200,
      said: 'took 1000\n',
    });
  });

  it.each([
    ['of whoever is believed', BOUNDS.alertmanagerBody.most, 'Bearer right', 16],
    ['of anybody else', BOUNDS.webhookBody.most, 'Bearer wrong', 1],
  ])('%s is read up to a bound', async (_who, most, authorization, mebibytes) => {
    expect(await sent(webhook, 'x'.repeat(most + 1), { authorization })).toEqual({
      status: 413,
      said: `expected a body of at most ${mebibytes} MiB, got more\n`,
    });
  });
});

/** How long nothing else was done meanwhile, at most. */
async function longestPause(act: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  await act();
  delay.disable();
  return delay.max / 1e6;
}

/** Far less than the 3 s in which Slack wants its answer, and far more than it takes. */
const LONGEST_PAUSE_MS = 1500;

describe('while a webhook with a long text is read, others are served:', () => {
  const authorization = 'Bearer right';
  const webhook = createAlertmanagerWebhook({
    authorization,
    patterns: DEFAULT_ALERT_PATTERNS,
    takeAlerts: (alerts) => Promise.resolve(`took ${alerts.length}`),
    onFault: bug,
  });
  const notification = (count: number, description: string): string =>
    JSON.stringify({
      version: '4',
      groupKey: 'g',
      status: 'firing',
      alerts: Array.from({ length: count }, () => ({
        status: 'firing',
        labels: { alertname: 'DiskFull' },
        annotations: { description },
        startsAt: '2026-11-24T12:00:00Z',
      })),
    });

  it.each([
    ['one alert of 15 MB', 1, 'x'.repeat(15e6)],
    ['3,000 alerts of other things', 3000, 'a b '.repeat(450)],
  ])(
    '%s',
    async (_what, count, description) => {
      const body = notification(count, description);
      let status = 0;

      const pause = await longestPause(async () => {
        ({ status } = await sent(webhook, body, { authorization }));
      });

      expect(status).toBe(200);
      expect(pause).toBeLessThan(LONGEST_PAUSE_MS);
    },
    60_000,
  );

  it('an incident with a title of 900 KB: what is beyond the bound is not looked at', async () => {
    const incident = (title: string) =>
      PagerDutyEvent.parse({
        event: {
          id: 'E1',
          event_type: 'incident.triggered',
          occurred_at: '2026-11-24T12:00:00Z',
          data: { type: 'incident', id: 'P1', title, status: 'triggered' },
        },
      });
    const filler = 'x '.repeat(BOUNDS.arrivalText.most / 2);

    const pause = await longestPause(() =>
      Promise.resolve(newsIn(incident('x'.repeat(900_000)), DEFAULT_ALERT_PATTERNS, [])),
    );

    expect(pause).toBeLessThan(LONGEST_PAUSE_MS);
    expect(newsIn(incident(`${filler}walgBackupDelayed`), DEFAULT_ALERT_PATTERNS, []).kind).toBe(
      'other',
    );
    expect(newsIn(incident(`walgBackupDelayed ${filler}`), DEFAULT_ALERT_PATTERNS, []).kind).toBe(
      'alert',
    );
  });
});

const pagerDuty = createPagerDutyWebhook({
  secrets: ['secret'],
  patterns: DEFAULT_ALERT_PATTERNS,
  services: [],
  takeAlerts: () => Promise.resolve('taken in'),
  now: () => 0,
  onFault: bug,
});

it('an event of PagerDuty is read up to a bound', async () => {
  expect((await sent(pagerDuty, 'x'.repeat(BOUNDS.webhookBody.most + 1))).status).toBe(413);
});

it('a body that is announced as too large is refused before any of it has come', async () => {
  server = await listenOnLoopback((request, response) => void pagerDuty(request, response));
  const sending = request(server.url, {
    method: 'POST',
    headers: { 'content-length': String(BOUNDS.webhookBody.most + 1) },
  });
  sending.flushHeaders();
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  sending.destroy();

  expect(answer.statusCode).toBe(413);
});
