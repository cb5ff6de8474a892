import { createHash } from 'node:crypto';
import { z } from 'zod';
import { BOUNDS } from '../../domain/bounds.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { LONGEST_TITLE, type Alert } from './alert.ts';
import type { AlertPatterns } from './alert-patterns.ts';
import { aboutBackups } from './alert-subject.ts';
import { nameMissingData } from './missing-data.ts';

/** Whatever speaks like Alertmanager may write null for what there is not: one of these loses no alert. */
const Pairs = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable())
  .nullish()
  .transform((pairs) =>
    Object.fromEntries(
      Object.entries(pairs ?? {}).flatMap(([name, value]) =>
        value === null ? [] : [[name, String(value)]],
      ),
    ),
  );

/**
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, and Grafana’s webhook, which has the same
 * fields and counts its versions anew:
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
export const AlertmanagerNotification = z.object({
  version: z.enum(['4', '1']),
  groupKey: z.string().min(1),
  status: z.enum(['firing', 'resolved']),
  alerts: z.array(
    z.object({
      status: z.enum(['firing', 'resolved']),
      labels: Pairs,
      annotations: Pairs,
      startsAt: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    }),
  ),
});
export type AlertmanagerNotification = z.infer<typeof AlertmanagerNotification>;

/**
 * The firing alerts of a notification that are about backups. Group, labels and start are the
 * episode of an alert: a repeat has all three again, and so has a group of which the oldest alert
 * went away.
 */
export function alertsIn(
  notification: AlertmanagerNotification,
  patterns: AlertPatterns,
): readonly Alert[] {
  return notification.alerts
    .filter(({ status }) => status === 'firing')
    .map(({ labels, annotations, startsAt }): Alert => {
      const alertName = labels['alertname'] ?? '';
      const rule = labels['rulename'];
      const name = rule === undefined ? alertName : nameMissingData(alertName, rule);
      const words = [
        name,
        ...WHAT.flatMap((label) => labels[label] ?? []),
        ...Object.entries(annotations).map(([label, value]) => `${label}: ${value}`),
      ]
        .join('\n')
        .slice(0, BOUNDS.arrivalText.most);
      return {
        key: `alertmanager:${identity(notification.groupKey, labels)}:${startsAt}`,
        title: harmlessText(
          name === alertName ? (annotations['title'] ?? name) : name,
          LONGEST_TITLE,
        ),
        labels: Object.fromEntries(
          Object.entries(labels).map(([label, value]) => [label.toLowerCase(), [value]]),
        ),
        text: words,
        at: startsAt,
        incident: undefined,
        service: undefined,
      };
    })
    .filter(({ text, labels }) => aboutBackups(patterns, text, labels) !== undefined);
}

/** Labels that say what is wrong, as the name does. */
const WHAT = ['check', 'check_name', 'job_name', 'cronjob', 'unit'];

const identity = (groupKey: string, labels: Readonly<Record<string, string>>): string =>
  createHash('sha256')
    .update(JSON.stringify([groupKey, Object.entries(labels).sort()]))
    .digest('hex')
    .slice(0, 24);
