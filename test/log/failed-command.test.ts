import { describe, expect, it } from '@jest/globals';
import type { ArchiverFailure } from '../../src/domain/upload.ts';
import { withFailedFiles, type FailedCommand } from '../../src/log/failed-command.ts';
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

describe('a complaint of PostgreSQL and the command that failed', () => {
  const NOON = 1_800_000_000_000;
  const command = (at: number, file = SEG, host: string | undefined = 'a'): FailedCommand => ({
    kind: 'failed-command',
    file,
    command: `cp ${file}`,
    host,
    at,
    archiver: 'wal-g',
  });
  const complaint = (more: Partial<ArchiverFailure> = {}): ArchiverFailure => ({
    operation: 'push',
    host: 'a',
    pid: undefined,
    at: NOON,
    reportedBy: 'postgresql',
    file: undefined,
    text: 'archive command failed with exit code 1',
    ...more,
  });
  const own = { file: SEG, command: `cp ${SEG}`, archiver: 'wal-g' };

  it.each([
    ['of the second before', NOON - 999],
    ['of the same second', NOON + 500],
    ['of the next second', NOON + 999],
  ])('belong together where the command is %s', (_when, at) => {
    const moved = complaint({ at: NOON });

    expect(withFailedFiles([moved], [command(at)])).toEqual([{ ...moved, ...own }]);
    expect(
      withFailedFiles([complaint({ host: undefined })], [{ ...command(at), host: undefined }]),
    ).toEqual([{ ...moved, host: undefined, ...own }]);
  });

  it.each([
    ['a second before', NOON - 1000],
    ['a second later', NOON + 1000],
    ['a second and a half later', NOON + 1500],
  ])('are two where the command failed %s', (_when, at) => {
    expect(withFailedFiles([complaint({})], [command(at)])).toEqual([
      complaint(),
      expect.objectContaining({ at, ...own, text: 'an archive command failed' }),
    ]);
  });

  it('belong together where they are nearest to each other', () => {
    const at = NOON + 500;
    const near = SEG.replace('F0', 'F1');

    expect(
      withFailedFiles(
        [complaint({ at })],
        [command(at - 400), command(at + 20, near), command(at + 300)],
      ),
    ).toMatchObject([{ at, file: near }, { at: at - 400 }, { at: at + 300 }]);
  });

  it('leave the complaint what it says itself', () => {
    const said = { file: SEG.replace('F0', 'F2'), command: 'false', archiver: 'barman' } as const;

    expect(withFailedFiles([complaint(said)], [command(NOON)])).toEqual([complaint(said)]);
  });

  it.each<[string, Partial<ArchiverFailure>]>([
    ['of the archiver itself', { reportedBy: 'archiver' }],
    ['about something else', { operation: 'fetch' }],
  ])('are two where the complaint is one %s', (_which, more) => {
    expect(withFailedFiles([complaint(more)], [command(NOON)])).toEqual([
      complaint(more),
      expect.objectContaining(own),
    ]);
  });

  it('are both told where they lie within two hosts', () => {
    expect(withFailedFiles([complaint()], [command(NOON, SEG, 'b')])).toMatchObject([
      { host: 'a', file: undefined },
      { host: 'b', file: SEG },
    ]);
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
