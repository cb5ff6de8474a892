import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '000000030000001200000022';
const RECORDS = [
  `2026-11-24 11:58:31.690 P00   INFO: pushed WAL file '000000030000001200000021' to the archive`,
  `2026-11-24 11:59:01.401 P00  ERROR: [103]: unable to find a valid repository for ${SEGMENT}:`,
  '                                    repo1: [FileOpenError] [13] Permission denied',
];
const WAL_G = `ERROR: 2026/11/24 11:59:01.401599 failed to upload '${SEGMENT}' to bucket 'b': AccessDenied`;
const SYSLOG = `Nov 24 11:59:01 db-01 wal-g[7]: ${WAL_G}`;

describe('lines with their numbers in front', () => {
  it.each([
    ['grep -n', (line: string, number: number) => `${number}:${line}`],
    ['grep -n -A', (line: string, number: number) => `${number}${number < 14 ? ':' : '-'}${line}`],
    ['cat -n', (line: string, number: number) => `${String(number).padStart(6)}\t${line}`],
    ['less -N', (line: string, number: number) => `${String(number).padStart(7)} ${line}`],
    ['an editor', (line: string, number: number) => `${number}: ${line}`],
  ])('as %s writes them are read', (_program, numbered) => {
    const at = (lines: readonly string[]) =>
      readLog(lines.map((line, index) => numbered(line, index + 12)).join('\n'));

    const { uploads, failures, unread } = at(RECORDS);
    expect(unread.count).toBe(0);
    expect(uploads).toMatchObject([{ file: '000000030000001200000021' }]);
    expect(failures).toMatchObject([
      { file: SEGMENT, text: expect.stringContaining('Permission denied') },
    ]);
    expect(at([WAL_G]).failures).toMatchObject([{ file: SEGMENT }]);
    expect(at([SYSLOG]).failures).toMatchObject([{ file: SEGMENT, host: 'db-01' }]);
  });

  it('end where lines without a number come', () => {
    const { failures, unread } = readLog([`2025:${WAL_G}`, ...RECORDS].join('\n'));

    expect(unread.count).toBe(0);
    expect(failures).toHaveLength(2);
  });

  it('are not followed by a line whose number is another', () => {
    expect(readLog([`12:${WAL_G}`, '15 errors'].join('\n')).unread.samples).toEqual(['15 errors']);
  });
});
