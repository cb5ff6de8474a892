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
    'CNPGWALArchiveBacklog',
    '[FIRING:1] Postgres WAL archiving failing (main pg-0 critical)',
    'PostgreSQL base backup is 9 days old',
  ])('take “%s” for one about backups', (text) => {
    expect(mentions(DEFAULT_ALERT_PATTERNS, text)).toBe(true);
  });

  it.each([
    'EtcdBackupFailed',
    'MySQLBackupTooOld',
    'VeleroBackupFailures',
    'PrometheusTsdbWalCorruptions',
    'NodeFilesystemAlmostOutOfSpace /var/lib/postgresql',
    'PostgresqlTooManyConnections',
    'PgBouncerDown',
    'MongodbBackup is late',
  ])('pass over “%s”', (text) => {
    expect(mentions(DEFAULT_ALERT_PATTERNS, text)).toBe(false);
  });
});
