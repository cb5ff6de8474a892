import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FRAMED_AT as AT, FRAMINGS, KUBERNETES, WHOLE } from '../support/log-framings.ts';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '000000030000001200000022';
/** One upload that completed, and one that failed, as WAL-G writes them. */
const LINES = [
  'INFO: 2026/11/24 11:58:31.690200 FILE PATH: 000000030000001200000021.lz4',
  `ERROR: 2026/11/24 11:59:01.401599 failed to upload 'wal_005/${SEGMENT}.lz4' to bucket 'backup': AccessDenied: Access Denied`,
  '\tstatus code: 403, request id: 4442587FB7D0A2F9, host id: ',
  `INFO: 2026/11/24 11:59:01.401626 FILE PATH: ${SEGMENT}.lz4`,
];
describe('the log of a container', () => {
  it.each(FRAMINGS)('as %s frames it, is read, and its host is the pod', (_what, frame, host) => {
    const { uploads, failures, unread } = readLog(LINES.map((line) => frame(line, AT)).join('\n'));

    expect(unread.count).toBe(0);
    expect(uploads).toMatchObject([
      { host, state: 'complete', endedAt: Date.parse('2026-11-24T11:58:31.690Z') },
      { host, state: 'failed', file: SEGMENT },
    ]);
    expect(failures).toMatchObject([{ host, text: expect.stringContaining('status code: 403') }]);
  });

  it.each(FRAMINGS)(
    'as %s frames it, has no date and no level for a host',
    (_what, frame, host) => {
      const lines = [
        '2026-11-24 11:58:40.015 P00   INFO: archive-push command begin 2.35: [pg_wal/000000030000001200000031] --exec-id=949-3fc3cf46 --stanza=db',
        '2026-11-24 11:59:02.115 P00  ERROR: [104]: archive-push command encountered error(s):',
        '                                    repo1: [ProtocolError] HTTP request failed with 403 (Forbidden):',
      ];

      expect(readLog(lines.map((line) => frame(line, AT)).join('\n'))).toMatchObject({
        failures: [{ host, operation: 'push', text: expect.stringContaining('403 (Forbidden)') }],
        unread: { count: 0 },
      });
    },
  );

  it.each(WHOLE)('is read where %s holds it, in one line or spread over many', (_what, whole) => {
    const one = JSON.stringify(whole(LINES));
    for (const log of [one, JSON.stringify(whole(LINES), null, 2)]) {
      const { uploads, failures, unread } = readLog(log);

      expect(unread.count).toBe(0);
      expect(uploads).toMatchObject([
        { host: 'acid-orders-0', state: 'complete' },
        { host: 'acid-orders-0', state: 'failed', file: SEGMENT },
      ]);
      expect(failures).toMatchObject([{ text: expect.stringContaining('status code: 403') }]);
    }
  });

  it.each([
    { fields: {} },
    { fields: { tags: ['a'] } },
    { events: [{ id: 1 }], results: [], hits: [], data: [1] },
    { attributes: { message: 'another' } },
  ])('is read whatever else a record holds: %j', (beside) => {
    const records = LINES.map((message) => JSON.stringify({ message, ...beside }));

    expect(readLog(records.join('\n'))).toMatchObject({
      uploads: [{ state: 'complete' }, { state: 'failed' }],
      unread: { count: 0 },
    });
  });

  it.each(FRAMINGS)('as %s frames it, is nothing where a line is empty', (_what, frame) => {
    expect(readLog(['', ' '].map((line) => frame(line, AT)).join('\n')).unread.count).toBe(0);
  });

  it('is read where it was pasted behind blanks, up to a line without them', () => {
    const pasted = ['I see:', ...LINES.map((line) => `    ${line}`), LINES[0]];

    expect(readLog(pasted.join('\n'))).toMatchObject({
      uploads: [{ state: 'complete' }, { state: 'failed', file: SEGMENT }],
      failures: [{ text: expect.stringContaining('status code: 403') }],
      unread: { samples: ['I see:'], count: 1 },
    });
  });

  it('is of the container that podman names, and of none where that may be a program', () => {
    const named = (name: string) => readLog(LINES.map((line) => `${name} ${line}`).join('\n'));

    expect(named('orders-db')).toMatchObject({
      uploads: [{ state: 'complete' }, { state: 'failed', file: SEGMENT }],
      failures: [{ host: 'orders-db', text: expect.stringContaining('status code: 403') }],
      unread: { count: 0 },
    });
    expect(named('postgres')).toMatchObject({
      failures: [{ host: undefined, text: expect.stringContaining('status code: 403') }],
      unread: { count: 0 },
    });
  });

  it('is unread where the message is empty, and a field that nobody knows tells of a fault', () => {
    const record = JSON.stringify({ message: '', reason: 'the upload failed', host: 'db-01' });

    expect(readLog(record).unread).toMatchObject({ count: 1, troubling: [{ count: 1 }] });
  });

  it('is read where each record is spread over lines', () => {
    const records = LINES.map((message) =>
      JSON.stringify({ message, kubernetes: KUBERNETES }, null, 4),
    );

    expect(readLog(records.join('\n'))).toMatchObject({
      uploads: [{ host: 'acid-orders-0', state: 'complete' }, { state: 'failed' }],
      unread: { count: 0 },
    });
  });

  it.each([
    ['a bracket that is no JSON', ['{', ...LINES]],
    ['JSON that never ends', ['[', '  {', '    "a": 1,', ...LINES]],
    ['JSON that ends nowhere', [...LINES, '{', '  "a": 1,']],
  ])('is read beside %s', (_what, lines) => {
    const { uploads, unread } = readLog(lines.join('\n'));

    expect(uploads).toMatchObject([{ state: 'complete' }, { state: 'failed' }]);
    expect(unread.count).toBeGreaterThan(0);
  });

  describe.each([
    ['v2.0.1', 'test/fixtures/wal-g/v2.0.1/11-s3-refused.stderr.log'],
    ['v3.0.9', 'test/fixtures/wal-g/v3.0.9/11-s3-refused.stderr.log'],
  ])('around records of WAL-G %s that go on without a tab', (_version, path) => {
    const bare = readFileSync(path, 'utf8').trimEnd().split('\n');
    const told = (lines: readonly string[]) => {
      const { failures, unread } = readLog(lines.join('\n'));
      return {
        texts: failures.map(({ text }) => text).sort(),
        hosts: failures.map(({ host }) => host),
        unread,
      };
    };
    const whole = told(bare);

    it('takes stamps with any number of decimals, as Go leaves zeros at the end out', () => {
      const stamp = (index: number): string =>
        AT.slice(0, index % 10 === 0 ? 19 : 20 + (index % 10));

      expect(whole.texts.length).toBeGreaterThan(0);
      expect(told(bare.map((line, index) => `${stamp(9 + index)}Z ${line}`))).toEqual(whole);
    });

    it('takes the blanks of logcli off, and none that a line begins with', () => {
      const framed = bare.map((line) => `2026-11-24T11:59:01Z {app="db"}      ${line}`);

      expect(told(framed)).toEqual(whole);
    });
  });

  it('tells by its stamp in which zone WAL-G wrote', () => {
    const line = `2026-11-24T12:58:31.693312345+01:00 stderr F ${LINES[0]?.replace('11:58', '12:58') ?? ''}`;

    expect(readLog(line).uploads[0]?.endedAt).toBe(Date.parse('2026-11-24T11:58:31.690Z'));
  });

  const half = (LINES[1] ?? '').slice(0, 60);
  const rest = (LINES[1] ?? '').slice(60);
  const partial = (log: string, id: string, isLast: boolean): string =>
    JSON.stringify({
      log,
      partial_message: 'true',
      partial_id: id,
      partial_last: String(isLast),
      date: 1795521541.4,
    });
  const ofJournal = (MESSAGE: string, isLast: boolean): string =>
    JSON.stringify({
      MESSAGE,
      CONTAINER_PARTIAL_MESSAGE: 'true',
      CONTAINER_PARTIAL_ID: 'a1',
      CONTAINER_PARTIAL_LAST: String(isLast),
      _HOSTNAME: 'db-01',
    });
  const docker = (log: string, stream = 'stderr'): string =>
    JSON.stringify({ log, stream, time: `${AT}Z` });
  const padded = `${LINES[1] ?? ''} `.padEnd(16 * 1024, '.');

  it.each([
    ['Fluentd’s driver', [partial(half, 'a1', false), partial(rest, 'a1', true)]],
    [
      'Fluentd’s driver, others between',
      [
        partial(half, 'a1', false),
        partial('another ', 'b2', false),
        docker(`${LINES[0] ?? ''}\n`),
        partial(rest, 'a1', true),
        partial('line: 0', 'b2', true),
      ],
    ],
    ['Fluentd’s driver, without an end', [partial(`${half}${rest}`, 'a1', false)]],
    ['journald’s driver', [ofJournal(half, false), ofJournal(rest, true)]],
    ['the files of JSON', [docker(padded), docker('on stdout\n', 'stdout'), docker('end\n')]],
  ])('is put together where Docker cut a line for %s', (_what, records) => {
    const { failures } = readLog(records.join('\n'));

    expect(failures).toMatchObject([
      { file: SEGMENT, text: expect.stringContaining('AccessDenied: Access Denied') },
    ]);
  });

  it('is put together where the runtime cut a line', () => {
    const [first = ''] = LINES;
    const log = [
      `${AT}Z stderr P ${first.slice(0, 30)}`,
      `${AT}Z stderr P ${first.slice(30, 40)}`,
      `${AT}Z stderr F ${first.slice(40)}`,
    ];

    expect(readLog(log.join('\n'))).toMatchObject({
      uploads: [{ state: 'complete' }],
      unread: { count: 0 },
    });
    expect(
      readLog(log.slice(0, 2).join('\n')).unread.count +
        readLog(log.slice(0, 2).join('\n')).uploads.length,
    ).toBe(0);
  });
});
