import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '000000030000001200000022';
const LINES = [
  'INFO: 2026/11/24 11:58:31.690200 FILE PATH: 000000030000001200000021.lz4',
  `ERROR: 2026/11/24 11:59:01.401599 failed to upload 'wal_005/${SEGMENT}.lz4' to bucket 'backup': AccessDenied: Access Denied`,
  '\tstatus code: 403, request id: 4442587FB7D0A2F9, host id: ',
  '',
  `INFO: 2026/11/24 11:59:01.401626 FILE PATH: ${SEGMENT}.lz4`,
];

/** The length of a value in eight bytes, the lowest first, as whoever reads the file as UTF-8 has them. */
const lengthOf = (value: string): string => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(value)));
  return length.toString('utf8');
};
const BINARY = (value: string): string => `MESSAGE\n${lengthOf(value)}${value}`;

const exported = (message: string): string =>
  [
    '__CURSOR=s=739ad463348b4ceca5a9e69c95a3c93f;i=4ece7;b=6c7c6013a26343b29e964691ff25d04c;m=4fc72436e',
    '__REALTIME_TIMESTAMP=1795521541693000',
    '_HOSTNAME=db-01',
    'PRIORITY=6',
    'SYSLOG_IDENTIFIER=wal-g',
    '_PID=7262',
    message,
    '_CMDLINE=wal-g wal-push',
    '',
  ].join('\n');

const shown = (message: string): string =>
  [
    'Tue 2026-11-24 11:59:01.693000 UTC [s=739ad463;i=4ece7;b=6c7c6013;m=4fc72436e;t=58b1;x=6]',
    '    _HOSTNAME=db-01',
    '    SYSLOG_IDENTIFIER=wal-g',
    '    _PID=7262',
    `    MESSAGE=${message}`,
    '    _CMDLINE=wal-g wal-push',
  ].join('\n');

const FORMS: readonly (readonly [what: string, frame: (line: string) => string])[] = [
  ['export', (line) => exported(`MESSAGE=${line}`)],
  ['export, with values told by their length', (line) => exported(BINARY(`\u001b[0m${line}`))],
  ['verbose', shown],
];

describe('the records of journalctl', () => {
  it.each(FORMS)('in the form of %s are read', (_what, frame) => {
    const { uploads, failures, unread } = readLog(LINES.map(frame).join('\n'));

    expect(unread.count).toBe(0);
    expect(uploads).toMatchObject([
      { host: 'db-01', state: 'complete' },
      { host: 'db-01', state: 'failed', file: SEGMENT },
    ]);
    expect(failures).toMatchObject([
      { host: 'db-01', text: expect.stringContaining('status code: 403') },
    ]);
  });

  it.each(FORMS)('in the form of %s have the time of their stamp', (_what, frame) => {
    const line = frame('LOG:  archive command failed with exit code 1').replaceAll(
      'wal-g',
      'postgres',
    );

    expect(readLog(line).failures).toMatchObject([
      { host: 'db-01', at: Date.parse('2026-11-24T11:59:01.693Z') },
    ]);
  });

  it.each([
    ['export', exported(`${BINARY('a message\n of two\nlines')}\n_HOSTNAME=other`)],
    ['export', exported(BINARY('ten letter'))],
    ['verbose', shown('a message\n            of two\n            MESSAGE=lines')],
  ])('in the form of %s are one each, however many lines they have', (_form, record) => {
    const { unread } = readLog(record);

    expect(unread.samples).toHaveLength(1);
    expect(unread.samples).toMatchObject([expect.stringMatching(/^(?:a message|ten letter)/)]);
  });

  it('are nothing where they have no message, and lines behind them are read as ever', () => {
    const silent = '__CURSOR=s=1\n_HOSTNAME=db-01\n';

    expect(readLog([silent, shown('x').split('\n')[0], LINES[0]].join('\n'))).toMatchObject({
      uploads: [{ state: 'complete' }],
      unread: { count: 0 },
    });
  });
});
