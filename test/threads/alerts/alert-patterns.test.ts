import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ALERT_PATTERNS, mentions } from '../../../src/threads/alerts/alert-patterns.ts';

describe('the names that alerts have by default', () => {
  it.each([
    'PGArchiveCommandStatus',
    'PostgreSQLArchivingFailed',
    'PostgresBackupTooOld',
    'LastFailedArchiveTime',
    'PgBackRestFullBackupOverdue',
    'PGBackRestLastCompletedFull_main',
    // CrunchyData/postgres-operator-examples, kustomize/monitoring/prometheus/config/crunchy-alert-rules-pg.yml
    'PGBackRestLastRuntimeFull_main',
    'PGBackRestLastRuntimeDiff_main',
    // cloudnative-pg/charts, charts/cluster/prometheus_rules
    'CNPGClusterBackupFailed',
    'CNPGClusterLastFailedArchiveTimeWarning',
    // Rule files of people who run pgBackRest
    'PgBackrestStale',
    'PgBackRestJobFailed',
    'PgBackRestVerifyFailure',
    'PgBackRestDiffBackupOverdue',
    'PostgresWALArchivalLag',
    'CNPGWALArchiveBacklog',
    '[FIRING:1] Postgres WAL archiving failing (main pg-0 critical)',
    'PostgreSQL base backup is 9 days old',
    // In the usual words, as people name rules by hand.
    'Postgres: backup too old',
    'Backup age of PostgreSQL too high',
    'Last base backup is older than 25 hours',
    'WAL-G backup too old',
    'archive_command failing',
    'pgBackRest: last full backup too old',
    'CloudNativePG backup failed',
    'StackGres cluster backup failed',
    'SpiloBackupTooOld',
    'Patroni archiving failed',
    // Sentences.
    'PostgreSQL cluster main: last successful backup 31h ago',
    'PostgreSQL 16 backup failed',
    'PostgreSQL (prod) backup failed',
    'pgbackrest stanza main: no full backup since 8d',
    'Backup failed on postgres cluster main',
    'Last backup of main (PostgreSQL) too old',
    'Database backup too old: Postgres main',
    'CNPG cluster main: backup failed',
    'Scheduled backup of CNPG cluster failed',
    'WAL backlog: 312 segments not yet archived',
    'PostgresqlWalNotShipped',
    'WAL-Archivierung schlägt fehl',
    'Archivage WAL en échec sur db-01',
    'Sauvegarde PostgreSQL en échec',
    'PerconaPGBackupFailed',
    'SGClusterBackupFailed',
    'TimescaleBackupFailed',
    'ArchiveCommandStatus',
    'PGMonitor: archive failures on db-01',
    // Uploads by their names.
    'PostgresWALUploadFailing',
    'wal_upload_stuck',
    'Last WAL upload older than 10 minutes',
    'No WAL uploaded since 30 min',
    'WALSegmentsPending',
    'walg_missing_segments',
    'barman_minimum_redundancy',
    'pgbackrest_wal_archive_gap',
  ])('take “%s” for one about backups', (text) => {
    expect(mentions(DEFAULT_ALERT_PATTERNS, text)).toBe(true);
  });

  it.each([
    'EtcdBackupFailed',
    'PerconaXtraDBBackupFailed',
    'WalletUploadFailed',
    'FirewallUploadFailed',
    'MySQLBackupTooOld',
    'VeleroBackupFailures',
    'PrometheusTsdbWalCorruptions',
    'NodeFilesystemAlmostOutOfSpace /var/lib/postgresql',
    'PostgresqlTooManyConnections',
    'PgBouncerDown',
    'PGEmergencyVacuum',
    'PGReplicationByteLag',
    'PGConnPerc',
    'PGXIDWraparound',
    'PGReplicationSlotsInactive',
    'WALGrowthTooFast',
    'PostgresWALRetentionHigh',
    'PostgresWALReplicationLag',
    'CNPGConnectionsNearLimit',
    'CNPGOperatorDown',
    'WalgMySQLBackupTooOld',
    'MongodbBackup is late',
    'Backup of MySQL failed',
    'Kafka archiver failing',
    'PostgreSQL is down on backup host',
    'Postgres replica lags, restore from backup',
    'Postgres and MySQL backup',
    'PostgreSQL connections exhausted during backup',
  ])('pass over “%s”', (text) => {
    expect(mentions(DEFAULT_ALERT_PATTERNS, text)).toBe(false);
  });
});

describe('a name of an alert', () => {
  const fits = (name: string, text: string): boolean =>
    mentions({ names: [name], phrases: [] }, text);

  it.each([
    ['Backup (main)+ [x].', 'Backup (main)+ [x].', true],
    ['Backup.late', 'Backup.late', true],
    ['Backup.late', 'Backup-late', false],
    ['^a$ {1}|b?', '^a$ {1}|b?', true],
    ['a\\b', 'a\\b', true],
    ['BACKUP late', 'backup LATE', true],
    ['backup', 'my-backup', false],
    ['backup', 'backups', false],
    ['backup', 'back up', false],
    ['backup', 'ba-ckup', false],
    ['backup', 'the backup, then', true],
    ['*backup', 'my_nightly-backup', true],
    ['*backup', 'my backup', true],
    ['my*late', 'my backup is late', false],
    ['my** late', 'my backup is late', true],
    ['my** late', 'my one two three four five late', true],
    ['my** late', 'my one two three four five six late', false],
    ['my** late', 'my backup and others are late', false],
    ['my*x** late', 'myx is so late', true],
  ])('%s in “%s”: %j', (name, text, isThere) => {
    expect(fits(name, text)).toBe(isThere);
    expect(fits(name, text)).toBe(isThere);
  });

  it('is judged by the line that it stands in, and not by those around it', () => {
    expect(fits('*Archive*Fail*', 'mysql is fine\nArchiveCommandFailing on db-01\netcd too')).toBe(
      true,
    );
    expect(fits('*Archive*Fail*', 'a\nArchiveCommandFailing of mysql\nb')).toBe(false);
    expect(fits('*Archive*Fail*', 'mysql: ArchiveCommandFailing')).toBe(false);
  });

  it('is not ours behind the name of another product', () => {
    expect(fits('backup of*', 'velero backup of pg')).toBe(false);
    expect(fits('backup of*', 'nightly backup of pg')).toBe(true);
  });

  it('is whosoever’s it is where somebody asked for just that', () => {
    expect(fits('NightlyBackup', 'NightlyBackup of mysql')).toBe(true);
    expect(fits('*tlyBackup', 'NightlyBackup of mysql')).toBe(false);
    expect(fits('*Mysql*Backup', 'MysqlNightlyBackup')).toBe(true);
  });
});
