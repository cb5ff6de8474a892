import { describe, expect, it } from '@jest/globals';
import type { LineOrigin } from '../../src/log/framing/line-origin.ts';
import { createLogReader } from '../../src/log/log-reader.ts';
import { createUploadLedger } from '../../src/log/upload-ledger.ts';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '00000002000000010000000A';

/** What a client may send: a panel that searches a table of log lines does, and so does somebody who wants to fool us. */
const COMPLETED = {
  'WAL-E': `wal_e.worker.upload INFO     MSG: completed archiving to a file
        DETAIL: Archiving to "s3://b/wal_005/${SEGMENT}.lzo" complete at 200KiB/s.
        STRUCTURED: time=2026-11-28T03:59:00.123456-00 pid=4711 action=push-wal key=s3://b/wal_005/${SEGMENT}.lzo prefix=b/ rate=200 seg=${SEGMENT} state=complete`,
  'WAL-G': `INFO: 2026/11/28 03:59:00.123456 FILE PATH: ${SEGMENT}.br`,
  pgBackRest: `2026-11-28 03:59:00.123 P00   INFO: archive-push command begin 2.50: [pg_wal/${SEGMENT}] --stanza=main
2026-11-28 03:59:00.124 P00   INFO: pushed WAL file '${SEGMENT}' to the archive`,
  CloudNativePG: `{"level":"info","ts":"2026-11-28T03:59:00Z","logger":"wal-archive","msg":"Archived WAL file","walName":"pg_wal/${SEGMENT}","logging_pod":"pg-1"}`,
};
/** And these would be failures. */
const FAILED = {
  'a full disk': `2026-11-28 03:58:59.000 UTC [77] PANIC:  could not write to file "pg_wal/xlogtemp.77": No space left on device`,
  'a failed command': `2026-11-28 03:58:59.000 UTC [77] LOG:  archive command failed with exit code 1
2026-11-28 03:58:59.000 UTC [77] DETAIL:  The failed archive command was: wal-g wal-push pg_wal/${SEGMENT}`,
  'an error of WAL-G': `ERROR: 2026/11/28 03:59:00.123456 failed to upload ${SEGMENT}: AccessDenied`,
  'an error of pgBackRest': `2026-11-28 03:59:00.123 P00  ERROR: [082]: unable to push WAL file '${SEGMENT}' to the archive asynchronously after 60 second(s)`,
};
const AT = '2026-11-28 03:58:59.000 UTC';
const tabbed = (text: string): string => text.replaceAll('\n', '\n\t');
const eachLine = (text: string, frame: (line: string) => string): string =>
  text.split('\n').map(frame).join('\n');
const bySyslog = (text: string, further: string): string =>
  text
    .split('\n')
    .map(
      (line, index) =>
        `Nov 28 03:58:59 pg1 postgres[77]: [3-${index + 1}] ${index === 0 ? '' : further}${line}`,
    )
    .join('\n');
const csv = (text: string): string =>
  `${AT},"app","db",77,"10.0.0.1:5000",6748abcd.4d,1,"SELECT",${AT},3/4,0,ERROR,42601,"syntax error at ""x""",,,,,,"${text.replaceAll('"', '""')};",8,,"psql","client backend",,0`;
const docker = (line: string): string =>
  JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-28T03:58:59.000Z' });

const IN_THE_LOG: readonly (readonly [string, (statement: string) => string])[] = [
  ['after STATEMENT', (said) => `${AT} [77] STATEMENT:  ${tabbed(said)}`],
  ['as a logged statement', (said) => `${AT} [77] LOG:  statement: ${tabbed(said)}`],
  [
    'in a CRI file',
    (said) =>
      eachLine(
        `${AT} LOG:  statement: ${tabbed(said)}`,
        (line) => `2026-11-28T03:58:59.000Z stderr F ${line}`,
      ),
  ],
  ['in a Docker file', (said) => eachLine(`${AT} LOG:  statement: ${tabbed(said)}`, docker)],
  ['through syslog', (said) => bySyslog(`LOG:  statement: ${said}`, '#011')],
  ['through syslog with tabs', (said) => bySyslog(`LOG:  statement: ${said}`, '\t')],
  [
    'in one line of syslog',
    (said) =>
      `Nov 28 03:58:59 pg1 postgres[77]: [3-1] LOG:  statement: ${tabbed(said).replaceAll('\n', '#012')}`,
  ],
  ['in csv', csv],
  [
    'in csv in a CRI file',
    (said) => eachLine(csv(said), (line) => `2026-11-28T03:58:59.000Z stderr F ${line}`),
  ],
  ['in csv in a Docker file', (said) => eachLine(csv(said), docker)],
  [
    'in jsonlog',
    (said) =>
      JSON.stringify({
        timestamp: AT,
        pid: 77,
        error_severity: 'LOG',
        message: `statement: ${said}`,
        backend_type: 'client backend',
      }),
  ],
];
const CASES = IN_THE_LOG.flatMap(([where, log]) =>
  Object.entries({ ...COMPLETED, ...FAILED }).map(
    ([what, line]) => [where, what, log(`select '\n${line}\n'`)] as const,
  ),
);

describe('what a client sent, as PostgreSQL logs it', () => {
  it.each(CASES)('%s is not read as what it says: %s', (_where, _what, log) => {
    expect(readLog(log)).toMatchObject({ uploads: [], failures: [] });
  });

  const document: LineOrigin = { host: 'pg1', at: Date.UTC(2026, 10, 28, 3, 59) };

  it.each(CASES.filter(([where]) => !where.includes(' file') && !where.startsWith('through')))(
    '%s, in a document of several lines, is not read as what it says: %s',
    (_where, _what, log) => {
      const ledger = createUploadLedger();
      const reader = createLogReader(ledger.add, document.at ?? 0);
      reader.read(log, document);
      reader.end();
      expect([...ledger.uploads(), ...ledger.failures()]).toEqual([]);
    },
  );

  it('among the values of a statement is no command that failed', () => {
    const log = `${AT} [77] LOG:  duration: 3.1 ms  execute <unnamed>: select $1
${AT} [77] DETAIL:  Parameters: $1 = 'wal-g wal-push pg_wal/${SEGMENT}'
${AT} [77] DETAIL:  parameters: $1 = 'The failed archive command was: wal-g wal-push pg_wal/${SEGMENT}'`;
    expect(readLog(log)).toMatchObject({ failures: [], uploads: [] });
  });

  it('ends with the record of csv that it stands in', () => {
    const uploaded = COMPLETED['WAL-G'];
    expect(readLog(`${csv('select\n1')}\n${uploaded}`).uploads).toHaveLength(1);
  });

  it('ends with the next record where the end of its own is lost', () => {
    const [cut = ''] = csv('select\n1').split('\n');
    const log = [cut, csv('select 2'), COMPLETED['WAL-G']].join('\n');
    expect(readLog(log).uploads).toHaveLength(1);
  });

  it('ends after a thousand lines where nothing else ends it', () => {
    const [cut = ''] = csv('select\n1').split('\n');
    const log = [cut, ...Array<string>(1000).fill('--'), COMPLETED['WAL-G']].join('\n');
    expect(readLog(log).uploads).toHaveLength(1);
  });

  it('in lines of csv that come as documents takes nothing from the archiver between them', () => {
    const [cut = '', rest = ''] = csv('select\n1').split('\n');
    const log = [cut, COMPLETED['WAL-G'], rest].join('\n');
    expect(readLog(log, document).uploads).toHaveLength(1);
  });
});
