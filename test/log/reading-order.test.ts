import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../src/domain/time.ts';
import type { ArchiverEvent } from '../../src/log/archiver-event.ts';
import { createBareLines } from '../../src/log/bare-lines.ts';
import { LINE_MAX } from '../../src/log/framing/line-bounds.ts';
import type { LineOrigin } from '../../src/log/framing/line-origin.ts';
import { createLogReader } from '../../src/log/log-reader.ts';

const FILE = '000000050000001000000077';
const AT = Date.parse('2026-11-24T11:58:05Z');
const PUSHED = `INFO: 2026/11/24 11:58:05.000000 FILE PATH: ${FILE}.lz4`;
const FAILED = '2026-11-24 11:58:05 UTC [7] LOG:  archive command failed with exit code 1';
const HEAD = 'wal_e.operator.backup INFO     MSG: ';
const STRUCTURED = `STRUCTURED: time=2026-11-24T11:58:05.000000-00 pid=7 action=push-wal key=gs://b/${FILE}.lzo prefix=p/ seg=${FILE} state=begin`;

const reading = () => {
  const events: ArchiverEvent[] = [];
  const reader = createLogReader((event) => events.push(event), AT);
  const kinds = (): string[] => events.map(({ kind }) => kind);
  return { reader, events, kinds };
};
/** What is told of lines of a file, and what of it nobody read. */
const ofFile = (...lines: readonly string[]) => {
  const { reader, kinds } = reading();
  for (const line of lines) reader.read(line);
  const { count, undated } = reader.end();
  return { kinds: kinds(), unread: count, undated: undated?.count };
};

describe('a log that is read', () => {
  it('is understood once a line of an archiver or of PostgreSQL has come', () => {
    const { reader } = reading();
    reader.read('said');
    expect(reader.hasUnderstood()).toBe(false);
    reader.read(PUSHED);
    expect(reader.hasUnderstood()).toBe(true);
    reader.read('said');
    expect(reader.hasUnderstood()).toBe(true);
  });

  it('is understood by PostgreSQL’s JSON, and by a line of another program that an archiver wrote', () => {
    const understands = (line: string): boolean => {
      const { reader } = reading();
      reader.read(line);
      return reader.hasUnderstood();
    };

    expect(
      understands('{"message":"said","error_severity":"LOG","backend_type":"checkpointer"}'),
    ).toBe(true);
    expect(understands(JSON.stringify({ message: PUSHED, ident: 'sh' }))).toBe(true);
    expect(understands(JSON.stringify({ message: 'said', ident: 'sh' }))).toBe(false);
  });

  it('is not read where a line is too long to be one', () => {
    const padded = (length: number) => `${PUSHED} ${'x'.repeat(length - PUSHED.length - 1)}`;

    expect(ofFile(padded(LINE_MAX + 1)).unread).toBe(1);
    expect(ofFile(padded(LINE_MAX + 1)).kinds).toEqual([]);
    expect(ofFile(padded(LINE_MAX))).toMatchObject({ kinds: { length: 1 }, unread: 0 });
  });

  it('may be in two framings, and no more', () => {
    const framed = (times: number, text: string) =>
      `${'2026-11-24T11:58:05Z stderr F '.repeat(times)}${text}`;
    const bare = "P00   INFO: pushed WAL file '000000030000001200000022' to the archive";

    expect(ofFile(framed(2, PUSHED)).kinds).toEqual(['push-complete']);
    expect(ofFile(framed(2, bare)).kinds).toEqual(['push-complete']);
    expect(ofFile(framed(3, bare)).kinds).toEqual([]);
  });

  it('has lines that were cut, and some that never end', () => {
    const stamp = '2026-11-24T11:58:05Z stderr';

    expect(
      ofFile(`${stamp} P ${PUSHED.slice(0, 30)}`, `${stamp} F ${PUSHED.slice(30)}`).kinds,
    ).toEqual(['push-complete']);
    expect(ofFile(`${stamp} P ${PUSHED}`).kinds).toEqual(['push-complete']);
    expect(
      ofFile(
        JSON.stringify({ MESSAGE: PUSHED.slice(0, 20), CONTAINER_PARTIAL_MESSAGE: 'true' }),
        JSON.stringify({
          MESSAGE: PUSHED.slice(20),
          CONTAINER_PARTIAL_MESSAGE: 'true',
          CONTAINER_PARTIAL_LAST: 'true',
        }),
      ).kinds,
    ).toEqual(['push-complete']);
  });

  it('has JSON that is none of a log, and is read as a line', () => {
    expect(ofFile('{"failed":true}').unread).toBe(1);
    expect(ofFile('{"a":1}', PUSHED).kinds).toEqual(['push-complete']);
  });

  it('has JSON and records of the journal that are spread over lines', () => {
    const spread = ['{', `"message": ${JSON.stringify(PUSHED)}`, '}'];
    const journal = ['__CURSOR=s=1', `MESSAGE=${PUSHED}`];

    expect(ofFile(...spread).kinds).toEqual(['push-complete']);
    expect(ofFile('{', '"a": 1,')).toMatchObject({ kinds: [], unread: 2 });
    expect(ofFile(...journal, '').kinds).toEqual(['push-complete']);
    expect(ofFile(...journal).kinds).toEqual(['push-complete']);
  });

  it('has lines of WAL-E and of PostgreSQL by whatever name their collector has for them', () => {
    const of = (message: string, ident?: string) => ofFile(JSON.stringify({ message, ident }));

    expect(of(PUSHED).kinds).toEqual(['push-complete']);
    expect(of(`${HEAD}begin archiving a file ${STRUCTURED}`, 'sh').kinds).toEqual(['push-begin']);
    expect(of('select 1', 'postgres').unread).toBe(0);
    expect(of('select 1', 'wal-g').unread).toBe(1);
    expect(of('select 1').unread).toBe(1);
  });

  it('has several lines in one record, and no more than are looked at', () => {
    const message = Array.from({ length: 300 }, () => PUSHED).join('\n');

    expect(ofFile(JSON.stringify({ message })).kinds).toHaveLength(201);
  });

  it('has what another program complains of, if that may be about archiving', () => {
    const unread = (message: string) => ofFile(JSON.stringify({ message, ident: 'sh' })).unread;

    expect(unread('the backup failed')).toBe(1);
    expect(unread('the backup began')).toBe(0);
    expect(unread('it failed')).toBe(0);
  });

  it('has records of csv that go on over lines, in a file', () => {
    const csv = `2026-11-24 11:58:05.438 UTC,,,7,,,LOG,00000,"a ""b`;
    const { reader, kinds } = reading();
    reader.read(csv);
    reader.read(PUSHED);
    reader.read('c",,,');
    reader.read(PUSHED);
    expect(kinds()).toEqual(['push-complete']);

    const json = (message: string, host?: string) => JSON.stringify({ message, host });
    expect(ofFile(json(csv, 'db-01'), json(PUSHED, 'db-01')).kinds).toEqual([]);
    expect(ofFile(json(csv, 'db-01'), json(PUSHED, 'db-02')).kinds).toEqual(['push-complete']);

    const documents = reading();
    documents.reader.read(csv, { host: 'db-01' });
    documents.reader.read(PUSHED, { host: 'db-01' });
    expect(documents.kinds()).toEqual(['push-complete']);
  });
});

describe('bare lines', () => {
  const bare = () => {
    const events: ArchiverEvent[] = [];
    const lines = createBareLines((event) => events.push(event), { reference: AT, zones: {} });
    return { lines, events };
  };
  const read = (...said: readonly (string | readonly [string, LineOrigin])[]) => {
    const { lines, events } = bare();
    const known = said.map((one) => {
      const [line, origin] = typeof one === 'string' ? [one, {}] : one;
      lines.arrive(origin);
      return lines.read(line, origin);
    });
    return { known, unread: lines.end(), events, hosts: lines.unreadHosts() };
  };

  it('are known to be an archiver’s, PostgreSQL’s, or nobody’s', () => {
    expect(read(PUSHED, FAILED, 'said', '', HEAD, '        DETAIL: a').known).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('go on with PostgreSQL’s line where they are indented', () => {
    expect(read(FAILED, '\tfailed', ' failed', 'said', ' failed')).toMatchObject({
      known: [true, true, true, false, false],
      unread: { count: 2 },
    });
    expect(read(' failed').known).toEqual([false]);
    expect(read(FAILED, PUSHED, ' failed').known[2]).toBe(false);
    const record = `${HEAD}begin archiving a file ${STRUCTURED}`;
    expect(read(FAILED, record, ' failed').known).toEqual([true, true, false]);
  });

  it('of WAL-E are one record, each in its own line', () => {
    const { events } = read(`${HEAD}begin archiving a file`, `        ${STRUCTURED}`);

    expect(events).toMatchObject([{ kind: 'push-begin', file: FILE, at: AT, pid: 7 }]);
    expect(read(STRUCTURED).events).toMatchObject([{ kind: 'push-begin', file: FILE }]);
    expect(
      read(
        [`${HEAD}begin archiving a file`, { host: 'db-01' }],
        [`        ${STRUCTURED}`, { host: 'db-01' }],
      ).events,
    ).toMatchObject([{ host: 'db-01' }]);
  });

  it('of WAL-E that cannot be read are given up', () => {
    expect(read(`${HEAD}begin archiving a file STRUCTURED: nothing`).unread.count).toBe(1);
  });

  it('of a traceback say nothing but for its end', () => {
    const traceback = ['Traceback (most recent call last):', '  File "x", line 1'];

    expect(read(...traceback, 'KeyError: 1').unread.count).toBe(1);
    expect(read(...traceback, '  File "x", line 2').unread.count).toBe(0);
    const helper = 'gpg: encrypted with a key';
    expect(read(...traceback, helper).unread.count).toBe(1);
    for (const other of [PUSHED, FAILED, '', '  ', `${HEAD}begin archiving a file ${STRUCTURED}`]) {
      expect(read(...traceback, other, helper).unread.count).toBe(0);
    }
  });

  it('of an archiver that have no time have that of PostgreSQL’s next line', () => {
    const undated = `failed to upload 'wal_005/${FILE}.lz4' to bucket 'b': AccessDenied`;

    expect(read(undated, FAILED).events).toMatchObject([
      { kind: 'failure', failure: { reportedBy: 'archiver', file: FILE, at: AT } },
      { kind: 'failure', failure: { reportedBy: 'postgresql' } },
    ]);
    expect(read(undated)).toMatchObject({
      events: [],
      unread: { count: 0, undated: { count: 1 } },
    });
    expect(read(undated, '  goes on').unread.undated?.count).toBe(1);
    const open = '2026-11-24 11:58:05 IST LOG:  said';
    expect(read(undated, open).unread).toMatchObject({ count: 0, undated: { count: 1 } });
  });

  it('that nobody understood are of the time of what was told before', () => {
    const error = `ERROR: 2026/11/24 11:58:05.000000 failed to upload 'wal_005/${FILE}.lz4' to bucket 'b': AccessDenied`;
    const newest = (...lines: readonly string[]) =>
      read(...lines, 'it failed').unread.troubling?.[0]?.newestAt;

    expect(newest(PUSHED)).toBe(AT);
    expect(newest(PUSHED, 'INFO: 2026/11/24 11:59:05.000000 said')).toBe(AT);
    expect(newest(error, PUSHED.replace('11:58:05', '11:58:04'))).toBe(AT - 1000);
    expect(newest('said')).toBeUndefined();
  });

  it('of the programs that WAL-E runs are known where it complains itself', () => {
    const helper = 'lzop: No space left on device';
    const failed = `2026-11-24T11:58:05Z db-01 wal_e.main CRITICAL MSG: An unprocessed exception has avoided all error handling`;

    expect(read([helper, { host: 'db-01' }], failed)).toMatchObject({
      events: [{ kind: 'failure', failure: { archiver: 'wal-e' } }],
      unread: { count: 0 },
    });
    expect(read([helper, { host: 'db-02' }], failed).unread.count).toBe(1);
  });

  it('of two hosts are told apart', () => {
    const error = `ERROR: 2026/11/24 11:58:05.000000 failed to upload 'wal_005/${FILE}.lz4' to bucket 'b': AccessDenied`;
    const { events } = read(
      [error, { host: 'db-01' }],
      [PUSHED, { host: 'db-02' }],
      ['\tstatus code: 403', { host: 'db-01' }],
    );
    expect(events).toMatchObject([
      { host: 'db-02' },
      { failure: { host: 'db-01', text: expect.stringContaining('status code: 403') } },
    ]);

    const records = read(
      [`${HEAD}begin archiving a file`, { host: 'db-01' }],
      [STRUCTURED, { host: 'db-02' }],
    );
    expect(records).toMatchObject({
      known: [true, true],
      events: [{ host: 'db-02' }],
      unread: { count: 1 },
    });
  });

  it('are read with the tag of a program and without it', () => {
    expect(read(`Nov 24 11:58:05 db-01 sh[7]: ${PUSHED}`).events).toMatchObject([
      { host: 'db-01' },
    ]);
  });

  it('that go on with an error without end are not all collected', () => {
    const error = `ERROR: 2026/11/24 11:58:05.000000 failed to upload 'wal_005/${FILE}.lz4' to bucket 'b': AccessDenied`;
    const lines = Array.from(
      { length: 200 },
      (_, index) => `\tstatus code: ${String(index).repeat(300)}`,
    );
    const [event] = read(error, ...lines).events;
    const text = event?.kind === 'failure' ? event.failure.text : '';

    expect(text).toMatch(/^failed to upload/u);
    expect(text).not.toContain('199');
  });

  it('of a tag alone say nothing', () => {
    expect(read('Nov 24 11:58:05 db-01 wal-g[7]: ')).toMatchObject({
      known: [true],
      unread: { count: 0 },
    });
  });

  it('of a crash of an archiver are a complaint without a time', () => {
    const stack = [
      'goroutine 1 [running]:',
      'github.com/wal-g/wal-g/main.f(...)',
      '\t/x.go:1 +0x7',
    ];

    expect(read('panic: it failed', ...stack).unread).toMatchObject({
      count: 0,
      undated: { count: 1 },
    });
    expect(
      read('panic: it failed', ...stack.filter((line) => !line.startsWith('git'))),
    ).toMatchObject({ unread: { count: 3 } });
    expect(read('panic: it failed', ...stack, 'something else').unread).toMatchObject({
      count: 1,
      undated: { count: 1 },
    });
  });

  it('that the command wrote before it failed are told with the complaint', () => {
    const { events, unread } = read(
      ['cp: cannot create', { host: 'db-01' }],
      [FAILED, { host: 'db-01' }],
    );

    expect(unread.count).toBe(0);
    expect(events).toMatchObject([
      { failure: { text: 'cp: cannot create', host: 'db-01' } },
      { failure: { reportedBy: 'postgresql' } },
    ]);
    expect(read('cp: cannot create', 'said').unread.count).toBe(2);
  });

  it('of nobody tell which name could not be read', () => {
    const unreadHost = '"db(01)"';

    expect(read([PUSHED, { unreadHost }]).hosts).toEqual({ count: 1, samples: [unreadHost] });
    expect(read([FAILED, { unreadHost }]).hosts).toEqual({ count: 1, samples: [unreadHost] });
    expect(read([PUSHED, { unreadHost, host: 'db-01' }]).hosts).toBeUndefined();
    expect(read([FAILED, { unreadHost, host: 'db-01' }]).hosts).toBeUndefined();
    expect(read(['said', { unreadHost }]).hosts).toBeUndefined();
    const { lines } = bare();
    lines.arrive({});
    lines.ofDocument({ unreadHost });
    lines.read(PUSHED, {});
    expect(lines.unreadHosts()?.count).toBe(1);
  });

  it('tell of a zone that is wrong by when they arrive, but for WAL-E, which writes UTC', () => {
    const at = AT - 120 * MINUTE;

    expect(read([PUSHED, { at }]).unread.zoneErrors).toMatchObject([{ offset: 120 * MINUTE }]);
    expect(read(PUSHED).unread.zoneErrors).toBeUndefined();
    expect(read([STRUCTURED, { at }]).unread.zoneErrors).toBeUndefined();
  });

  it('of another program may be an archiver’s or PostgreSQL’s all the same', () => {
    const { lines, events } = bare();

    expect(lines.readOfOther(PUSHED, {})).toBe(true);
    expect(lines.readOfOther(FAILED, {})).toBe(true);
    expect(lines.readOfOther('it failed', {})).toBe(false);
    expect(lines.end().count).toBe(0);
    expect(events).toHaveLength(2);
  });
});
