import { describe, expect, it } from '@jest/globals';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import type { LogDocument } from '../support/log-index.ts';
import { readIndex } from '../support/read-index.ts';
import { readLog } from '../support/read-log.ts';
import { NOON } from '../support/snapshot.ts';

const SEGMENT = '000000030000001200000004';
const LINES = (command: string, ...said: readonly string[]): readonly string[] => [
  '2026-11-24 11:57:58.001 UTC [80] LOG:  checkpoint complete: wrote 12 buffers (0.1%)',
  ...said,
  '2026-11-24 11:58:02.119 UTC [84] LOG:  archive command failed with exit code 1',
  `2026-11-24 11:58:02.119 UTC [84] DETAIL:  The failed archive command was: ${command}`,
  '2026-11-24 11:58:02.300 UTC [99] LOG:  connection received: host=10.0.0.7 port=48978',
];
const CP = LINES(
  `cp pg_wal/${SEGMENT} /mnt/archive/${SEGMENT}`,
  `cp: cannot create regular file '/mnt/archive/${SEGMENT}': No space left on device`,
);

/** One document a line, as a shipper sends what it reads of PostgreSQL's file. */
const documentsOf = (lines: readonly string[], host = 'db-1'): readonly LogDocument[] =>
  lines.map((message, index) => ({
    '@timestamp': NOON - 118_000 + index,
    message,
    'host.name': host,
    tag: 'postgresql',
  }));

const readLogIndex = (documents: readonly LogDocument[]): Promise<UploadLog> =>
  readIndex(
    'logs',
    documents,
    `
  archiver: auto
  selector: { field: tag, value: archiver }
  fields: { message: [message], host: [host.name], tag: tag }
`,
  );

describe('what the archive command wrote to stderr, in PostgreSQL’s log, each line a document', () => {
  it.each([
    ['cp', CP, 'No space left on device'],
    [
      'a shell',
      LINES(`wal-g wal-push pg_wal/${SEGMENT}`, 'sh: 1: wal-g: not found'),
      'wal-g: not found',
    ],
    [
      'rsync, in two lines',
      LINES(
        `rsync -a pg_wal/${SEGMENT} backup:/wal/`,
        'ssh: connect to host backup port 22: Connection refused',
        'rsync error: unexplained error (code 255) at io.c(232) [sender=3.2.7]',
      ),
      'Connection refused',
    ],
    [
      'pgBackRest',
      LINES(
        `pgbackrest --stanza=db archive-push pg_wal/${SEGMENT}`,
        `ERROR: [103]: unable to find a valid repository:`,
        `       repo1: [FileOpenError] raised from remote-0 ssh protocol on 'backup': unable to open`,
      ),
      'unable to find a valid repository',
    ],
  ])('is the cause of the failed command: %s', async (_what, lines, said) => {
    const { failures, unread, unreadParts } = await readLogIndex(documentsOf(lines));

    expect(failures).toMatchObject([
      { reportedBy: 'archiver', host: 'db-1', text: expect.stringContaining(said) },
      { reportedBy: 'postgresql', host: 'db-1', file: SEGMENT },
    ]);
    expect(unread.count).toBe(0);
    expect(unreadParts).toEqual([]);
  });

  it('reads as it does from a file', async () => {
    const index = await readLogIndex(documentsOf(CP));
    const file = readLog(CP.join('\n'), { at: NOON });
    const said = ({ failures }: Pick<UploadLog, 'failures'>) =>
      failures.map(({ reportedBy, file, text, command }) => [reportedBy, file, text, command]);

    expect(said(index)).toEqual(said(file));
  });

  it('is nobody else’s: not of another host', async () => {
    const [before = '', output = '', ...after] = CP;
    const { failures } = await readLogIndex([
      ...documentsOf([before, ...after]),
      ...documentsOf([output], 'db-2'),
    ]);

    expect(failures).toMatchObject([{ reportedBy: 'postgresql', host: 'db-1' }]);
  });

  it.each([
    ['the usual prefix', '2026-11-24 11:58:02.119 UTC [84] '],
    ['one that begins with the pid', '[84-1] <2026-11-24 11:58:02 UTC> '],
  ])(
    'in whatever order the index gives the lines of one millisecond: %s',
    async (_what, prefix) => {
      const command = `DETAIL:  The failed archive command was: /opt/push pg_wal/${SEGMENT}`;
      const ofOneMoment = [
        `${prefix}WARNING:  archiving write-ahead log file "${SEGMENT}" failed too many times, will try again later`,
        `${prefix}${command}`,
        `${prefix}LOG:  archive command failed with exit code 1`,
        'sh: 1: /opt/push: not found',
      ].map((message) => ({ ...documentsOf([message])[0], '@timestamp': NOON - 118_000 }));

      const { failures, unread } = await readLogIndex(ofOneMoment);

      expect(failures.map(({ text, command }) => [text, command])).toEqual([
        ['sh: 1: /opt/push: not found', undefined],
        ['archive command failed with exit code 1', `/opt/push pg_wal/${SEGMENT}`],
        [expect.stringContaining('failed too many times'), undefined],
      ]);
      expect(unread.count).toBe(0);
    },
  );

  it('lines that rsyslog stamped within one millisecond are read as they were written', async () => {
    const stamped = (micros: number, line: string) =>
      `2026-11-24T11:58:02.119${micros}+00:00 db-1 wal-g[90]: ${line}`;
    const put = `caused by: Put "http://s3/b/${SEGMENT}.lz4": dial tcp: connect: connection refused`;
    const lines = [
      stamped(
        101,
        'INFO: 2026/11/24 11:58:02.119100 Retrying S3 request due to transient network error: RequestError: send request failed',
      ),
      stamped(205, put),
    ];
    const { failures, unread } = await readLogIndex(
      [...lines].reverse().map((message) => ({
        ...documentsOf([message])[0],
        '@timestamp': NOON - 118_000,
        tag: 'archiver',
      })),
    );

    expect(failures).toMatchObject([
      { operation: 'push', file: SEGMENT, text: expect.stringContaining('connection refused') },
    ]);
    expect(unread.count).toBe(0);
  });

  it.each(['\n', '\\n'])(
    'is found where a shipper joined it to the command of the try before: %j',
    async (lineFeed) => {
      const [before = '', output = '', complaint = '', command = ''] = CP;
      const { failures, unread } = await readLogIndex(
        documentsOf([before, complaint, `${command}${lineFeed}${output}`, complaint, command]),
      );

      const failed = `cp pg_wal/${SEGMENT} /mnt/archive/${SEGMENT}`;
      expect(failures.map(({ command }) => command)).toEqual([failed, undefined, failed]);
      expect(failures[1]?.text).toContain('No space left on device');
      expect(unread.count).toBe(0);
    },
  );

  it('is found where rsyslog joined it to the line before with the line feed written out', async () => {
    const [before = '', output = '', ...after] = CP;
    const { failures, unread } = await readLogIndex(
      documentsOf([`${before}\\n${output}\\n\tstatus code: 403\\n${output}`, ...after]),
    );

    expect(failures[0]?.text).not.toContain('\\n');

    expect(failures).toMatchObject([
      { reportedBy: 'archiver', text: expect.stringContaining('No space left on device') },
      { reportedBy: 'postgresql', file: SEGMENT },
    ]);
    expect(unread.count).toBe(0);
  });

  it('a command that holds a line feed written out is left whole', async () => {
    const command = String.raw`printf 'a\nb' && cp pg_wal/${SEGMENT} /mnt/archive/${SEGMENT}`;
    const { failures } = await readLogIndex(documentsOf(LINES(command)));

    expect(failures).toMatchObject([{ command }]);
  });

  it('is found where a shipper joined it to the line before', async () => {
    const [before = '', output = '', ...after] = CP;
    const { failures } = await readLogIndex(documentsOf([`${before}\n${output}`, ...after]));

    expect(failures).toMatchObject([
      { reportedBy: 'archiver', text: expect.stringContaining('No space left on device') },
      { reportedBy: 'postgresql', file: SEGMENT },
    ]);
  });

  it('is not looked for in the lines of a statement', async () => {
    const { failures, unread } = await readLogIndex(
      documentsOf([
        "2026-11-24 11:57:58.001 UTC [80] LOG:  statement: insert into log\nvalues ('error: failed')",
        ...CP.slice(2),
      ]),
    );

    expect(failures).toMatchObject([{ reportedBy: 'postgresql' }]);
    expect(unread.count).toBe(0);
  });
});
