import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { startDaemon } from './daemons.ts';
import { inLab, PORTS, url } from './layout.ts';
import { waitFor } from './wait-for.ts';

/** What Wale's webhook wants to see. */
export const WEBHOOK_TOKEN = 'lab-alertmanager';

/**
 * GitLab's alert of the WAL-E days, with the lab's shorter times. GitLab's own rule is silent when the metric
 * vanishes, as it does where mtail is stopped; this one goes on with the last value.
 */
export const ALERT_RULES = {
  groups: [
    {
      name: 'gitlab-wale-backup.rules',
      interval: '3s',
      rules: [
        {
          record: 'gitlab_com:last_wale_backup_age_in_seconds',
          expr: 'time() - max(last_over_time(wale_backup_last_completed_time_seconds{type="patroni"}[1h]))',
        },
        {
          alert: 'WALEBackupDelayed',
          expr: 'gitlab_com:last_wale_backup_age_in_seconds >= 60',
          for: '6s',
          labels: { severity: 's1', pager: 'pagerduty', type: 'patroni', environment: 'lab' },
          annotations: {
            title: 'Last WAL was archived {{ .Value | humanizeDuration }} ago.',
            description: 'WAL-E wal-push archiving WALs might be not working.',
          },
        },
      ],
    },
  ],
};

/** A real Alertmanager that posts to Slack, as its Slack receiver does, and calls Wale's webhook. */
export async function startAlertmanager(
  slackApi: string,
  slackToken: string,
  channel: string,
  webhook: string,
): Promise<void> {
  const config = inLab('alertmanager.yml');
  // It remembers what it has sent, and would not send it again for two hours.
  rmSync(inLab('alertmanager'), { recursive: true, force: true });
  mkdirSync(inLab('alertmanager'));
  writeFileSync(
    config,
    stringify({
      route: {
        receiver: 'backups',
        group_by: ['alertname', 'type'],
        group_wait: '1s',
        group_interval: '5s',
        repeat_interval: '2h',
      },
      receivers: [
        {
          name: 'backups',
          webhook_configs: [
            {
              url: webhook,
              send_resolved: true,
              http_config: { authorization: { credentials: WEBHOOK_TOKEN } },
            },
          ],
          slack_configs: [
            {
              api_url: `${slackApi}chat.postMessage`,
              http_config: { authorization: { credentials: slackToken } },
              channel,
              send_resolved: true,
              title:
                '{{ .Status | title }} {{ len .Alerts.Firing }} - {{ .CommonAnnotations.title }}',
              text: '{{ .CommonAnnotations.description }}\n:label: *Labels*:\n*Alertname*: {{ .CommonLabels.alertname }}\n*Type*: {{ .CommonLabels.type }}',
            },
          ],
        },
      ],
    }),
  );
  startDaemon('alertmanager', [
    'prometheus-alertmanager',
    `--config.file=${config}`,
    `--storage.path=${inLab('alertmanager')}`,
    `--web.listen-address=127.0.0.1:${PORTS.alertmanager}`,
    '--cluster.listen-address=',
    '--log.level=warn',
  ]);
  await waitFor(
    'Alertmanager',
    15_000,
    async () => (await fetch(`${url(PORTS.alertmanager)}/-/ready`)).ok,
  );
}
