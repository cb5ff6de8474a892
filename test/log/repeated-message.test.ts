import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '000000030000001200000022';

describe('a message that the log daemon saw again', () => {
  it.each([
    ['PostgreSQL', '[7-1] LOG:  archive command failed with exit code 55', 'postgres[41]: '],
    [
      'WAL-G',
      `ERROR: 2026/11/24 11:59:01.401599 failed to upload '${SEGMENT}': AccessDenied`,
      'wal-g: ',
    ],
    ['pgBackRest', `P00  ERROR: [104]: unable to push '${SEGMENT}'`, 'pgbackrest[7]: '],
  ])('is read once more: %s', (_program, message, tag) => {
    const { failures, unread } = readLog(
      `Nov 24 11:59:02 db-01 ${tag}message repeated 5 times: [ ${message}]`,
    );

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([{ host: 'db-01' }]);
    expect(failures[0]?.text).not.toMatch(/\]$/);
  });

  it('says nothing new where it is only counted', () => {
    const counted = 'Nov 24 11:59:06 db-01 last message repeated 2 times';

    expect(readLog(counted).unread.count).toBe(0);
  });

  it('is none where another text holds these words', () => {
    const { unread } = readLog('app: message repeated 5 times: [ failed archive');

    expect(unread.samples).toEqual(['app: message repeated 5 times: [ failed archive']);
  });
});
