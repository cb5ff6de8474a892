import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

/** A record of WAL-E as it writes it, from a capture of version 1.1.1. */
const WAL_E = `wal_e.main   CRITICAL MSG: An unprocessed exception has avoided all error handling
        DETAIL: Traceback (most recent call last):
          File "/opt/wal-e/lib/python3.9/site-packages/boto/s3/bucket.py", line 232, in _get_key_internal
            response.status, response.reason, '')
        boto.exception.S3ResponseError: S3ResponseError: 403 Forbidden
        
        STRUCTURED: time=2026-11-20T10:00:01.123456-00 pid=812`.split('\n');

/** An error of WAL-G as it writes it. */
const WAL_G =
  `ERROR: 2026/11/20 10:00:01.123456 upload: could not Upload 'pg_wal/000000020000003A00000011'
: failed to upload 'wal_005/000000020000003A00000011.lz4' to bucket 'b': AccessDenied: Access Denied
\tstatus code: 403, request id: 1, host id: 2`.split('\n');

const FRAMINGS: readonly (readonly [string, (line: string, number: number) => string])[] = [
  ['svlogd', (line, n) => `2026-11-20_10:00:01.1234${n} ${line}`],
  ['GitLab’s template', (line, n) => `2026-11-20_10:00:01.1234${n} db-03 ${line}`],
  ['traditional syslog with a tag', (line) => `Nov 20 10:00:01 db-03 archiver[812]: ${line}`],
  ['RFC 3339 with a tag', (line) => `2026-11-20T10:00:01.123456+00:00 db-03 archiver: ${line}`],
  ['CRI', (line, n) => `2026-11-20T10:00:01.12345678${n}Z stderr F ${line}`],
  ['stern', (line) => `db-03 postgres ${line}`],
  ['kubectl logs --prefix', (line) => `[pod/db-03/postgres] ${line}`],
  ['docker compose logs', (line) => `db-03  | ${line}`],
];

describe.each(FRAMINGS)('a record of which each line is framed by %s', (_name, framed) => {
  it.each([
    ['WAL-E', WAL_E, '403 Forbidden'],
    ['WAL-G', WAL_G.map((line) => line), 'AccessDenied'],
  ])('of %s is read whole, and no line is left', (_archiver, record, cause) => {
    const { failures, unread } = readLog(record.map(framed).join('\n'));

    expect(unread.count).toBe(0);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.text).toContain(cause);
  });
});

it('two words are no prefix of stern until a line tells so', () => {
  const { unread } = readLog('db-03 postgres something that nobody understands: failed');

  expect(unread.samples).toEqual(['db-03 postgres something that nobody understands: failed']);
});
