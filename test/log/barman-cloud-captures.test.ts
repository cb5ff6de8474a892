import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { failureCause } from '../../src/causes/failure-causes.ts';
import { readLog } from '../support/read-log.ts';

const FOLDER = 'test/fixtures/barman-cloud';

/** What failed in each capture, and why; the others say nothing of a failure. */
const FAILED: Readonly<Record<string, readonly [operation: string, cause: string]>> = {
  '10-wrong-secret-v': ['push', 'credentials'],
  '11-wrong-secret-vv': ['push', 'credentials'],
  '12-unknown-key-id': ['push', 'credentials'],
  '13-access-denied-read-only': ['push', 'credentials'],
  '14-profile-missing': ['push', 'configuration'],
  '15-no-credentials': ['push', 'credentials'],
  '16-bucket-missing': ['push', 'bucket'],
  '17-test-bucket-missing': ['push', 'bucket'],
  '19-test-wrong-secret': ['push', 'credentials'],
  '20-connection-refused': ['push', 'network'],
  '21-name-not-known': ['push', 'network'],
  '22-connection-refused-vv': ['push', 'network'],
  '30-file-missing': ['push', 'missing-file'],
  '31-not-a-wal-name': ['push', 'configuration'],
  '35-wal-file-unreadable': ['push', 'permission'],
  '41-check-wal-archive-not-empty': ['push', 'two-writers'],
  '42-check-wal-archive-not-empty-v': ['push', 'two-writers'],
  '43-check-wal-archive-timeline-2': ['push', 'two-writers'],
  '50-checksum-not-implemented': ['push', 'configuration'],
  '52-checksum-sha256-mismatch': ['push', 'configuration'],
  '53-slow-down': ['push', 'throttled'],
  '54-internal-error': ['push', 'store-fault'],
  '55-connection-reset': ['push', 'network'],
  '56-clock-40m-behind': ['push', 'clock-skew'],
  '57-no-answer-default-timeout': ['push', 'network'],
  '58-hang-read-timeout-5': ['push', 'network'],
  '72-backup-wrong-secret-v': ['base-backup', 'credentials'],
  '73-backup-read-only-v': ['base-backup', 'credentials'],
  '74-backup-refused-v': ['base-backup', 'network'],
  '75-backup-no-postgresql': ['base-backup', 'configuration'],
  '76-backup-tmp-enospc-v': ['base-backup', 'disk-full'],
  '78-backup-slow-down-v': ['base-backup', 'throttled'],
  '83-wal-restore-missing': ['fetch', 'unknown'],
  '91-archiver-wrong-secret': ['push', 'credentials'],
  '92-archiver-refused': ['push', 'network'],
  '93-archiver-quiet-failing': ['push', 'store-fault'],
};

/** Words of the shell and of Python about a script that was ended by a signal: nobody's complaint. */
const ENDED = /^6[0-2]-/;
/** Complaints that have no time. */
const UNDATED = ['32-usage-error', '36-boto3-missing'];

describe('what barman-cloud wrote', () => {
  it.each(readdirSync(FOLDER).filter((name) => name.endsWith('.log')))('%s', (file) => {
    const [name = ''] = file.split('.');
    const { uploads, failures, unread } = readLog(readFileSync(`${FOLDER}/${file}`, 'utf8'));
    const own = failures.filter(({ reportedBy }) => reportedBy === 'archiver');
    const told = own.map(({ operation, text, archiver }) =>
      [operation, failureCause(text, archiver).cause].join(' '),
    );

    expect(uploads).toEqual([]);
    expect(unread.count > 0).toBe(ENDED.test(name));
    expect(unread.undated !== undefined).toBe(UNDATED.includes(name));
    expect([...new Set(told)]).toEqual(FAILED[name] === undefined ? [] : [FAILED[name].join(' ')]);
  });

  it.each([
    'botocore.errorfactory.NoSuchBucket: An error occurred (NoSuchBucket)',
    'google.api_core.exceptions.Forbidden: 403 PUT https://storage.googleapis.com/b',
  ])('goes on with a traceback to its end, whatever the exception is called: %s', (exception) => {
    const lines = [
      '2026-11-24 11:59:01,438 [901] ERROR: Barman cloud WAL archiver exception: it failed',
      'Traceback (most recent call last):',
      '  File "/usr/lib/python3/x.py", line 1, in main',
      exception,
    ];

    expect(readLog(lines.join('\n'))).toMatchObject({
      failures: [{ operation: 'push' }],
      unread: { count: 0 },
    });
  });

  it('ended by PostgreSQL’s archiver is told by PostgreSQL', () => {
    const { failures } = readLog(
      readFileSync(`${FOLDER}/94-archiver-hang-then-sigterm.postgresql.log`, 'utf8'),
    );

    expect(failures).toMatchObject([
      { operation: 'push', archiver: 'barman-cloud', text: expect.stringContaining('signal 15') },
    ]);
  });
});
