import { Readable } from 'node:stream';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAlertmanagerWebhook } from '../../../handlers/webhooks/alertmanager.ts';
import { createPagerDutyWebhook } from '../../../handlers/webhooks/pagerduty.ts';
import { createHmac } from 'node:crypto';
import type { Alert } from '../../../src/threads/alerts/alert.ts';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import { recognise } from '../../../src/threads/alerts/recognise.ts';
import { threadReply } from '../../../src/messages/thread/thread-reply.ts';
import { takeIn } from '../../../src/threads/record/take-in.ts';
import { DEFAULT_WATCH } from '../../../src/threads/record/watch-settings.ts';
import { reportStatus } from '../../../src/report/report-status.ts';
import { healthySnapshot, NOON } from '../snapshot.ts';
import { alertmanagerBody, pagerDutyBody } from '../webhook-bodies.ts';
import { parsedPost } from '../thread-rig.ts';
import type { Surface } from './surface.ts';

const SECRET = 'a-secret-of-pagerduty';

interface Posted {
  readonly reply: string;
  readonly alerts: readonly Alert[];
}

/** What a webhook answers to a body, and the alerts that it takes in. */
async function posted(body: unknown, to: 'pagerduty' | 'alertmanager'): Promise<Posted> {
  const text = JSON.stringify(body);
  const alerts: Alert[] = [];
  const take = (found: readonly Alert[]): Promise<string> => {
    alerts.push(...found);
    return Promise.resolve('taken in');
  };
  const onFault = (fault: unknown): never => {
    throw fault;
  };
  const webhook =
    to === 'pagerduty'
      ? createPagerDutyWebhook({
          secrets: [SECRET],
          patterns: DEFAULT_ALERT_PATTERNS,
          services: [],
          takeAlerts: take,
          now: () => NOON,
          onFault,
        })
      : createAlertmanagerWebhook({
          authorization: 'Bearer right',
          patterns: DEFAULT_ALERT_PATTERNS,
          takeAlerts: take,
          onFault,
        });
  const headers = {
    authorization: 'Bearer right',
    'x-pagerduty-signature': `v1=${createHmac('sha256', SECRET).update(text).digest('hex')}`,
  };
  const request = Object.assign(Readable.from([Buffer.from(text)]), { headers });
  let reply = '';
  const response = {
    writeHead: () => response,
    end: (words: string) => {
      reply = words;
    },
  };
  await webhook(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  return { reply, alerts };
}

/** The reply in a thread that stands for several alerts names the others by their titles. */
function threadWith(alerts: readonly Alert[]): string {
  const record = takeIn(
    undefined,
    ['first', ...alerts.map(({ title }) => title)].map((title, index) => ({
      kind: 'alert' as const,
      at: NOON,
      channel: 'C1',
      cluster: 'gprd-main',
      alertKey: `k${index}`,
      title,
      url: undefined,
    })),
    NOON,
  );
  if (record === undefined) throw new Error('an alert opens a thread');
  return JSON.stringify(threadReply(reportStatus(healthySnapshot(), 5), {}, record, DEFAULT_WATCH));
}

const ABOUT_BACKUPS = 'walgBackupDelayed';

/** The thread of an alert whose title holds the lines, and what whoever sent it is answered. */
export const ALERTS: readonly Surface[] = [
  {
    name: 'a thread of alerts that were posted',
    quotes: true,
    show: (lines) =>
      threadWith(
        lines.flatMap((line) => {
          const text = `FIRING ${line} ${ABOUT_BACKUPS}`;
          const post = parsedPost({ ts: '1795521600.000100', bot_id: 'B1', text });
          const found = recognise('C1', post, DEFAULT_ALERT_PATTERNS);
          return found.kind === 'alert' ? [found.alert] : [];
        }),
      ),
  },
  {
    name: 'a thread of alerts that came by webhook',
    quotes: true,
    show: async (lines) => {
      const titles = lines.map((line) => `${line} ${ABOUT_BACKUPS}`);
      const all = await Promise.all(
        titles.flatMap((title) => [
          posted(alertmanagerBody({ title }), 'alertmanager'),
          posted(pagerDutyBody({ title }), 'pagerduty'),
        ]),
      );
      return threadWith(all.flatMap(({ alerts }) => alerts));
    },
  },
  {
    name: 'the answer to a webhook',
    quotes: true,
    show: async (lines) => {
      const line = lines.join(' ');
      const type = { type: 'ping' };
      const all = await Promise.all([
        posted(pagerDutyBody({ type: line, data: type }), 'pagerduty'),
        posted(pagerDutyBody({ at: line }), 'pagerduty'),
        posted({ ...alertmanagerBody(), status: line }, 'alertmanager'),
        posted({ ...alertmanagerBody(), commonLabels: { [line]: 1 } }, 'alertmanager'),
      ]);
      return all.map(({ reply }) => reply).join('\n');
    },
  },
];
