import { describe, expect, it } from '@jest/globals';
import { LINE_MAX } from '../../src/log/framing/line-bounds.ts';
import { readLog } from '../support/read-log.ts';

/** Many short pieces that patterns begin with, repeat or end with. */
const PIECES = [
  ...[
    '.',
    ' ',
    '\t',
    '7',
    'a',
    'a.',
    '/',
    '"',
    "'",
    '\\',
    '{',
    '[',
    '(',
    ':',
    ': ',
    ',',
    '|',
    '-',
    '_',
    '<',
    '«',
  ],
  ...[
    '0aF',
    '\r',
    '.go:',
    '0000',
    '000000010000000000000001',
    '#012',
    '\\n',
    '""',
    'a b ',
    '1.',
    '(*a).',
  ],
  ...[
    'error ',
    'no error ',
    'archive ',
    'LOG:  ',
    'DETAIL: ',
    'MSG: ',
    'wal_e.',
    'Traceback ',
    'PASSWORD=',
    '번',
  ],
];
/** Complete, or begun so that a pattern has gone far before it meets the pieces. */
const PREFIXES = [
  '',
  'Nov 24 12:00:00 db1 wal-g[12]: ',
  '2026-11-24T12:00:00.000000+00:00 db1 postgres[12]: ',
  '2026-11-24T12:00:00.000000000Z stderr F ',
  'INFO: 2026/11/24 12:00:00.000000 FILE PATH: ',
  'ERROR: 2026/11/24 12:00:00.000000 ',
  'github.com/wal-g/wal-g',
  '2026-11-24 12:00:00.000 UTC [12] LOG:  archive command failed ',
  '2026-11-24 12:00:00.000 UTC [12] DETAIL:  The failed archive command was: ',
  '2026-11-24 12:00:00.000 P00  ERROR: [',
  'wal_e.worker.upload INFO     MSG: ',
];
/** What comes next may belong to it: a frame of its stack, say. */
const COMPLAINT = 'ERROR: 2026/11/24 11:59:59.000000 upload failed';
const MIB = 1024 * 1024;

const lineOf = (prefix: string, piece: string, length = MIB): string =>
  prefix + piece.repeat(Math.floor((length - prefix.length) / piece.length));

describe('a line of a mebibyte', () => {
  it.each(PREFIXES)(
    'of any piece over and over is read in no time behind %j',
    (prefix) => {
      for (const piece of PIECES) {
        const { unread, failures } = readLog(`${COMPLAINT}\n${lineOf(prefix, piece)}\nand another`);
        expect(unread.count + failures.length).toBeLessThanOrEqual(4);
      }
    },
    60_000,
  );

  it('of any piece over and over is read in no time as a message of JSON', () => {
    for (const piece of PIECES) {
      const length = MIB / JSON.stringify(piece).length;
      const message = lineOf('', piece, length * piece.length);
      const { unread } = readLog(JSON.stringify({ host: 'db1', message }));
      expect(unread.count).toBeLessThanOrEqual(1);
    }
  }, 60_000);

  it('is read by both of its ends', () => {
    const { failures } = readLog(
      lineOf(
        '2026-11-24 12:00:00.000 UTC [12] LOG:  archive command failed with exit code 1 ',
        'x',
      ),
    );

    expect(failures).toMatchObject([{ text: 'archive command failed with exit code 1' }]);
  });

  it('is not read any more once it is longer, and is counted as unread', () => {
    const { uploads, unread } = readLog(
      lineOf('INFO: 2026/11/24 12:00:00.000000 FILE PATH: ', '0', LINE_MAX + 1),
    );

    expect(uploads).toEqual([]);
    expect(unread.count).toBe(1);
  });
});
