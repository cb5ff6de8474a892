import type { GuardConfig } from '../config/config.ts';
import type { Tell } from '../domain/event-map.ts';
import type { Clock } from '../domain/time.ts';
import type { GuardContext } from '../guard/guard.ts';
import { createSoundAlarms, type Outlet } from '../guard/sound-alarms.ts';
import { createAlertmanagerOutlet } from '../outlets/alertmanager-alerts.ts';
import { createPagerDutyOutlet } from '../outlets/pagerduty-events.ts';

/** What the guard tells beside Slack, as the configuration wants it. */
export function guardOutlets(
  { pagerDuty, alertmanager, everyMs }: GuardConfig,
  now: Clock,
  tell: Tell,
  onFault: (fault: unknown) => void,
): Pick<GuardContext, 'alarms'> {
  const outlets: readonly Outlet[] = [
    ...(pagerDuty === undefined ? [] : [createPagerDutyOutlet(pagerDuty, onFault)]),
    ...(alertmanager === undefined
      ? []
      : [createAlertmanagerOutlet(alertmanager, everyMs, onFault)]),
  ];
  if (outlets.length === 0) return {};
  const sound = createSoundAlarms(outlets, now, tell);
  return { alarms: { outlets: outlets.map(({ name }) => name), sound } };
}
