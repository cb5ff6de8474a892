import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '000000030000001200000022';
const RECORDS = [
  [
    'WAL-G',
    `ERROR: 2026/11/24 11:59:01.401599 failed to upload '${SEGMENT}' to bucket 'b': AccessDenied`,
  ],
  [
    'pgBackRest',
    `2026-11-24 11:59:01.401 P00  ERROR: [045]: WAL file '${SEGMENT}' already exists in the repo1 archive with a different checksum`,
  ],
  [
    'Barman',
    `2026-11-24 11:59:01,401 [4182] barman.wal_archiver ERROR: ${SEGMENT} could not be archived`,
  ],
  [
    'barman-cloud',
    `2026-11-24 11:59:01,401 [4182] ERROR: Barman cloud WAL archiver exception: ${SEGMENT}`,
  ],
] as const;
const FRAMINGS = [
  ['heroku logs', '2026-11-24T11:59:01.401000+00:00 app[postgres.123]: '],
  ['Datadog’s live tail', '2026-11-24 11:59:01 UTC | INFO | '],
  ['kail', 'ns/pg-0[postgres]: '],
  ['a short name in brackets', '[postgres] '],
  ['stern --timestamps=short', 'pg-0 postgres 11-24 11:59:01 '],
  ['journalctl -o short-monotonic', '[12345.678901] db1 postgres[41]: '],
  ['journalctl -o short-delta', '[12345.678901 <    0.000012 >] db1 postgres[41]: '],
] as const;

describe('a record in a framing that nobody knows', () => {
  it.each(
    FRAMINGS.flatMap(([framing, before]) =>
      RECORDS.map(([program, record]) => [program, framing, before + record] as const),
    ),
  )('is read if its beginning is unmistakably that of %s: %s', (_program, _framing, line) => {
    const { failures, unread } = readLog(line);

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([{ file: SEGMENT, at: Date.parse('2026-11-24T11:59:01.401Z') }]);
  });

  const completed = `INFO: 2026/11/24 11:59:01.401599 FILE PATH: ${SEGMENT}.lz4`;
  it.each([
    ['a quotation', `bot: "${completed}" was posted`],
    ['a call', `post(${completed})`],
    ['a statement of a client', `db1 LOG: statement: -- ${completed}`],
    ['a further line of one', `\tand ${completed}`],
    ['a further line of one, with its number', `2:\t${completed}`],
    ['a further line of one, behind a file’s name', `pg.log-\t${completed}`],
    ['a further line of one, as syslog escapes it', `db1 x #011${completed}`],
    ['what another program says', `db-01 webapp[12]: comment saved: ${completed}`],
    ['a command', `sudo: bob : COMMAND ${completed}`],
    ['a long text', `${'x '.repeat(90)}${completed}`],
  ])('is not read in %s', (_place, line) => {
    expect(readLog(line).uploads).toEqual([]);
  });
});
