import { createHash } from 'node:crypto';
import type { Alarm } from '../guard/alarms.ts';
import type { Delivery } from '../domain/event-map.ts';
import type { Outlet } from '../guard/sound-alarms.ts';
import { postJson } from './post-json.ts';

export interface PagerDutyEvents {
  readonly url: string;
  readonly routingKey: string;
}

/** PagerDuty cuts what is longer. */
const SUMMARY_MAX = 1024;

/**
 * Triggers and resolves alerts of PagerDuty, one for each trouble. An alert keeps the severity that it was triggered
 * with, and one that is low may page nobody: so a trouble that gets critical is another alert, and the first is resolved.
 * https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
 */
export function createPagerDutyOutlet(
  { url, routingKey }: PagerDutyEvents,
  onFault: (fault: unknown) => void,
): Outlet {
  const enqueue = (event: object): Promise<Delivery> =>
    postJson('PagerDuty', `${url}/v2/enqueue`, { routing_key: routingKey, ...event }, {}, onFault);
  const resolve = (alarm: Alarm, critical: boolean): Promise<Delivery> =>
    enqueue({ event_action: 'resolve', dedup_key: keyOf(alarm, critical) });

  return {
    name: 'pagerduty',
    forgets: false,
    send: async (alarm, told) => {
      if (alarm.over) {
        // Of one that got worse the first may have been left open; what it does not know it takes for resolved.
        const first = await resolve(alarm, false);
        const wasCritical = alarm.critical || told === true;
        return first === 'arrived' && wasCritical ? resolve(alarm, true) : first;
      }
      const triggered = await enqueue({
        event_action: 'trigger',
        dedup_key: keyOf(alarm, alarm.critical),
        client: 'Wale',
        payload: payloadOf(alarm),
      });
      return triggered === 'arrived' && told === false && alarm.critical
        ? resolve(alarm, false)
        : triggered;
    },
  };
}

const payloadOf = ({ cluster, code, headline, critical, since }: Alarm) => ({
  summary: `${cluster === undefined ? '' : `${cluster}: `}${headline}`.slice(0, SUMMARY_MAX),
  source: cluster ?? 'wale',
  severity: critical ? 'critical' : 'warning',
  timestamp: new Date(since).toISOString(),
  component: 'WAL archiving',
  class: code,
});

/** At most 255 characters, whatever a cluster is called; the same for the same trouble, on every replica. */
const keyOf = ({ id }: Alarm, critical: boolean): string =>
  `wale-${createHash('sha256').update(id).digest('hex').slice(0, 40)}${critical ? '-critical' : ''}`;
