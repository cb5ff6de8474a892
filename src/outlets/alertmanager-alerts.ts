import { MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { Alarm } from '../guard/alarms.ts';
import type { Outlet } from '../guard/sound-alarms.ts';
import { postJson } from './post-json.ts';

export interface AlertmanagerAlerts {
  readonly url: string;
  /** The value of the header Authorization; undefined for none. */
  readonly authorization: string | undefined;
  /** By which the alerts are routed, beside their own. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Holds an alert in Alertmanager for each trouble. It ends by itself when it is not told again, as that of a Prometheus
 * that dies: after four looks that failed.
 * https://prometheus.io/docs/alerting/latest/clients/
 */
export function createAlertmanagerOutlet(
  { url, authorization, labels }: AlertmanagerAlerts,
  everyMs: DurationMs,
  onFault: (fault: unknown) => void,
): Outlet {
  const headers = authorization === undefined ? {} : { authorization };
  const alertOf = (
    { cluster, code, headline, since }: Alarm,
    critical: boolean,
    endsAt: EpochMs,
  ) => ({
    labels: {
      ...labels,
      alertname: 'WaleTrouble',
      ...(cluster === undefined ? {} : { cluster }),
      severity: critical ? 'critical' : 'warning',
    },
    annotations: { summary: headline, verdict: code },
    startsAt: new Date(since).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  });

  return {
    name: 'alertmanager',
    forgets: true,
    send: (alarm, told, now) => {
      const ends = alarm.over ? now : now + Math.max(5 * MINUTE, 4 * everyMs);
      const alerts = [
        alertOf(alarm, alarm.critical, ends),
        // What got worse has another severity, and is another alert.
        ...(told !== undefined && told !== alarm.critical ? [alertOf(alarm, told, now)] : []),
      ];
      return postJson('Alertmanager', `${url}/api/v2/alerts`, alerts, headers, onFault);
    },
  };
}
