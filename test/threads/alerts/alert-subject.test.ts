import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import {
  AlertmanagerNotification,
  alertsIn,
} from '../../../src/threads/alerts/alertmanager-notification.ts';
import { aboutBackups } from '../../../src/threads/alerts/alert-subject.ts';
import { newsIn, PagerDutyEvent } from '../../../src/threads/alerts/pagerduty-event.ts';
import { readPost, stateOf, titled } from '../../support/alert-posts.ts';
import { alertmanagerBody, pagerDutyBody } from '../../support/webhook-bodies.ts';

const told = (labels: Record<string, string>, annotations: Record<string, string> = {}) => {
  const body = alertmanagerBody({ labels });
  const alerts = body.alerts.map((alert) => ({ ...alert, annotations }));
  return alertsIn(AlertmanagerNotification.parse({ ...body, alerts }), DEFAULT_ALERT_PATTERNS);
};

describe('an alert about something that is called after backups', () => {
  it.each([
    ['[FIRING:1] NodeFilesystemAlmostOutOfSpace (node-exporter pg-archive-01:9100 warning)', ''],
    [
      '[FIRING:1] KubePodCrashLooping (kube-state-metrics velero postgres-backup-exporter warning)',
      '',
    ],
    ['[FIRING:1] CertificateExpiry (barman-backup.example.com 443 warning)', ''],
    ['[FIRING:1] TargetDown backup-node (postgres-backup prod critical)', ''],
    ['[FIRING:1] High CPU on pg-archive', ''],
    ['[Triggered] CPU is high on pg-backup', 'host:pg-backup-01, service:postgres-backup'],
    [
      '[FIRING:1] TargetDown',
      '*job:* `postgres-backup`\n*description:* postgres-backup/postgres-backup targets are down.',
    ],
    ['[FIRING:1] HighCPU', 'instance: pg-archive-01:9100\njob: backup-node'],
    ['[FIRING:1] HighCPU', '*Job*\npg-backup'],
    ['[FIRING:1] S3BucketQuota', 'Bucket pg-wal-archive is 90% full'],
    ['[FIRING:1] VeleroBackupFailures', 'Velero backup of namespace postgres failed'],
    ['Service PROBLEM notification', 'Host: pg-archive-01\nService: CPU load\nState: CRITICAL'],
  ])('is not about backups: %j %j', (title, text) => {
    expect(stateOf(titled(title, text))).toBe('nothing');
  });

  it.each([
    [
      { alertname: 'TargetDown', job: 'pgbackrest-backup-exporter' },
      '100% of the pgbackrest-backup-exporter/pgbackrest-backup-exporter targets in db namespace are down.',
    ],
    [
      { alertname: 'HighCPU', instance: 'pg-archive-01:9100', job: 'backup-node' },
      'CPU of pg-archive-01:9100 (job backup-node) is above 90 %',
    ],
    [
      { alertname: 'KubePodNotReady', pod: 'postgres-backup-api-7d9f' },
      'Pod db/postgres-backup-api-7d9f has been in a non-ready state for longer than 15 minutes.',
    ],
  ])('is not about backups in a webhook either: %j', (labels, description) => {
    expect(told(labels, { description })).toEqual([]);
  });

  it('is not about backups as an incident either', () => {
    const event = PagerDutyEvent.parse(
      pagerDutyBody({ title: '[FIRING:1] HostHighCpuLoad (postgres-backup-01)' }),
    );

    expect(newsIn(event, DEFAULT_ALERT_PATTERNS, []).kind).toBe('other');
  });

  it.each([
    ['[FIRING:1] WalArchiveFailing (pg-archive-01:9100 critical)', ''],
    ['[FIRING:1] prod (PostgresBackupTooOld pg-01 critical)', ''],
    ['[FIRING:1] pg-archive-01: WAL archiving failing', ''],
    ['[FIRING:1] KubeJobFailed db (postgres-backup-28391840 kube-state-metrics warning)', ''],
    ['[FIRING:1] PostgresBackupTooOld', '*instance:* `postgres-backup-01:9100`'],
  ])('is about backups if its name is: %j %j', (title, text) => {
    expect(stateOf(titled(title, text))).toBe('firing');
  });

  it.each([
    [
      {
        alertname: 'PostgresBackupTooOld',
        instance: 'postgres-backup-01:9100',
        job: 'postgres-backup',
      },
      '',
    ],
    [{ alertname: 'postgres-backup-failed', job: 'postgres-backup-failed' }, ''],
    [
      { alertname: 'KubeJobFailed', job_name: 'postgres-backup-28391840' },
      'Job db/postgres-backup-28391840 failed to complete.',
    ],
    [
      { alertname: 'SystemdUnitFailed' },
      'systemd service pgbackrest-backup.service crashed on db-01',
    ],
    [{ alertname: 'PostgresqlDataProtection', check: 'wal_archive_failing' }, ''],
  ])(
    'is about backups if its name, its job or its check is, in a webhook too: %j',
    (labels, description) => {
      expect(told(labels, { description })).toHaveLength(1);
    },
  );
});

describe('what an alert about something else says besides', () => {
  it.each([
    'see also the Postgres backup runbook',
    'Replica falls behind by 3 GB. It can still catch up from the WAL archive (restore_command).',
    'Slot is inactive; WAL is retained although WAL archiving is healthy.',
    'Failover of main. Take a new base backup when convenient.',
    'CPU is above 90 %, see also the Postgres backup runbook',
    'Slot retains 40 GB of WAL while archive_command is fine',
    'CPU is high. The base backup may be late.',
    'Replication is broken. Rebuild the replica from the last base backup.',
    'Connections are exhausted. WAL archiving is not affected.',
  ])('does not make it one about backups: %s', (description) => {
    expect(told({ alertname: 'PostgresTrouble' }, { description })).toEqual([]);
    expect(stateOf(titled('[FIRING:1] PostgresTrouble', `*Description:* ${description}`))).toBe(
      'nothing',
    );
  });

  it.each([
    'WAL archiving on pg-01 has failed 5 times.',
    'Last base backup is older than 26 hours',
    'Cluster main is unhealthy. WAL archiving has failed 5 times.',
    'Since 12:00 WAL archiving is failing',
    'Fires when the last base backup is older than a day',
  ])('makes it one about backups if that is what it says: %s', (description) => {
    expect(told({ alertname: 'PostgresTrouble' }, { description })).toHaveLength(1);
    expect(stateOf(titled('[FIRING:1] PostgresTrouble', `*Description:* ${description}`))).toBe(
      'firing',
    );
  });
});

describe('an alert of Grafana about a rule without data', () => {
  const labels = (alertname: string, rulename: string) =>
    titled(
      `[FIRING:1] ${alertname} (DB)`,
      `**Firing**\n\nValue: [no value]\nLabels:\n - alertname = ${alertname}\n - rulename = ${rulename}\n`,
    );

  it.each([
    ['DatasourceNoData', 'WAL archiving: no data'],
    ['DatasourceError', 'WAL archiving: the data source failed'],
  ])('is about the rule, and says that data are missing: %s', (alertname, title) => {
    expect(told({ alertname, rulename: 'WAL archiving' })).toMatchObject([{ title }]);
    expect(readPost(labels(alertname, 'WAL archiving'))).toMatchObject({
      state: 'firing',
      alert: { title: `[FIRING:1] ${title} (DB)` },
    });
  });

  it('is called by the rule whatever title it was given, and by its own name where no rule is named', () => {
    const title = 'Last WAL was archived 21m ago.';
    const named = { alertname: 'DatasourceNoData', rulename: 'WAL archiving' };

    expect(told(named, { title })).toMatchObject([{ title: 'WAL archiving: no data' }]);
    expect(told({ alertname: 'DatasourceNoData' }, { summary: title })).toMatchObject([
      { title: 'DatasourceNoData' },
    ]);
  });

  it('is nothing if the rule is about something else', () => {
    expect(told({ alertname: 'DatasourceNoData', rulename: 'CPU of web' })).toEqual([]);
    expect(stateOf(labels('DatasourceNoData', 'CPU on pg-archive'))).toBe('nothing');
  });
});

describe('a name that somebody asked for', () => {
  const aside = 'HighCPU on web-01\nsee also OurNightlyDump';
  const about = (names: readonly string[], phrases: readonly string[] = []) =>
    aboutBackups({ names, phrases }, aside);

  it('counts wherever it stands if it is the whole name, or a phrase', () => {
    expect(about(['OurNightlyDump'])).toBe('OurNightlyDump');
    expect(about([], ['also our'])).toBe('also our');
    expect(about(['OurNightly'])).toBeUndefined();
  });

  it('counts as a pattern only where the alert says what it is about', () => {
    expect(about(['OurNightly*'])).toBeUndefined();
    expect(aboutBackups({ names: ['OurNightly*'], phrases: [] }, 'OurNightlyDump is late')).toBe(
      'OurNightly*',
    );
  });
});

describe('the places of an alert', () => {
  it.each([
    ['HighCPU fqdn=pg-backup for pg-backup'],
    ['[FIRING:1] NodeDown (prod pg-backup critical)'],
  ])('are read from the title of an incident: %s', (title) => {
    const event = PagerDutyEvent.parse(pagerDutyBody({ title }));

    expect(newsIn(event, DEFAULT_ALERT_PATTERNS, []).kind).toBe('other');
  });

  it('are no names, whatever stands behind them', () => {
    expect(
      told({ alertname: 'HighCPU', host: 'pg-backup' }, { summary: 'pg-backup: busy, pg-backup.' }),
    ).toEqual([]);
  });

  it('are among them what Prometheus calls a service, and not what Nagios does', () => {
    const summary = 'pg-backup is slow';
    expect(told({ alertname: 'HighLatency', service: 'pg-backup' }, { summary })).toEqual([]);
    expect(told({ alertname: 'HighLatency' }, { summary })).toHaveLength(1);
    expect(stateOf(titled('Service PROBLEM notification', 'Host: db-01\nService: pg-backup'))).toBe(
      'firing',
    );
  });
});
