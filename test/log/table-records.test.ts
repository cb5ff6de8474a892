import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '000000030000001200000022';
const RECORDS = [
  'INFO: 2026/11/24 11:58:31.690200 FILE PATH: 000000030000001200000021.lz4',
  `ERROR: 2026/11/24 11:59:01.401599 failed to upload 'wal_005/${SEGMENT}.lz4' to bucket 'backup': googleapi: "a, b"\n\tAccessDenied: Access Denied`,
];
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

type Row = (message: string) => string;
const TABLES: readonly (readonly [
  of: string,
  header: string,
  row: Row,
  host: string | undefined,
])[] = [
  [
    'Discover of Kibana',
    '"@timestamp","kubernetes.pod.name","host.name",message',
    (message) => `"Nov 24, 2026 @ 12:59:01.401","orders-1","worker-3",${quoted(message)}`,
    'orders-1',
  ],
  [
    'Discover of Kibana, without a pod',
    '"@timestamp","kubernetes.pod.name","host.name",message',
    (message) => `"Nov 24, 2026 @ 12:59:01.401","-","db-01",${quoted(message)}`,
    'db-01',
  ],
  [
    'Explore of Grafana',
    '"Time","Line","tsNs","id"',
    (message) => `1795521541401,${quoted(message)},1795521541401000000,1795521541401000000_a1b2`,
    undefined,
  ],
  [
    'Splunk',
    '"_raw","_time",host,index,source,sourcetype',
    (message) => `${quoted(message)},"2026-11-24T11:59:01.401+0000","db-01",main,"/pg.log",pg`,
    'db-01',
  ],
  [
    'Datadog',
    'Date,Host,Service,Message',
    (message) => `"2026-11-24T11:59:01.401Z","db-01","postgres",${quoted(message)}`,
    'db-01',
  ],
  [
    'Insights of CloudWatch',
    '@timestamp,@message',
    (message) => `2026-11-24 11:59:01.401,${quoted(message)}`,
    undefined,
  ],
  [
    'the Logs Explorer of Google',
    'insertId,jsonPayload.message,timestamp,resource.labels.pod_name',
    (message) => `a1b2,${quoted(message)},2026-11-24T11:59:01.401Z,orders-1`,
    'orders-1',
  ],
  [
    'a spreadsheet, between semicolons',
    '"@timestamp";"host.name";message',
    (message) => `"2026-11-24T11:59:01.401Z";"db-01";${quoted(message)}`,
    'db-01',
  ],
  [
    'a viewer, between tabs',
    'timestamp\thost\tmessage',
    (message) => `2026-11-24T11:59:01.401Z\tdb-01\t${quoted(message)}`,
    'db-01',
  ],
];

describe('a table', () => {
  it.each(TABLES)('of %s is read, with the host of each row', (_of, header, row, host) => {
    const { uploads, failures, unread } = readLog([header, ...RECORDS.map(row)].join('\n'));

    expect(unread.count).toBe(0);
    expect(uploads).toMatchObject([{ host, state: 'complete' }]);
    expect(failures).toMatchObject([
      { host, file: SEGMENT, text: expect.stringContaining('googleapi: "a, b"') },
    ]);
  });

  it('between tabs may hold quotes in a value that is in none', () => {
    const line = `2026-11-24 11:59:01.401 UTC [7] DETAIL:  The failed archive command was: wal-g wal-push "pg_wal/${SEGMENT}"`;

    expect(
      readLog(`time\thost\tmessage\n2026-11-24T11:59:01Z\tdb-01\t${line}`).failures,
    ).toMatchObject([{ host: 'db-01', file: SEGMENT }]);
  });

  it('tells the time of a row whose message has none, where the row says its zone', () => {
    const log = (time: string): string =>
      ['time,host,message', `${time},db-01,P00  ERROR: [055]: unable to load info file`].join('\n');

    expect(readLog(log('2026-11-24T12:59:01+01:00')).failures).toMatchObject([
      { at: Date.UTC(2026, 10, 24, 11, 59, 1), host: 'db-01' },
    ]);
    expect(readLog(log('2026-11-24T12:59:01')).failures).toEqual([]);
  });

  it('may be followed by lines that are no rows of it', () => {
    const log = ['Date,Message', '2026-11-24T11:59:01Z,"a, b', ...RECORDS].join('\n');

    expect(readLog(log).uploads).toMatchObject([{ state: 'complete' }]);
    expect(readLog(log).failures).toMatchObject([{ file: SEGMENT }]);
  });

  it.each([
    ['names no message', 'time,host,index'],
    ['names no time', 'message,host'],
    ['is a row', 'time,2026,message'],
  ])('is none where its first line %s', (_what, header) => {
    expect(readLog(`${header}\n"2026-11-24T11:59:01Z","db-01","${RECORDS[0]}"`).uploads).toEqual(
      [],
    );
  });

  it('reads a value of two hundred thousand lines in one go: put together at each line, it would take minutes', () => {
    const value = quoted(`${RECORDS[1] ?? ''}${'\ny'.repeat(200_000)}`);

    const { failures } = readLog(`time,message\n2026-11-24T11:59:01Z,${value}`);

    expect(failures).toMatchObject([{ file: SEGMENT }]);
  });
});
