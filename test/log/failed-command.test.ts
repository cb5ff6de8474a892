import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const SEG = '0000000100000000000000F0';
const LOG = '2026-11-24 00:30:27.258 UTC [22847] LOG:  archive command failed with exit code 1';
const DETAIL = `2026-11-24 00:30:27.258 UTC [22847] DETAIL:  The failed archive command was: /opt/wal-g/bin/wal-g wal-push pg_wal/${SEG}`;

describe('the file that PostgreSQL names in the line after its complaint', () => {
  it.each([
    ['that of the complaint', [LOG, DETAIL]],
    ['that of the complaint, in whatever order', [DETAIL, LOG]],
    ['a complaint where that was not read', [DETAIL]],
  ])('is %s', (_what, lines) => {
    const { failures, unread } = readLog(lines.join('\n'));

    expect(unread.count).toBe(0);
    expect(failures).toEqual([
      expect.objectContaining({
        operation: 'push',
        reportedBy: 'postgresql',
        file: SEG,
        at: Date.parse('2026-11-24T00:30:27.258Z'),
      }),
    ]);
  });

  it.each([
    ['pg_wal/F0', `cp pg_wal/${SEG} /srv/${SEG}`],
    ['%f alone', `barman-wal-archive backup pg ${SEG}`],
    ['a whole path', `pgbackrest archive-push /var/lib/postgresql/15/main/pg_wal/${SEG}`],
  ])('is read from a command with %s', (_what, command) => {
    const detail = DETAIL.replace(/: \/opt.*$/, `: ${command}`);

    expect(readLog(`${LOG}\n${detail}`).failures).toEqual([expect.objectContaining({ file: SEG })]);
  });

  it('is that of its own try and no other', () => {
    const second = [LOG, DETAIL].map((line) =>
      line.replace('00:30:27.258', '00:30:28.322').replace(SEG, SEG.replace('F0', 'F1')),
    );
    const { failures } = readLog([LOG, ...second, DETAIL].join('\n'));

    expect(failures.map(({ file }) => file?.slice(-2))).toEqual(['F0', 'F1']);
  });

  it('is that of its own host', () => {
    const framed = (host: string, line: string) =>
      `2026-11-24T00:30:27+00:00 ${host} postgres[9]: ${line}`;
    const { failures } = readLog([framed('a', LOG), framed('b', DETAIL)].join('\n'));

    expect(failures.map(({ host, file }) => [host, file])).toEqual([
      ['a', undefined],
      ['b', SEG],
    ]);
  });

  it('is none where the command names no WAL file', () => {
    const detail = DETAIL.replace(SEG, 'nothing');

    expect(readLog(`${LOG}\n${detail}`).failures).toEqual([
      expect.objectContaining({ file: undefined }),
    ]);
  });

  it('is read from a document of its own in JSON', () => {
    const document = JSON.stringify({
      ident: 'postgres',
      host: 'a',
      message: DETAIL,
      time: '2026-11-24T00:30:27.258Z',
    });

    expect(readLog(document).failures).toEqual([expect.objectContaining({ host: 'a', file: SEG })]);
  });
});

describe('WAL-G where overwriting is forbidden', () => {
  const stored = (words: string) =>
    `INFO: 2026/11/24 00:09:16.641048 WAL file '/var/lib/pg_wal/${SEG}' ${words}`;

  it('has completed what an earlier try had stored', () => {
    expect(readLog(stored('already archived with equal content, skipping')).uploads).toEqual([
      expect.objectContaining({ file: SEG, state: 'complete' }),
    ]);
  });

  it('has not completed what differs', () => {
    expect(
      readLog(stored('already archived, contents differ, unable to overwrite')).uploads,
    ).toEqual([]);
  });
});
