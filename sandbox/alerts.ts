import { ALERTMANAGER_POST } from '../demo/alertmanager-post.ts';

/** Posts that make Wale answer by itself, as these programs write them into a channel. */
export const ALERTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Alertmanager: ALERTMANAGER_POST,
  PagerDuty: {
    subtype: 'bot_message',
    bot_id: 'B0PAGERDUTY',
    username: 'PagerDuty',
    text: 'Triggered #4711: Firing 1 - walgBackupDelayed: last WAL was archived 21m 3s ago',
  },
};
