import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLog } from '../support/read-log.ts';
import { runs } from '../support/properties.ts';

const SEG = '000000140001003100000077';
const KEY = `gs://b/pitr-wale-v1/wal_005/${SEG}.lzo`;
const BEGIN = `MSG: begin archiving a file#012        DETAIL: Uploading "pg_xlog/${SEG}" to "${KEY}".#012        STRUCTURED: time=2019-06-07T16:50:42.145335-00 pid=35067 action=push-wal key=${KEY} prefix=pitr-wale-v1/ seg=${SEG} state=begin`;
const COMPLETE = `MSG: completed archiving to a file #012        DETAIL: Archiving to "${KEY}" complete at 14281KiB/s.#012        STRUCTURED: time=2019-06-07T16:50:43.145335-00 pid=35067 action=push-wal key=${KEY} prefix=pitr-wale-v1/ rate=14281 seg=${SEG} state=complete`;
const HEAD = '2019-06-07_16:50:42 patroni-04-db-gprd wal_e.worker.upload  INFO     ';
const begun = {
  file: SEG,
  host: 'patroni-04-db-gprd',
  pid: 35067,
  archiver: 'wal-e',
  destination: 'gs://b/pitr-wale-v1',
  beganAt: Date.parse('2019-06-07T16:50:42.145Z'),
};

describe('the log reader', () => {
  it('reads the runbook’s own example', () => {
    expect(readLog(HEAD + BEGIN).uploads).toEqual([
      { ...begun, state: 'uploading', endedAt: undefined, rateKiBps: undefined },
    ]);
  });

  it('reads three lines, each with its own prefix, as one record', () => {
    const prefix = '2019-06-07_16:50:42 patroni-04-db-gprd ';
    const lines = (HEAD + BEGIN).replace(/#012 {8}/g, `\n${prefix}`);

    const { uploads, unread } = readLog(lines);

    expect(uploads).toEqual([expect.objectContaining(begun)]);
    expect(unread.count).toBe(0);
  });

  it('reads a record whose head a collector has eaten', () => {
    const message = COMPLETE.slice('MSG: '.length);
    const line = JSON.stringify({
      host: 'patroni-04.example',
      ident: 'wal_e.worker.upload',
      message,
    });

    expect(readLog(line).uploads).toEqual([
      expect.objectContaining({
        file: SEG,
        host: 'patroni-04.example',
        state: 'complete',
        rateKiBps: 14281,
      }),
    ]);
  });

  it.each([
    ['the short name of the line and the full one of its place', 'db-01', 'db-01.dc1', 'db-01.dc1'],
    ['the name of the line where its place is another', 'db-02', 'db-01.dc1', 'db-02'],
    ['the full name of the line', 'db-01.dc2', 'db-01', 'db-01.dc2'],
    ['an address of IPv6', '2001:DB8::9', undefined, '2001:db8::9'],
  ])('takes %s', (_what, inLine, ofPlace, host) => {
    const line = (HEAD + BEGIN).replace('patroni-04-db-gprd', inLine);

    expect(readLog(line, { host: ofPlace }).uploads).toMatchObject([{ host }]);
  });

  const framed = (host: string, head = '2019-06-07_16:50:42') =>
    (HEAD + BEGIN).replace('2019-06-07_16:50:42 patroni-04-db-gprd', `${head} ${host}`);
  const structured = (host: unknown) =>
    JSON.stringify({ hostname: host, message: BEGIN, ident: 'wal_e.worker.upload' });

  it.each([
    ['of GitLab’s form', framed('db;02'), '"db;02"'],
    ['of syslog', framed('db;02', 'Jun  7 16:50:42'), '"db;02"'],
    ['with a priority', framed('db;02', '<14>1 2019-06-07T16:50:42Z'), '"db;02"'],
    ['of JSON', structured('db 02'), '"db 02"'],
    ['of JSON, with a zone', structured('fe80::1%eth0'), '"fe80::1%eth0"'],
    [
      'of JSON, with something else',
      structured(`<!channel> ${'x'.repeat(300)}`),
      `"<!channel> ${'x'.repeat(48)}…"`,
    ],
  ])('counts the record of a line %s whose host is none', (_what, line, sample) => {
    const { uploads, unreadHosts } = readLog(`${HEAD}${COMPLETE}\n${line}`);

    expect(uploads).toHaveLength(2);
    expect(unreadHosts).toEqual({ count: 1, samples: [sample] });
  });

  it.each([
    ['no host at all', BEGIN],
    ['syslog’s word for no host', structured('-')],
    ['a level in its place', framed('[info]', '2019-06-07T16:50:42Z')],
    ['a host that is read', framed('db-01')],
  ])('counts none where a line has %s', (_what, line) => {
    const { uploads, unreadHosts } = readLog(line);

    expect(uploads).toHaveLength(1);
    expect(unreadHosts).toBeUndefined();
  });

  it('takes the host of the place where the line has none that can be read', () => {
    const { uploads, unreadHosts } = readLog(structured('db 02'), { host: 'db-01' });

    expect(uploads).toMatchObject([{ host: 'db-01' }]);
    expect(unreadHosts).toBeUndefined();
  });

  it('reads an export of Elasticsearch', () => {
    const json = { tag: 'db.wale', fqdn: 'patroni-04-db-gprd.c.internal', message: HEAD + BEGIN };
    const line = JSON.stringify({ _source: { '@timestamp': '2019-06-07T16:50:45Z', json } });

    expect(readLog(line).uploads).toEqual([
      expect.objectContaining({ ...begun, host: 'patroni-04-db-gprd.c.internal' }),
    ]);
  });

  it.each([
    ['within the state', -4],
    ['within the key', -60],
    ['before STRUCTURED', -(BEGIN.length - BEGIN.indexOf('#012        STRUCTURED'))],
  ])('still knows a begin that is cut off %s', (_where, end) => {
    const { uploads } = readLog((HEAD + BEGIN).slice(0, end));

    expect(uploads).toEqual([
      expect.objectContaining({ file: SEG, host: 'patroni-04-db-gprd', state: 'uploading' }),
    ]);
  });

  it('closes the upload when its completion lost time and pid', () => {
    const cut = COMPLETE.slice(0, COMPLETE.indexOf('#012        STRUCTURED'));
    const later = HEAD.replace('16:50:42', '16:50:43');

    expect(readLog(`${HEAD}${BEGIN}\n${later}${cut}`).uploads).toEqual([
      expect.objectContaining({ ...begun, state: 'complete', rateKiBps: 14281 }),
    ]);
  });

  it.each(['nan', 'inf', 'NaN'])('has no rate where WAL-E could work out none: %j', (rate) => {
    const { uploads } = readLog(HEAD + COMPLETE.replace('rate=14281', `rate=${rate}`));

    expect(uploads).toMatchObject([{ file: SEG, state: 'complete', rateKiBps: undefined }]);
  });

  it('counts and shows a record that is cut so short that its file is lost', () => {
    const { uploads, unread } = readLog(`${HEAD}MSG: begin archiving a file#012   DETAIL: Uplo`);

    expect(uploads).toEqual([]);
    expect(unread.count).toBe(1);
    expect(unread.samples[0]).toContain('begin archiving a file');
  });

  it('takes the last STRUCTURED of a record that quotes another one', () => {
    const nested = `${HEAD.replace('worker.upload', 'main')}MSG: something odd#012        DETAIL: it said#012        STRUCTURED: time=2001-01-01T00:00:00.000000-00 pid=1 action=push-wal key=k prefix= seg=${SEG} state=complete#012        STRUCTURED: time=2019-06-07T16:50:44.000000-00 pid=9`;

    expect(readLog(nested).uploads).toEqual([]);
  });

  it('does not take a file name that is none', () => {
    const { uploads, unread } = readLog(HEAD + BEGIN.replaceAll(SEG, '$(reboot)'));

    expect(uploads).toEqual([]);
    expect(unread.count).toBe(1);
  });

  it('does not take a host name that is none', () => {
    const { uploads } = readLog((HEAD + BEGIN).replace('patroni-04-db-gprd', '<!channel>'));

    expect(uploads).toEqual([expect.objectContaining({ file: SEG, host: undefined })]);
  });

  it('places a record of January near its neighbours, though its stamp has no year', () => {
    const line = `Dec 31 23:59:59 patroni-04 wal_e.main   CRITICAL MSG: pipeline process did not exit gracefully`;

    const [failure] = readLog(line).failures;

    expect(new Date(failure?.at ?? 0).toISOString()).toBe('2026-12-31T23:59:59.000Z');
  });

  it('loses no line and never fails, whatever it is given', () => {
    const piece = fc.oneof(
      fc.constantFrom('STRUCTURED: ', 'MSG: ', 'wal_e.main', ' state=', ' seg=', '{', '#012', SEG),
      fc.constantFrom(
        HEAD,
        BEGIN,
        COMPLETE,
        '        ',
        '\t',
        'Traceback (most recent call last):',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const line = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const { unread } = readLog(lines.join('\n'));
        expect(unread.samples.length).toBeLessThanOrEqual(unread.count);
      }),
      { numRuns: runs(500) },
    );
  });

  it.each([
    'Uploading "',
    '/a',
    'MSG: begin archiving a file#012        DETAIL: Uploading "a',
    ' seg=',
    'STRUCTURED: time=',
    'wal_e.',
    '#012         ',
    'archive command was terminated by signal ',
    'LOG:',
    '{"a":',
  ])('comes to an end on a line of a megabyte of %j', (piece) => {
    const line = `${HEAD}MSG: begin archiving a file ${piece.repeat(1_000_000 / piece.length)}`;

    expect(readLog(line).uploads).toEqual([]);
    expect(readLog(line.slice(HEAD.length + 5)).uploads).toEqual([]);
  });

  it('counts a line of no known kind, and samples the first few', () => {
    const { unread } = readLog(Array.from({ length: 9 }, (_, i) => `hello ${i}`).join('\n'));

    expect(unread).toEqual({
      count: 9,
      samples: ['hello 0', 'hello 1', 'hello 2', 'hello 3', 'hello 4'],
    });
  });
});
