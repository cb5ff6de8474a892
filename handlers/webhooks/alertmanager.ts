import type { IncomingMessage } from 'node:http';
import {
  AlertmanagerNotification,
  alertsIn,
} from '../../src/threads/alerts/alertmanager-notification.ts';
import type { AlertPatterns } from '../../src/threads/alerts/alert-patterns.ts';
import { sameSecret } from '../../src/threads/alerts/same-secret.ts';
import type { TakeAlerts } from '../../src/threads/tend/take-alerts.ts';
import { createWebhook, type Webhook } from './webhook.ts';

export const ALERTMANAGER_PATH = '/alertmanager/webhook';

/** Takes in the webhooks of Alertmanager, and of whatever speaks like it. */
export const createAlertmanagerWebhook = (
  /** What the Authorization header must be. */
  authorization: string,
  patterns: AlertPatterns,
  takeAlerts: TakeAlerts,
  onFault: (fault: unknown) => void,
): Webhook =>
  createWebhook({
    expected: AlertmanagerNotification,
    objection: ({ headers }: IncomingMessage) =>
      sameSecret(headers.authorization ?? '', authorization)
        ? undefined
        : 'expected the credentials of this webhook in Authorization, got none or others',
    take: (notification) => takeAlerts(alertsIn(notification, patterns)),
    onFault,
  });
