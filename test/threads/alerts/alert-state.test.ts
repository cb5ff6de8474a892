import { describe, expect, it } from '@jest/globals';
import { stateOf, titled } from '../../support/alert-posts.ts';

const fields = (pairs: Record<string, string>) =>
  Object.entries(pairs).map(([title, value]) => ({ title, value, short: true }));
const checkmk = (type: string, service: string, state: string) =>
  titled(
    `Service ${type} notification`,
    `Host: <https://cmk/a|db-01> (IP: 10.0.0.3)\nService: <https://cmk/b|${service}>\nState: ${state}`,
  );

describe('an alert about backups that fires', () => {
  it.each([
    titled('[CRITICAL] PostgresBackupTooOld on db-01'),
    titled(':fire: CRITICAL: PostgresBackupTooOld'),
    titled('[PROD] [WARNING] PostgresBackupTooOld'),
    titled('prod | FIRING | PostgresBackupTooOld'),
    titled('[ALERTING] Postgres backup age'),
    titled('Grafana: [Alerting] Postgres backup age'),
    titled('[Error] Postgres backup age'),
    titled('🚨 *Alert Firing* 🚨 PostgresBackupTooOld'),
    { text: '*PostgresBackupTooOld* is now *critical*' },
    // PagerDuty
    {
      text: '*<https://acme.pagerduty.com/incidents/Q1ABCDEF|[#1] PostgresBackupTooOld>* was acknowledged by Jane',
    },
    { text: 'New incident assigned to Jane: WAL archiving failing on DB-01' },
    { text: '*Reassigned* [#12345] PostgresBackupTooOld on db-01' },
    // Datadog
    titled('[Re-Triggered] PostgreSQL backup is too old'),
    titled('[Warn] PostgreSQL backup is too old'),
    titled('Warn: PostgreSQL backup is too old on host:db-01'),
    titled('[No Data on {host:db-01}] PostgreSQL backup is too old'),
    titled('[P1] [Triggered] WAL archiving failing'),
    // Zabbix
    titled('Problem: PostgreSQL: WAL archiving failing'),
    {
      text: 'Problem started at 12:00:01 on 2026.11.24\nProblem name: pgBackRest: last full backup too old\nHost: db-01',
    },
    { text: 'Jane acknowledged problem at 12:01.\nProblem name: Postgres backup failed' },
    // Nagios, Icinga, Checkmk
    { text: '** ACKNOWLEDGEMENT Service Alert: db-01/pgBackRest backup is CRITICAL **' },
    {
      text: 'Service <https://icinga/x|pgBackRest backup> transitioned from state OK to state CRITICAL',
    },
    {
      attachments: [{ fields: fields({ Service: 'check_pgbackrest backup', State: 'CRITICAL' }) }],
    },
    checkmk('PROBLEM', 'PostgreSQL WAL archive status', 'CRITICAL'),
    // Sensu
    {
      attachments: [
        {
          title: 'Description',
          text: 'no backup',
          fields: fields({ Status: 'Critical', Check: 'check-pgbackrest-backup' }),
        },
      ],
    },
    // New Relic
    { text: '[CRITICAL] Issue activated: WAL archiving failing' },
    titled('Critical priority issue is ACTIVATED: PostgreSQL backup failed'),
    // Opsgenie, Splunk On-Call
    { text: 'New alert: "PostgresBackupTooOld" <https://acme.app.opsgenie.com/1|#4711> P1' },
    { attachments: [{ title: '#4711: PostgresBackupTooOld', fields: fields({ Status: 'open' }) }] },
    {
      text: '*Incident #42* PostgresBackupTooOld',
      attachments: [{ fields: fields({ 'Message Type': 'CRITICAL' }) }],
    },
    // Healthchecks.io, Uptime Kuma
    { text: 'The check "Postgres base backup" is DOWN.' },
    { text: '[Postgres base backup] [🔴 Down] No heartbeat in the time window' },
    // CloudWatch, Azure Monitor
    { text: 'ALARM: "pg-backup-age" in EU (Frankfurt)' },
    {
      text: 'CloudWatch Alarm | pg-backup-age',
      attachments: [{ fields: fields({ State: 'OK → ALARM' }) }],
    },
    { text: 'Fired:Sev1 Azure Monitor Alert PostgresBackupTooOld on db-01' },
  ])('is known by what its product writes: %j', (message) => {
    expect(stateOf(message)).toBe('firing');
  });
});

describe('an alert about backups that is over', () => {
  it.each([
    titled('[RECOVERED] PostgresBackupTooOld on db-01'),
    titled('VictorOps: RECOVERY [FIRING:1] PostgresBackupTooOld'),
    titled('[FIRING:1] PostgresBackupTooOld', 'Resolved'),
    {
      text: '<https://acme.pagerduty.com/incidents/Q1ABCDEF|[#1] Firing 1 - Last WAL was archived 18m ago.> - Resolved by Alertmanager',
    },
    { text: 'Jane closed alert #4711 "PostgresBackupTooOld"' },
    {
      text: 'Problem has been resolved at 12:05:01 on 2026.11.24\nProblem name: pgBackRest: last full backup too old',
    },
    titled('Resolved in 5m 0s: PostgreSQL: WAL archiving failing'),
    {
      text: 'Service <https://icinga/x|pgBackRest backup> transitioned from state CRITICAL to state OK',
    },
    { text: '** RECOVERY Service Alert: db-01/pgBackRest backup is OK **' },
    checkmk('RECOVERY', 'PostgreSQL backup age', 'OK'),
    { text: '[CLOSED] WAL archiving failing' },
    { text: 'The check "Postgres base backup" is UP.' },
    { text: 'OK: "pg-backup-age" in EU (Frankfurt)' },
  ])('is known by what its product writes: %j', (message) => {
    expect(stateOf(message)).toBe('resolved');
  });
});

describe('what a post says of an alert besides', () => {
  const STATE = '[FIRING:1] PostgresBackupTooOld';

  it.each(['It is not yet resolved', 'Resolved ones are left out', 'Unresolved', 'resolved?no'])(
    'does not end it: %s',
    (text) => {
      expect(stateOf(titled(STATE, text))).toBe('firing');
    },
  );

  it.each(['**Resolved**', '✅ resolved.', ':white_check_mark: _resolved_', 'Resolved'])(
    'ends it: %s',
    (text) => {
      expect(stateOf(titled(STATE, text))).toBe('resolved');
    },
  );

  it('ends it in whichever of its lines that is said', () => {
    const text = 'Jane closed alert #4711 "PostgresBackupTooOld"\nPriority: P1';

    expect(stateOf({ text })).toBe('resolved');
  });
});

describe('a post of Opsgenie', () => {
  const opsgenie = (title: string, status?: string) => ({
    attachments: [{ title, fields: status === undefined ? [] : fields({ Status: status }) }],
  });

  it.each([
    ['*#4711:* PostgresBackupTooOld', 'open', 'firing'],
    ['🔔 #4711: PostgresBackupTooOld', 'open', 'firing'],
    ['#4711: PostgresBackupTooOld', undefined, 'nothing'],
    ['#4711: PostgresBackupTooOld', 'seen', 'nothing'],
    ['PostgresBackupTooOld', 'open', 'nothing'],
    ['PostgresBackupTooOld of #4711', 'open', 'nothing'],
  ])('fires by its number and the field for its state: %s, %s', (title, status, state) => {
    expect(stateOf(opsgenie(title, status))).toBe(state);
  });

  it('does not fire by the state of something else', () => {
    const text = '#4711: PostgresBackupTooOld\nTicket status: open';

    expect(stateOf({ text })).toBe('nothing');
  });
});
