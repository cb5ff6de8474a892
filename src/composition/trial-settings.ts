import type { Config } from '../config/config.ts';
import type { TrialSettings } from '../threads/alerts/try-alert.ts';

/** What of the configuration decides whether an alert is answered. */
export function trialSettings(
  { alerts, clusters }: Config,
  channel: string | undefined,
): TrialSettings {
  return {
    patterns: alerts?.patterns,
    channels: alerts?.channels ?? [],
    channel,
    clusters: [...clusters.values()].map(({ traces }) => traces),
    webhooks: {
      pagerDuty: (alerts?.webhooks?.pagerDutySecrets.length ?? 0) > 0,
      alertmanager: alerts?.webhooks?.authorization !== undefined,
    },
  };
}
