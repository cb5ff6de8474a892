import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import {
  AlertmanagerNotification,
  alertsIn,
} from '../../src/threads/alerts/alertmanager-notification.ts';
import type { Alert } from '../../src/threads/alerts/alert.ts';
import { BOUNDS } from '../../src/domain/bounds.ts';
import type { PassedOver } from '../../src/domain/event-map.ts';
import type { AlertPatterns } from '../../src/threads/alerts/alert-patterns.ts';
import { sameSecret } from '../../src/threads/alerts/same-secret.ts';
import type { TakeAlerts } from '../../src/threads/tend/take-alerts.ts';
import { createWebhook, type OnAnswer, type Webhook } from './webhook.ts';

export const ALERTMANAGER_PATH = '/alertmanager/webhook';

/** The name of a scheme is the same in any case, before any number of blanks, https://www.rfc-editor.org/rfc/rfc9110#section-11.1 */
const schemeInSmall = (header: string): string =>
  header.replace(/^(\w{1,20}) +/, (_, scheme: string) => `${scheme.toLowerCase()} `);

/** So many alerts are looked at in some tens of milliseconds. Others are served in between. */
const AT_ONCE = 20;

async function aboutBackupsIn(
  notification: AlertmanagerNotification,
  patterns: AlertPatterns,
): Promise<readonly Alert[]> {
  const found: Alert[] = [];
  for (let at = 0; at < notification.alerts.length; at += AT_ONCE) {
    const alerts = notification.alerts.slice(at, at + AT_ONCE);
    found.push(...alertsIn({ ...notification, alerts }, patterns));
    await setImmediate();
  }
  return found;
}

export interface AlertmanagerParts {
  /** What the Authorization header must be. */
  readonly authorization: string;
  readonly patterns: AlertPatterns;
  readonly takeAlerts: TakeAlerts;
  readonly onFault: (fault: unknown) => void;
  readonly onAnswer?: OnAnswer | undefined;
  readonly onPassedOver?: (reason: PassedOver, count: number) => void;
}

/** Takes in the webhooks of Alertmanager, and of anything that uses the same form. */
export const createAlertmanagerWebhook = ({
  authorization,
  patterns,
  takeAlerts,
  onFault,
  onAnswer,
  onPassedOver = () => undefined,
}: AlertmanagerParts): Webhook => {
  const isBelieved = ({ headers }: IncomingMessage): boolean =>
    sameSecret(schemeInSmall(headers.authorization ?? ''), schemeInSmall(authorization));
  return createWebhook({
    expected: AlertmanagerNotification,
    most: (request) =>
      isBelieved(request) ? BOUNDS.alertmanagerBody.most : BOUNDS.webhookBody.most,
    objection: (request) =>
      isBelieved(request)
        ? undefined
        : 'expected the credentials of this webhook in Authorization, got none or others',
    take: async (notification) => {
      const alerts = await aboutBackupsIn(notification, patterns);
      const firing = notification.alerts.filter(({ status }) => status === 'firing');
      const over = notification.alerts.length - firing.length;
      if (over > 0) onPassedOver('resolved', over);
      const others = firing.length - alerts.length;
      if (others > 0) onPassedOver('not-about-backups', others);
      if (alerts.length > 0) return takeAlerts(alerts);
      const names = new Set(firing.map(({ labels }) => labels['alertname'] ?? 'an alert'));
      return names.size === 0
        ? 'nothing is firing'
        : `nothing about backups: ${[...names].slice(0, 10).join(', ')}`;
    },
    onFault,
    onAnswer,
  });
};
