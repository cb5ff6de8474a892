import { describe, expect, it } from '@jest/globals';
import { readWalERecord } from '../../src/archivers/wal-e/record.ts';
import { walETime } from '../../src/archivers/wal-e/time.ts';
import type { RecordContext } from '../../src/log/framing/record-context.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const OWN = Date.UTC(2026, 10, 24, 1, 48, 46, 897);
const SEG = '000000010000000000000007';
const KEY = `s3://bucket/main/wal_005/${SEG}.lzo`;
const HEAD = 'wal_e.worker.upload INFO     MSG: ';
const context: RecordContext = { host: 'db-01', outerTime: () => NOON, outerPid: 7 };
const read = (text: string, more: Partial<RecordContext> = {}) =>
  readWalERecord(text, { ...context, ...more });

const structured = (fields: string, time = '2026-11-24T01:48:46.897387-00') =>
  `STRUCTURED: time=${time} pid=8821${fields}`;
const pushed = (state: string, rate = '') =>
  structured(` action=push-wal key=${KEY} prefix=main/ ${rate}seg=${SEG} state=${state}`);
const record = (...lines: readonly string[]) => lines.join('\n        ');
const push = { file: SEG, host: 'db-01', pid: 8821, at: OWN, archiver: 'wal-e' };
const UPLOADING = `DETAIL: Uploading "pg_wal/${SEG}" to "${KEY}".`;
const ARCHIVED = `DETAIL: Archiving to "${KEY}" complete at 830112KiB/s.`;
const BEGIN = `${HEAD}begin archiving a file`;
const COMPLETE = `${HEAD}completed archiving to a file`;
const SKIP = `${HEAD}skip parallel archiving of a file`;

describe('a record of a push', () => {
  const destination = 's3://bucket/main';

  it.each<[what: string, text: string, event: object]>([
    [
      'begins',
      record(BEGIN, UPLOADING, pushed('begin')),
      { kind: 'push-begin', ...push, destination },
    ],
    [
      'completes, with its rate',
      record(COMPLETE, ARCHIVED, pushed('complete', 'rate=830112 ')),
      { kind: 'push-complete', ...push, destination, rateKiBps: 830_112 },
    ],
    [
      'is skipped, since its file is gone',
      record(SKIP, pushed('skip')),
      { kind: 'push-skip', ...push, destination },
    ],
    ['has only its last line', pushed('begin'), { kind: 'push-begin', ...push, destination }],
    [
      'has a rate in the form of large numbers',
      record(COMPLETE, pushed('complete', 'rate=1.2e+06 ')),
      { kind: 'push-complete', ...push, destination, rateKiBps: 1_200_000 },
    ],
    [
      'took no time at all',
      record(COMPLETE, pushed('complete', 'rate=nan ')),
      { kind: 'push-complete', ...push, destination, rateKiBps: undefined },
    ],
  ])('%s', (_what, text, event) => {
    expect(read(text)).toEqual(event);
  });

  it.each<[what: string, text: string, event: object]>([
    [
      'begun',
      record(BEGIN, UPLOADING, structured(` action=push-wal key=${KEY.slice(0, 12)}`)),
      { kind: 'push-begin', ...push },
    ],
    [
      'completed',
      record(COMPLETE, ARCHIVED, structured(' action=push-wal key=s3://b')),
      { kind: 'push-complete', ...push, rateKiBps: 830_112 },
    ],
    [
      'completed, cut within its state',
      record(COMPLETE, ARCHIVED, pushed('comp')),
      { kind: 'push-complete', ...push, rateKiBps: 830_112 },
    ],
    [
      'completed, cut behind the name of the file',
      record(COMPLETE, ARCHIVED.slice(0, ARCHIVED.indexOf(' complete'))),
      { kind: 'push-complete', ...push, at: NOON, pid: 7, rateKiBps: undefined },
    ],
    [
      'begun, cut before its own time',
      record(BEGIN, UPLOADING),
      { kind: 'push-begin', ...push, at: NOON, pid: 7 },
    ],
    [
      'completed, cut before its state',
      record(COMPLETE, ARCHIVED, structured(` action=push-wal key=${KEY} seg=${SEG}`)),
      { kind: 'push-complete', ...push, rateKiBps: 830_112 },
    ],
    [
      'completed, with fields of another in its detail',
      record(
        COMPLETE,
        `${ARCHIVED} seg=000000010000000000000001 state=begin`,
        structured(' action=push-wal key=s3://b'),
      ),
      { kind: 'push-complete', ...push, rateKiBps: 830_112 },
    ],
    [
      'completed, cut behind its time',
      record(COMPLETE, ARCHIVED, 'STRUCTURED: time=2026-11-24T01:48:46.897387-00'),
      { kind: 'push-complete', ...push, pid: 7, rateKiBps: 830_112 },
    ],
    [
      'completed, cut within its time',
      record(COMPLETE, ARCHIVED, 'STRUCTURED: time=2026-11-24T01:4'),
      { kind: 'push-complete', ...push, at: NOON, pid: 7, rateKiBps: 830_112 },
    ],
    [
      'completed, cut within its pid',
      record(COMPLETE, ARCHIVED, structured('').slice(0, -1)),
      { kind: 'push-complete', ...push, pid: undefined, rateKiBps: 830_112 },
    ],
    [
      'begun, cut within its action',
      record(BEGIN, UPLOADING, structured(' act')),
      { kind: 'push-begin', ...push },
    ],
    [
      'begun, in one line with single blanks',
      `${BEGIN} ${UPLOADING}`,
      { kind: 'push-begin', ...push, at: NOON, pid: 7 },
    ],
    [
      'completed, in one line with single blanks',
      `${COMPLETE} ${ARCHIVED}`,
      { kind: 'push-complete', ...push, at: NOON, pid: 7, rateKiBps: 830_112 },
    ],
    [
      'begun, without its head',
      record('begin archiving a file', UPLOADING),
      { kind: 'push-begin', ...push, at: NOON, pid: 7 },
    ],
  ])('is read from what is left where its end was cut off: %s', (_what, text, event) => {
    expect(read(text)).toEqual(event);
  });

  it.each([
    ['it names no file', record(BEGIN, structured(' action=push-wal key=s3://b'))],
    ['its file is none of WAL', record(BEGIN, UPLOADING.replace(SEG, 'backup_label'))],
    ['nothing is left that says what became of it', record(SKIP)],
    ['nothing is left of a line but that', `${SKIP} DETAIL: The segment did not exist.`],
    ['it says that it began, and its detail that it is done', record(BEGIN, ARCHIVED)],
    [
      'it says that it completed, and its detail that it begins',
      record(COMPLETE, UPLOADING, structured(' action=push-wal key=s3://b')),
    ],
    ['the name in the field is no file of WAL', pushed('begin').replace(`seg=${SEG}`, 'seg=x')],
  ])('is not understood where %s', (_where, text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each([
    ['whole', record(BEGIN, UPLOADING, pushed('begin').replace(/time=\S+/, 'time=?'))],
    ['cut', record(BEGIN, UPLOADING)],
  ])('is not understood without any time: %s', (_what, text) => {
    expect(read(text, { outerTime: () => undefined })).toBeUndefined();
  });

  it('has the time of its frame where its own cannot be read', () => {
    const text = record(BEGIN, pushed('begin').replace(/time=\S+/, 'time=2026-11-24Tx'));

    expect(read(text)).toMatchObject({ at: NOON });
  });

  it.each([
    [
      'a key without a folder of WAL',
      pushed('begin').replace('/wal_005/', '/elsewhere/'),
      undefined,
    ],
    [
      'no key, whatever its detail says',
      record(BEGIN, UPLOADING, pushed('begin').replace(/ key=\S+/, '')),
      undefined,
    ],
    [
      'a key without a folder, and one behind all fields',
      `${pushed('begin').replace('/wal_005/', '/elsewhere/')} /wal_005/`,
      undefined,
    ],
    [
      'the longest key that there is',
      pushed('begin').replace('s3://bucket/main', `s3://${'b'.repeat(1190)}`),
      `s3://${'b'.repeat(1190)}`,
    ],
    [
      'a longer one',
      pushed('begin').replace('s3://bucket/main', `s3://${'b'.repeat(1191)}`),
      undefined,
    ],
  ])('goes to where its key says: %s', (_what, text, destination) => {
    expect(read(text)).toMatchObject({ kind: 'push-begin', destination });
  });

  it('is that of its last STRUCTURED, whatever its DETAIL quotes', () => {
    const quoted = pushed('begin').replaceAll(SEG, '000000010000000000000001');

    expect(read(record(COMPLETE, `DETAIL: ${quoted}`, pushed('complete')))).toMatchObject({
      kind: 'push-complete',
      file: SEG,
    });
  });
});

describe('another record', () => {
  const failed = (text: string, more: Partial<RecordContext> = {}) => {
    const event = read(text, more);
    return event?.kind === 'failure' ? event.failure : event;
  };
  const ERROR = 'wal_e.main   ERROR    MSG: ';
  const NO_FILE = 'could not find file for wal-push';
  const failure = {
    host: 'db-01',
    pid: 8821,
    at: OWN,
    reportedBy: 'archiver',
    archiver: 'wal-e',
    file: undefined,
  };

  it('is a failed push by what it says, with its detail and hint', () => {
    expect(
      failed(record(ERROR + NO_FILE, 'DETAIL: no such file', 'HINT: look', structured(''))),
    ).toEqual({ ...failure, operation: 'push', text: `${NO_FILE}: no such file: look` });
  });

  it('is one in one line, whatever became of its line feeds', () => {
    for (const feed of ['#012', '\\n', '\\012', '\r\n']) {
      expect(
        failed([ERROR + NO_FILE, 'DETAIL: no such file', structured('')].join(`${feed}        `)),
      ).toMatchObject({ operation: 'push', text: `${NO_FILE}: no such file` });
    }
    expect(failed(`${ERROR}${NO_FILE}         DETAIL: no such file`)).toMatchObject({
      text: `${NO_FILE}: no such file`,
    });
  });

  it('is told without its blank lines, and with labels only where they begin none', () => {
    expect(
      failed(
        record(ERROR + NO_FILE, 'DETAIL: no such file', '  ', 'see the HINT: here', structured('')),
      ),
    ).toMatchObject({ text: `${NO_FILE}: no such file: see the HINT: here` });
  });

  it('is of no known process where what it names is none', () => {
    expect(failed(record(ERROR + NO_FILE, structured('').replace('8821', 'abc')))).toMatchObject({
      pid: undefined,
    });
  });

  it('is of the process of its frame where only its words name one', () => {
    expect(failed(`${ERROR}${NO_FILE} pid=99`)).toMatchObject({ pid: 7 });
  });

  it('is one behind a blank that a collector has left', () => {
    expect(failed(` ${NO_FILE}`)).toMatchObject({ operation: 'push', text: NO_FILE });
  });

  it('is one without its head, and then has the time and process of its frame', () => {
    expect(failed(NO_FILE)).toEqual({
      ...failure,
      pid: 7,
      at: NOON,
      operation: 'push',
      text: NO_FILE,
    });
  });

  it.each([
    ['ERROR', 'wal_e.main   ERROR    MSG: '],
    ['CRITICAL', 'wal_e.main   CRITICAL MSG: '],
  ])('is a failure by its level %s, though nobody knows its words', (_level, head) => {
    expect(failed(record(`${head}something new`, structured('')))).toMatchObject({
      operation: 'unknown',
      text: 'something new',
    });
  });

  it('is none where its words are new and its level is not', () => {
    expect(read(record(`${HEAD}something new`, structured('')))).toEqual({ kind: 'other' });
  });

  it('is no record where neither a head nor its words are WAL-E’s', () => {
    expect(read('something else')).toBeUndefined();
    expect(read('')).toBeUndefined();
  });

  it('is what it did, whatever it was', () => {
    expect(read(record(`${HEAD}x`, structured(' action=wal-fetch state=begin')))).toEqual({
      kind: 'other',
    });
  });

  it('is not understood without any time', () => {
    expect(read(ERROR + NO_FILE, { outerTime: () => undefined })).toBeUndefined();
  });

  it.each([
    ['push', 'uploader.wal_archive(WAL_SEGMENT)'],
    ['fetch', 'res = backup_cxt.wal_restore(name)'],
    ['base-backup', 'backup_cxt.database_backup(directory)'],
    ['unknown', 'main()'],
  ])(
    'of an exception is of the %s that was running, and tells the exception',
    (operation, frame) => {
      const text = record(
        `${ERROR}An unprocessed exception has avoided all error handling`,
        'DETAIL: Traceback (most recent call last):',
        '  File "/usr/lib/wal_e/cmd.py", line 657, in main',
        `    ${frame}`,
        'socket.error: [Errno 104] Connection reset by peer',
        '',
        structured(''),
      );

      expect(failed(text)).toMatchObject({
        operation,
        text: 'An unprocessed exception has avoided all error handling: socket.error: [Errno 104] Connection reset by peer',
      });
    },
  );

  it('of an exception is told as journald indents it, with all lines of the exception', () => {
    const lines = [
      `${ERROR}An unprocessed exception has avoided all error handling`,
      'DETAIL: Traceback (most recent call last):',
      '  File "/usr/lib/wal_e/cmd.py", line 657, in main',
      '    main()',
      'boto.exception: 503',
      'Slow Down',
      structured(''),
    ];

    expect(failed(lines.join(`\n${' '.repeat(20)}`))).toMatchObject({
      text: 'An unprocessed exception has avoided all error handling: boto.exception: 503 Slow Down',
    });
  });

  it('of a failure that is known stays that, whatever its traceback shows', () => {
    expect(
      failed(
        record('wal_e.main ERROR    MSG: Could not stop hot backup', 'DETAIL: x.wal_archive(1)'),
      ),
    ).toMatchObject({ operation: 'base-backup' });
  });

  it.each<[what: string, retry: readonly string[], more: object]>([
    [
      'of any call',
      [
        'wal_e.retries WARNING  MSG: retrying after encountering exception',
        'DETAIL: Exception information dump: ',
        'Traceback (most recent call last):',
        '  File "/opt/wal-e/src/wal_e/retries.py", line 87, in shim',
        '    return f(*args, **kwargs)',
        'boto.exception.S3ResponseError: S3ResponseError: 403 Forbidden',
        '',
        'HINT: A better error message should be written to handle this exception.  Please report this output.',
      ],
      {
        operation: 'unknown',
        file: undefined,
        text: 'retrying after encountering exception: boto.exception.S3ResponseError: S3ResponseError: 403 Forbidden',
      },
    ],
    [
      'of a partition that is fetched',
      [
        'wal_e.retries WARNING  MSG: retrying after encountering exception',
        'DETAIL: Exception information dump: ',
        'Traceback (most recent call last):',
        '  File "/opt/wal-e/src/wal_e/worker/file/file_worker.py", line 78, in fetch_partition',
        '    TarPartition.tarfile_extract(pl.stdout, self.local_root)',
        'tarfile.ReadError: unexpected end of data',
      ],
      {
        operation: 'fetch',
        file: undefined,
        text: 'retrying after encountering exception: tarfile.ReadError: unexpected end of data',
      },
    ],
    [
      'of a chunk for Azure',
      [
        'wal_e.blobstore.wabs.wabs_util WARNING  MSG: retrying file upload from unexpected exception',
        'DETAIL: The exception type is <class \'azure.common.AzureHttpError\'> and its value is Server busy and its traceback is   File "/opt/wal-e/src/wal_e/retries.py", line 87, in shim',
        '    return f(*args, **kwargs)',
        `  There have been 3 attempts to upload  file wabs://backup/main/wal_005/${SEG}.lzo so far.`,
      ],
      {
        operation: 'push',
        file: SEG,
        text: expect.stringContaining('its value is Server busy:'),
      },
    ],
    [
      'of a connection to Azure',
      [
        'wal_e.blobstore.wabs.wabs_util INFO     MSG: Retrying upload because of a socket error',
        "DETAIL: The socket error's message is '[Errno 104] Connection reset by peer'.  There have been 1 attempts to upload  file wabs://backup/main/basebackups_005/base_1/tar_partitions/part_00000000.tar.lzo so far.",
      ],
      { operation: 'base-backup', file: undefined, text: expect.stringContaining('reset by peer') },
    ],
  ])('says before its last try what is tried again: %s', (_what, retry, more) => {
    expect(failed(record(...retry, structured('')))).toEqual({
      ...failure,
      retrying: true,
      ...more,
    });
  });

  it('of an exception whose end was cut off says so', () => {
    const text = record(
      `${ERROR}An unprocessed exception has avoided all error handling`,
      'DETAIL: Traceback (most recent call last):',
      '  File "/usr/lib/wal_e/cmd.py", line 657, in main',
    );

    expect(failed(text)).toMatchObject({
      text: 'An unprocessed exception has avoided all error handling (cut off)',
    });
  });

  it.each<[what: string, text: string, event: object]>([
    [
      'begins',
      record(
        'wal_e.main INFO     MSG: starting WAL-E',
        'DETAIL: The subcommand is "backup-push".',
        structured(''),
      ),
      { kind: 'base-backup', host: 'db-01', pid: 8821, at: OWN },
    ],
    [
      'goes on, without a time of its own',
      'wal_e.main INFO     MSG: begin uploading a base backup volume',
      { kind: 'base-backup', host: 'db-01', pid: 7, at: NOON },
    ],
    [
      'is none of another subcommand',
      record(
        'wal_e.main INFO     MSG: starting WAL-E',
        'DETAIL: The subcommand is "wal-push".',
        structured(''),
      ),
      { kind: 'other' },
    ],
  ])('of a base backup: it %s', (_what, text, event) => {
    expect(read(text)).toEqual(event);
  });

  it('of a base backup tells nothing without any time', () => {
    expect(
      read(`${HEAD}begin uploading a base backup volume`, { outerTime: () => undefined }),
    ).toEqual({ kind: 'other' });
  });
});

describe('the time of a record', () => {
  it.each([
    ['with microseconds', '2019-06-07T16:50:42.145335-00', Date.UTC(2019, 5, 7, 16, 50, 42, 145)],
    ['without a fraction', '2019-06-07T16:50:42-00', Date.UTC(2019, 5, 7, 16, 50, 42)],
    ['with a character below the digits', '2019-06-07T16:50:4/.145335', undefined],
    ['with a character above the digits', '2019-06-07T16:50:4:.145335', undefined],
    ['cut off', '2019-06-07T16:5', undefined],
  ])('%s', (_what, text, at) => {
    expect(walETime(text, 0)).toBe(at);
    expect(walETime(`time=${text}`, 5)).toBe(at);
  });
});
