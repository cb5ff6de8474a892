import { describe, expect, it } from '@jest/globals';
import { readPost, stateOf, titled } from '../../support/alert-posts.ts';

describe('what a bot says of other things, and names an alert', () => {
  it.each([
    // Jira
    {
      text: 'Jane *transitioned* a Bug from To Do ⟶ Done\n<https://acme.atlassian.net/browse/OPS-12|OPS-12 [FIRING:1] PostgresBackupTooOld>',
    },
    {
      text: 'Jane commented on <https://acme.atlassian.net/browse/OPS-12|OPS-12 [FIRING:1] PostgresBackupTooOld>',
    },
    // GitHub, GitLab
    {
      attachments: [
        {
          pretext: 'Pull request opened by jane',
          title: '#12 Silence PostgresBackupTooOld while it is firing',
        },
      ],
    },
    {
      text: '[acme/db] Issue opened: #12 PostgresBackupTooOld keeps firing by jane',
      attachments: [{ text: 'Status: firing' }],
    },
    { text: 'Reopened issue #12 PostgresBackupTooOld is noisy' },
    {
      text: 'jane opened merge request <https://gitlab/x|!12 Fix WAL archiving>: status: triggered',
    },
    // Builds and deployments
    { text: 'Pipeline #812 of acme/postgres-backup triggered' },
    { text: 'GitHub Actions: workflow "Postgres backup" was triggered' },
    { text: 'Build #12 of postgres-backup: status: error' },
    { text: 'Deploy of acme/postgres-backup 1.4\nStatus: triggered' },
    { text: ':rocket: jane is deploying acme/postgres-backup to prod: triggered' },
    {
      text: 'Application postgres-backup sync status is OutOfSync',
      attachments: [{ text: 'Status: error' }],
    },
    { text: ':rocket:\nDeployment\nPostgresBackupTooOld is firing' },
    // Reminders, silences, changes, reports
    { text: 'Reminder: PostgresBackupTooOld is still firing. Please acknowledge: firing' },
    { text: ':no_bell: Silence created by jane\nalertname=PostgresBackupTooOld\nStatus: active' },
    {
      text: 'New silence for alertname="walgBackupDelayed" until 18:00',
      attachments: [{ text: 'State: active' }],
    },
    { text: 'jane silenced PostgresBackupTooOld for 2h\nStatus: active' },
    { text: 'Acknowledged: change request CHG001, PostgreSQL backup window moved' },
    {
      text: 'Change CHG0012 approved: PostgreSQL backup window',
      attachments: [{ text: 'State: active' }],
    },
    { text: 'On-call handover\n3 alerts resolved\nPostgresBackupTooOld: still firing' },
  ])('is no alert: %j', (message) => {
    expect(readPost(message)).toEqual({ kind: 'nothing', why: 'other-bot' });
  });

  it.each([
    titled('[FIRING:1] WalArchiveFailing (deploy-01 release-1 pipeline)'),
    titled(
      '[FIRING:1] PostgresBackupTooOld',
      '*Release*: 1.4\nSilence it only if the migration runs.',
    ),
    { text: 'Triggered: Build of Postgres backup failed on db-01' },
    { text: 'Daily Postgres base backup failed - FIRING' },
    { text: 'GitLab Postgres backup failed - FIRING' },
    { text: 'Jira DB: Postgres backup failed', attachments: [{ text: '*Status:* firing' }] },
    { text: 'Maintenance job Postgres backup failed - FIRING' },
    { text: '[CRITICAL] Postgres backup failed: created issue OPS-12' },
    {
      text: '[FIRING:1] PostgresBackupTooOld',
      attachments: [{ text: 'Ticket: <https://acme.atlassian.net/browse/OPS-12|OPS-12>' }],
    },
  ])('is told from an alert that has such words in it: %j', (message) => {
    expect(stateOf(message)).toBe('firing');
  });
});
