import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

/** What PostgreSQL and WAL-G write, as log daemons have it. */
const LINES = [
  'postgres[8414]: LOG:  archive command failed with exit code 1',
  'postgres[8414]: DETAIL:  The failed archive command was: wal-g wal-push "pg_wal/000000030000001200000048"',
  'wal-g[8415]: INFO: 2026/11/24 11:57:31.690200 FILE PATH: 000000030000001200000047.lz4',
];

describe('a line of a log daemon', () => {
  it.each([
    ['traditional', 'Nov 24 11:58:05 db-01 '],
    ['traditional, with the year behind the day', 'Nov 24 2026 11:58:05 db-01 '],
    ['traditional, with the year in front', '2026 Nov 24 11:58:05 db-01 '],
    ['RFC 3339', '2026-11-24T11:58:05.438+00:00 db-01 '],
    ['RFC 5424', '<14>1 2026-11-24T11:58:05.438Z db-01 '],
    ['journalctl -o short-iso', '2026-11-24T11:58:05+0000 db-01 '],
    ['journalctl -o short-full', 'Tue 2026-11-24 11:58:05 UTC db-01 '],
    ['journalctl -o short-full, elsewhere', 'Tue 2026-11-24 12:58:05 CET db-01 '],
    [
      'journalctl -o short-full, where the zone has no letters',
      'Tue 2026-11-24 08:58:05 -03 db-01 ',
    ],
    ['journalctl -o short-unix', '1795521485.438123 db-01 '],
    ['svlogd', '2026-11-24_11:58:05.43801 db-01 '],
  ])('with the stamp of %s tells its host and time', (_what, stamp) => {
    const { uploads, failures, unread } = readLog(LINES.map((line) => stamp + line).join('\n'));

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([{ host: 'db-01', file: '000000030000001200000048' }]);
    expect(failures.map(({ at }) => Math.floor(at / 1000))).toEqual([
      Date.parse('2026-11-24T11:58:05Z') / 1000,
    ]);
    expect(uploads).toMatchObject([{ host: 'db-01', state: 'complete' }]);
  });

  it.each([
    '1795521485.438 [8414] LOG:  archive command failed with exit code 1',
    'Tue 2026-11-24 11:58:05 [8414] LOG:  archive command failed with exit code 1',
  ])('is none where it is what log_line_prefix made: %s', (line) => {
    expect(readLog(line, { host: 'db-07' }).failures).toMatchObject([{ host: 'db-07' }]);
  });

  it.each([
    ['nothing', '-'],
    ['one element', '[origin software="rsyslogd" swVersion="8.2"]'],
    ['two elements, and a bracket in a value', '[x@9 k="a\\]b"][timeQuality tzKnown="1"]'],
  ])(
    'of RFC 5424 is read behind structured data of %s, with and without its length',
    (_what, data) => {
      const lines = [
        `<134>1 2026-11-24T11:58:04Z db-01 pgbackrest 77 - ${data} 2026-11-24 11:58:04.015 P00   INFO: pushed WAL file '000000030000001200000047' to the archive`,
        `<134>1 2026-11-24T11:58:05Z db-01 postgres 78 - ${data} \ufeff2026-11-24 11:58:05.438 UTC [78] LOG:  archive command failed with exit code 1`,
        `<134>1 2026-11-24T11:58:05Z db-01 postgres - - ${data} 2026-11-24 11:58:05.438 UTC [78] DETAIL:  The failed archive command was: cp pg_wal/000000030000001200000048 /mnt/`,
      ];
      const counted = lines.map((line) => `${Buffer.byteLength(line)} ${line}`);

      for (const { uploads, failures, unread } of [lines, counted].map((all) =>
        readLog(all.join('\n')),
      )) {
        expect(unread.count).toBe(0);
        expect(uploads).toMatchObject([{ host: 'db-01', file: '000000030000001200000047' }]);
        expect(failures).toMatchObject([{ host: 'db-01', file: '000000030000001200000048' }]);
      }
    },
  );
});
