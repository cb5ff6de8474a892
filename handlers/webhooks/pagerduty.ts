import type { AlertPatterns } from '../../src/threads/alerts/alert-patterns.ts';
import type { PassedOver } from '../../src/domain/event-map.ts';
import { newsIn, PagerDutyEvent } from '../../src/threads/alerts/pagerduty-event.ts';
import { isSigned } from '../../src/threads/alerts/pagerduty-signature.ts';
import { HOUR, MINUTE, type Clock, type DurationMs } from '../../src/domain/time.ts';
import type { TakeAlerts } from '../../src/threads/tend/take-alerts.ts';
import { createWebhook, type OnAnswer, type Webhook } from './webhook.ts';

export const PAGERDUTY_PATH = '/pagerduty/webhook';

/** PagerDuty tries again for about a day; an older event is somebody’s replay. */
const OLDEST_EVENT: DurationMs = 26 * HOUR;
const CLOCKS_DIFFER_BY: DurationMs = 5 * MINUTE;

export interface PagerDutyParts {
  readonly secrets: readonly string[];
  readonly patterns: AlertPatterns;
  readonly services: readonly string[];
  readonly takeAlerts: TakeAlerts;
  readonly now: Clock;
  readonly onFault: (fault: unknown) => void;
  readonly onAnswer?: OnAnswer | undefined;
  readonly onPassedOver?: (reason: PassedOver) => void;
}

/** Takes in PagerDuty’s webhooks, version 3. */
export const createPagerDutyWebhook = ({
  secrets,
  patterns,
  services,
  takeAlerts,
  now,
  onFault,
  onAnswer,
  onPassedOver = () => undefined,
}: PagerDutyParts): Webhook =>
  createWebhook({
    expected: PagerDutyEvent,
    objection: ({ headers }, bytes) => {
      const signature = headers['x-pagerduty-signature'];
      return isSigned(bytes, typeof signature === 'string' ? signature : undefined, secrets)
        ? undefined
        : 'expected a signature in X-PagerDuty-Signature that was made with the secret of this webhook, got none or another';
    },
    take: async (event) => {
      const { occurred_at: at } = event.event;
      if (at < now() - OLDEST_EVENT || at > now() + CLOCKS_DIFFER_BY) {
        onPassedOver('too-old');
        return 'not of today, so nothing is started';
      }
      const news = newsIn(event, patterns, services);
      if (news.kind === 'alert') return takeAlerts([news.alert]);
      if (news.kind === 'over') onPassedOver('resolved');
      if (news.kind === 'other') onPassedOver('not-about-backups');
      return news.why;
    },
    onFault,
    onAnswer,
  });
