import { describe, expect, it } from '@jest/globals';
import { clustersOf, type ClusterTraces } from '../../../src/threads/alerts/alert-clusters.ts';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import { recognise } from '../../../src/threads/alerts/recognise.ts';
import { SlackPost } from '../../../src/threads/alerts/slack-post.ts';
import { CI, MAIN } from '../../support/cluster-traces.ts';

const STATE = '[FIRING:1] PostgresBackupTooOld';

const read = (message: object) =>
  recognise(
    'C1',
    SlackPost.parse({ ts: '1700000000.000100', bot_id: 'B0', ...message }),
    DEFAULT_ALERT_PATTERNS,
  );
const attached = (title: string, text = '', fields: readonly object[] = []) =>
  read({ attachments: [{ title, text, fields }] });
const stateOf = (found: ReturnType<typeof read>): string =>
  found.kind === 'alert' ? found.state : 'nothing';
const about = (found: ReturnType<typeof read>, clusters: readonly ClusterTraces[]) => {
  if (found.kind !== 'alert') return 'no alert';
  const concerned = clustersOf(found.alert, clusters);
  return concerned.kind === 'clusters' ? concerned.names.join(' ') : concerned.kind;
};

describe('the labels of a post', () => {
  it.each([
    '*env*: gprd\n*type*: patroni-ci',
    '*env*: `gprd`\n*type*: `patroni-ci`',
    '• *env:* `gprd`\n• *type:* `patroni-ci`',
    '**env**: gprd\n**type**: patroni-ci',
    '*env*: gprd, *type*: patroni-ci',
    '*env*: gprd | *type*: patroni-ci',
    '*env*: gprd :fire:\n*type*: <https://grafana/d/x|patroni-ci>',
    'env: gprd\ntype: patroni-ci',
    '*Env*\ngprd\n*Type:*\n`patroni-ci`',
    '- env: gprd\n- type: patroni-ci',
    'env=gprd type=patroni-ci',
    'LABELS = map[alertname:X env:gprd type:patroni-ci]',
    'Labels:\n - env = gprd\n - type = patroni-ci',
    'metric{env="gprd", type="patroni-ci"}',
  ])('are read however a template writes them: %j', (text) => {
    expect(about(attached(STATE, text), [MAIN, CI])).toBe('gprd-ci');
    expect(about(attached(STATE, text), [MAIN])).toBe('elsewhere');
  });

  it('are read from fields', () => {
    const fields = [
      { title: 'env', value: '`gprd`' },
      { title: 'type', value: 'patroni-ci' },
    ];

    expect(about(attached(STATE, '', fields), [MAIN, CI])).toBe('gprd-ci');
  });

  it.each([
    '*Type*: Alertmanager\n*Env*: gprd',
    'Env: Datadog\nType: patroni',
    '*Env*: GPRD\n*Type*: patroni',
  ])('are not what names a product, and may be in capitals: %j', (text) => {
    expect(about(attached(STATE, text), [MAIN])).toBe('gprd-main');
  });

  it.each([
    'A backup of type: full is late',
    'See <https://grafana/d/x?env=gstg&type=web|the dashboard>',
    'https://grafana/d/x?env=gstg&type=web',
  ])('are not in prose or an address: %j', (text) => {
    expect(about(attached(STATE, text), [MAIN])).toBe('gprd-main');
  });
});

describe('a cluster', () => {
  it.each([
    '[FIRING:1] PostgreSQL backup of gprd-ci failed',
    '[FIRING:1] PostgresBackupTooOld (gprd-ci critical)',
    '[FIRING:1] PostgresBackupTooOld (gprd patroni-ci critical)',
  ])('is told by the title: %s', (title) => {
    expect(about(attached(title), [MAIN, CI])).toBe('gprd-ci');
  });

  it('is not told by half of its labels', () => {
    expect(about(attached('[FIRING:1] PostgresBackupTooOld (gprd critical)'), [MAIN, CI])).toBe(
      'unclear',
    );
  });
});

describe('a post that tells of an alert which is over', () => {
  const incident = (before: string, after: string) => ({
    text: `${before}<https://acme.pagerduty.com/incidents/Q1ABCDEFGH|[#12345] ${STATE}>${after}`,
  });

  it.each([
    { text: `Jane Doe closed alert <https://acme.app.opsgenie.com/1|#4711> "${STATE}"` },
    { text: `Alert #4711 "${STATE}" got closed.` },
    { text: `RECOVERY: ${STATE}` },
    { text: 'FIRING → RESOLVED: PostgresBackupTooOld' },
    { text: 'Firing alert resolved: PostgresBackupTooOld' },
    { attachments: [{ title: `#4711: ${STATE}`, fields: [{ title: 'Status', value: 'closed' }] }] },
    { text: STATE, attachments: [{ text: 'Status: Resolved' }] },
    incident('', ' was resolved by Jane Doe via the website.'),
    incident('Jane Doe resolved ', ''),
    incident('', ' was merged into another incident by Jane'),
    { ...incident('', ''), attachments: [{ text: 'Resolved by Jane Doe' }] },
    {
      ...incident('', ''),
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*Status:* Resolved' } }],
    },
  ])('does not fire, whatever the title says: %j', (message) => {
    expect(stateOf(read(message))).toBe('resolved');
  });

  it.each([
    { text: STATE, attachments: [{ text: 'This is resolved by freeing space on the store.' }] },
    {
      text: '[FIRING:1, RESOLVED:1] PostgresBackupTooOld',
      attachments: [{ text: 'Status: resolved' }],
    },
    { text: STATE, attachments: [{ text: 'Status: resolved\nStatus: firing' }] },
    { text: '[🔥 FIRING:1] PostgresBackupTooOld' },
    { text: '[prod] FIRING: PostgresBackupTooOld' },
    { text: 'PostgresBackupTooOld', attachments: [{ text: '*Status:* firing since 12:00' }] },
    { text: 'Alert PostgresBackupTooOld is FIRING!' },
    { text: 'PROBLEM: PostgreSQL backup failing on db-01' },
  ])('is told from one that fires: %j', (message) => {
    expect(stateOf(read(message))).toBe('firing');
  });
});

describe('a post of several alerts', () => {
  const block = (labels: Record<string, string>): string =>
    ['Labels:', ...Object.entries(labels).map(([name, value]) => ` - ${name} = ${value}`)].join(
      '\n',
    );
  const ours = (over: Record<string, string> = {}) =>
    block({ alertname: 'PostgresBackupTooOld', env: 'gprd', type: 'patroni', ...over });
  const other = block({ alertname: 'PgBouncerDown', env: 'gprd', type: 'patroni-ci' });

  it('is about those that fire', () => {
    const text = `**Firing**\n\n${other}\n\n**Resolved**\n\n${ours()}`;
    expect(stateOf(attached('[FIRING:1, RESOLVED:1]  (gprd)', text))).toBe('nothing');

    const both = `**Firing**\n\n${ours()}\n\n**Resolved**\n\n${ours({ type: 'patroni-ci' })}`;
    expect(about(attached('[FIRING:1, RESOLVED:1]  (gprd)', both), [MAIN, CI])).toBe('gprd-main');
  });

  it('is about those that are about backups', () => {
    const text = `**Firing**\n\n${other}\n${ours()}`;
    expect(about(attached('[FIRING:2]  (gprd)', text), [MAIN, CI])).toBe('gprd-main');

    const staging = `**Firing**\n\n${other}\n${ours({ env: 'gstg' })}`;
    expect(about(attached('[FIRING:2]', staging), [MAIN])).toBe('elsewhere');
  });
});

describe('the name of an alert', () => {
  it.each([
    'MariaDatabaseBackupVerifyRestoreFailed',
    'MySQLDatabaseBackupFailed',
    'DatabaseBackupMissing (mysql orders)',
    'CouchbaseBackupFailed',
    'HBaseBackupFailed',
    'OracleArchiveLogFailed',
    'ElasticsearchArchiveFailed',
    'SlackArchiveExportFailed',
    'PGPArchiveSyncFailing',
    'EtcdWALBackupFailed',
    'LokiWALArchiveFull',
    'PgadminArchiveFull',
    'etcd WAL archived snapshots are slow',
    'mysql xtrabackup: last base backup older than 26h on mysql-01',
  ])('is somebody else’s: %s', (name) => {
    expect(stateOf(attached(`[FIRING:1] ${name}`))).toBe('nothing');
  });

  it('is not told by the address of a runbook', () => {
    const text = 'runbook: https://git.acme.com/dba/postgres-backup-runbooks/down.md';
    expect(stateOf(attached('[FIRING:1] PostgresqlDown', text))).toBe('nothing');
  });

  it.each([
    'WalgBackupFailed',
    'WalGBackupTooOld',
    'WALGLastBackupTooOld',
    'walg_backup_age',
    'wal-g-backup-failed',
    'WAL-G: backup too old',
    'WalPushFailing',
    'wal-push failing',
    'WalGUploadErrors',
    'PgBackRestStanzaError',
    'PgBackRestRepoStatus',
    'pgBackRest check failed',
    'pgBackRest incremental backup too old',
    'pgBackRest diff backup failed',
    'archive-push failing',
    'BarmanCheckFailed',
    'Barman last backup too old',
    'PgBackupFailed',
    'ContinuousArchivingFailing',
    'WALFilesNotArchived',
    'WalNotArchived',
    'UnarchivedWalTooHigh',
    'PostgreSQLPendingWALFilesTooHigh',
    'PostgreSQLReadyWalFilesHigh',
    'Postgres database backup failed',
    'Backup of PostgreSQL cluster gprd-ci failed',
    'WAL files are not being archived on db-01',
    'WAL segments waiting to be archived: 312',
  ])('is one of an archiver, or of what waits: %s', (name) => {
    expect(stateOf(attached(`[FIRING:1] ${name}`))).toBe('firing');
  });
});
