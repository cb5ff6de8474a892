import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { failureCause } from '../../src/causes/failure-causes.ts';
import { readLog } from '../support/read-log.ts';

const FORMS = [
  ...[
    'stderr',
    'postgresql',
    'syslog-traditional',
    'syslog-rfc3339',
    'syslog-gitlabish',
    'syslog-json',
  ],
];

describe.each([
  ['v2.0.1/08-s3-denied', '000000010000000000000024', 'credentials'],
  ['v2.0.1/10-s3-no-bucket', '000000010000000000000028', 'bucket'],
  ['v3.0.9/09-s3-bad-key', '000000010000000000000099', 'credentials'],
])('what WAL-G wrote, %s', (name, file, cause) => {
  it.each(FORMS)('is read as failed tries with their cause, and whole, from %s', (form) => {
    const text = readFileSync(`test/fixtures/wal-g/${name}.${form}.log`, 'utf8');
    const { uploads, failures, unread } = readLog(text);
    const pushes = failures.filter(({ operation }) => operation === 'push');

    expect(unread.count).toBe(0);
    expect(uploads.filter(({ state }) => state === 'complete')).toEqual([]);
    expect(pushes.map((failure) => failure.file)).toContain(file);
    expect(pushes.map((failure) => failureCause(failure.text, 'wal-g').cause)).toContain(cause);
  });
});

it.each(['Nov 26 00:23:45 db1 wal-g[7262]: ', '2026-11-26_00:23:45 db1 wal-g '])(
  'a line that WAL-G left empty is nothing unread: %j',
  (line) => {
    expect(readLog(line).unread.count).toBe(0);
  },
);
