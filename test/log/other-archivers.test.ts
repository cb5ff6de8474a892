import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failureCause } from '../../src/causes/failure-causes.ts';
import { parseWalFile } from '../../src/domain/wal-file.ts';
import { readLog } from '../support/read-log.ts';

const read = (name: string, host?: string) =>
  readLog(readFileSync(`test/fixtures/${name}`, 'utf8'), host === undefined ? undefined : { host });
const logsIn = (folder: string): string[] =>
  readdirSync(`test/fixtures/${folder}`)
    .filter((name) => name.endsWith('.log'))
    .map((name) => `${folder}/${name}`);
const states = (name: string): [string, string][] =>
  read(name).uploads.map(({ file, state }) => [file.slice(-6), state]);
const pushFailures = (name: string) =>
  read(name).failures.filter(({ operation }) => operation === 'push');
const causesOf = (name: string): string[] => [
  ...new Set(
    pushFailures(name)
      .filter(({ reportedBy }) => reportedBy === 'archiver')
      .map(({ text, archiver }) => failureCause(text, archiver).cause),
  ),
];

describe('the logs of other archivers', () => {
  it.each([...logsIn('wal-g'), ...logsIn('pgbackrest'), ...logsIn('barman')])(
    '%s: every line is understood',
    (name) => {
      expect(read(name).unread).toEqual({ count: 0, samples: [] });
    },
  );
});

describe('whatever stands behind a head', () => {
  const HEADS = [
    'INFO: 2026/11/24 11:59:42.138682 ',
    'ERROR: 2026/11/24 11:59:42.138682 ',
    'INFO: 2026/11/24 11:59:42.138682 FILE PATH: ',
    'time=2026-11-24T11:59:44.138Z level=ERROR msg="Storage aliveness check failed" error="',
    'panic: ',
    'Error: unknown command "',
    'INFO: 2026/11/24 11:59:42.138682 Retrying S3 request due to transient network error: ',
    '2026-11-24 02:15:03.433 P00   INFO: archive-push command begin 2.45: [',
    '2026-11-24 02:15:03.433 P00  ERROR: [103]: ',
    "2026-11-24 02:15:03.433 P00   INFO: pushed WAL file '",
    'WARN: dropped WAL file ',
    '2026-11-24 02:25:03,142 [16992] barman.wal_archiver INFO: Archiving segment 1 of 2 from streaming: main/',
    '2026-11-24 02:25:05,565 [17006] barman.cli ERROR: ',
    'ERROR: Error executing ssh: ',
  ];

  it('names no file that is none, and keeps no control character', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HEADS), fc.string({ unit: 'binary' }), (head, noise) => {
        const { uploads, failures } = readLog(`${head}${noise}`, { host: 'a', at: 1 });
        const files = [...uploads, ...failures].flatMap((item) => item.file ?? []);
        return (
          files.every((file) => parseWalFile(file) !== undefined) &&
          // eslint-disable-next-line no-control-regex -- these are what must not be there
          failures.every(({ text }) => text.length <= 400 && !/[\u0000-\u001f]/.test(text))
        );
      }),
    );
  });

  it('keeps beginning and end of a long complaint: the reason is at its end', () => {
    const key = 'a'.repeat(300);
    const { failures } = readLog(
      [
        `ERROR: 2026/11/24 11:59:42.1 failed to upload '${key}/wal_005/000000050000001000000060.br' to bucket 'b': RequestError: send request failed`,
        `caused by: Put "https://b.s3.example.com/${key}": dial tcp: lookup b.s3.example.com: no such host`,
      ].join('\n'),
    );

    expect(failures[0]?.text.length).toBeLessThanOrEqual(400);
    expect(failures[0]?.text).toMatch(/^failed to upload .* no such host$/);
    expect(failureCause(failures[0]?.text ?? '').cause).toBe('dns');
  });

  it('is redacted', () => {
    const { failures } = readLog(
      "ERROR: 2026/11/24 11:59:42.1 failed to upload 'a' to bucket 'b': aws_secret_access_key=abcdef\ncaused by: token: hunter2hunter2",
    );

    expect(failures).toHaveLength(1);
    expect(failures[0]?.text).not.toMatch(/abcdef|hunter2/);
  });
});

describe('WAL-G', () => {
  it('has uploads that end without a begin, in any order', () => {
    const { uploads, failures } = read('wal-g/ok.log');

    expect(failures).toEqual([]);
    expect(uploads.map(({ file }) => file)).toEqual([
      '000000050005E57500000016',
      '000000050005E57500000015',
      '000000050005E57500000017',
      '00000005.history',
    ]);
    expect(uploads[0]).toEqual({
      file: '000000050005E57500000016',
      host: undefined,
      pid: undefined,
      archiver: 'wal-g',
      state: 'complete',
      beganAt: undefined,
      endedAt: Date.parse('2026-11-24T11:59:42.138Z'),
      rateKiBps: undefined,
    });
  });

  it('is read in its oldest form, by the time and host of the log daemon', () => {
    expect(read('wal-g/old-path.log').uploads).toMatchObject([
      {
        file: '000000050005E57500000016',
        host: 'patroni-01-db-lab',
        endedAt: Date.parse('2026-11-24T11:59:42.500Z'),
      },
    ]);
  });

  it('is not believed when it names a file whose upload has just failed', () => {
    expect(states('wal-g/failing-s3.log')).toEqual([
      ['000017', 'complete'],
      ['000018', 'failed'],
      ['000018', 'failed'],
      ['000018', 'failed'],
    ]);
    expect(causesOf('wal-g/failing-s3.log')).toEqual(['credentials']);
  });

  it('is believed when the next try succeeds', () => {
    expect(states('wal-g/failing-then-ok.log')).toEqual([
      ['00009E', 'complete'],
      ['00009F', 'failed'],
      ['00009F', 'complete'],
    ]);
    expect(causesOf('wal-g/failing-then-ok.log')).toEqual(['network']);
  });

  it('has tries within an upload that go on: they name file and cause, and end nothing', () => {
    expect(pushFailures('wal-g/retries-gcs.log')).toMatchObject([
      { file: '000000050007798000000080', retrying: true },
      { file: '000000050007798000000080', retrying: true },
    ]);
    expect(states('wal-g/retries-gcs.log')).toEqual([['00007F', 'complete']]);
  });

  it('has no level in its first versions, nor where it tries again', () => {
    const said = [
      '2018/05/08 11:58:31 FILE PATH: 000000010000000000000021.lz4',
      "2018/05/08 11:58:40 upload: failed to upload 'db/wal_005/000000010000000000000022.lz4': AccessDenied: Access Denied. Restarting in 2.00 seconds",
      "2018/05/08 11:58:59 upload: failed to upload 'db/wal_005/000000010000000000000022.lz4': AccessDenied: Access Denied.",
    ];
    const { uploads, failures, unread } = readLog(said.join('\n'));

    expect(unread.count).toBe(0);
    expect(uploads).toMatchObject([{ file: '000000010000000000000021', state: 'complete' }]);
    expect(failures).toMatchObject([
      { file: '000000010000000000000022', operation: 'push', retrying: true },
      { file: '000000010000000000000022', operation: 'push' },
    ]);
    expect(failures[1]?.retrying).toBeUndefined();
  });

  it('logs begins at level DEVEL, and errors with their stack', () => {
    const { uploads } = read('wal-g/devel.log');

    expect(uploads.map(({ state, beganAt }) => [state, beganAt !== undefined])).toEqual([
      ['complete', true],
      ['failed', true],
    ]);
    expect(causesOf('wal-g/devel.log')).toEqual(['compression']);
    expect(JSON.stringify(read('wal-g/devel.log').failures)).not.toContain('travis');
  });

  it('has base backups that are no uploads of WAL', () => {
    const { uploads, failures } = read('wal-g/backup-failing.log');

    expect(uploads).toEqual([]);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.filter(({ operation }) => operation === 'push')).toEqual([]);
  });

  it('writes local time: a stamp with a zone tells how far that is from UTC', () => {
    const { uploads, failures } = read('wal-g/syslog.log');

    expect(uploads).toMatchObject([
      { pid: 3100, host: 'patroni-01-db-lab', endedAt: Date.parse('2026-11-24T11:59:42.138Z') },
    ]);
    expect(failures[0]?.text).toContain('SlowDown: Please reduce your request rate.');
    expect(failures[0]?.at).toBe(Date.parse('2026-11-24T11:59:44.138Z'));
  });

  it('through syslog has the rest of a complaint in lines that are tagged as well', () => {
    const tagged = (line: string): string => `Nov 24 11:59:44 db-1 wal-g[3100]: ${line}`;
    const { failures, unread } = readLog(
      [
        "ERROR: 2026/11/24 11:59:44.138682 upload: could not Upload 'pg_wal/000000050005E57500000017'",
        ": failed to upload 'wal_005/000000050005E57500000017.br' to bucket 'b': AccessDenied: Access Denied",
        '\tstatus code: 403, request id: 4442587FB7D0A2F9',
      ]
        .map(tagged)
        .join('\n'),
    );

    expect(unread.count).toBe(0);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.text).toMatch(/could not Upload .* AccessDenied: .* status code: 403/);
  });

  it.each(['wal-g/fluentd.json.log'])('%s: one upload completes, the next fails', (name) => {
    const { uploads, failures } = read(name);

    expect(uploads.map(({ state }) => state)).toEqual(['complete']);
    expect(failures).toMatchObject([{ operation: 'push', file: '000000050005E57500000017' }]);
    expect(causesOf(name)).not.toContain('unknown');
  });

  it('is read from documents that hold head and message apart, and from the message alone', () => {
    const { uploads, failures } = read('wal-g/elasticsearch.json.log');

    expect(uploads.map(({ endedAt }) => endedAt)).toEqual([
      Date.parse('2026-11-24T11:59:42.138Z'),
      Date.parse('2026-11-24T11:59:44.900Z'),
    ]);
    expect(failures).toMatchObject([{ operation: 'push', file: '000000050005E57500000018' }]);
  });

  it('in PostgreSQL’s log: an error that names nothing is a push if the archive command fails with it', () => {
    expect(pushFailures('wal-g/postgresql.log').map(({ reportedBy }) => reportedBy)).toEqual([
      'archiver',
      'postgresql',
      'archiver',
      'postgresql',
    ]);
    expect(causesOf('wal-g/postgresql.log')).toEqual(['configuration']);
  });

  it('without PostgreSQL’s word an error that names nothing is left open', () => {
    const { failures } = readLog(
      'ERROR: 2026/11/24 11:59:44.900121 Failed to find any configured storage',
    );

    expect(failures).toMatchObject([{ operation: 'unknown' }]);
  });

  it('takes over from WAL-E within one log', () => {
    const archivers = read('wal-g/migration.log').uploads.map(({ archiver }) => archiver);

    expect(archivers.filter((archiver) => archiver === 'wal-e')).toHaveLength(4);
    expect(archivers.filter((archiver) => archiver === 'wal-g')).toHaveLength(4);
  });
});

describe('pgBackRest', () => {
  describe('without its times (log-timestamp=n)', () => {
    const SAID = [
      'P00   INFO: archive-push command begin 2.45: [pg_wal/000000010000000000000004] --exec-id=55-abc --stanza=main',
      "P00  ERROR: [055]: unable to load info file '/repo/archive/main/archive.info'",
      'P00   INFO: archive-push command end: aborted with exception [055]',
    ];

    it('has those of syslog', () => {
      const pushed = "P00   INFO: pushed WAL file '000000010000000000000004' to the archive";
      const log = [...SAID, pushed].map((line) => `Nov 24 11:50:00 db-01 pgbackrest[55]: ${line}`);

      expect(readLog(log.join('\n'))).toMatchObject({
        uploads: [{ file: '000000010000000000000004', host: 'db-01' }],
        failures: [{ file: '000000010000000000000004', operation: 'push' }],
        unread: { count: 0 },
      });
    });

    it('has that of PostgreSQL’s complaint, and what has none is unread', () => {
      const complaint =
        '2026-11-24 11:50:00.145 UTC [123] LOG:  archive command failed with exit code 55';

      expect(readLog([...SAID, complaint].join('\n'))).toMatchObject({
        failures: [
          { archiver: 'pgbackrest', at: Date.UTC(2026, 10, 24, 11, 50, 0, 145) },
          { reportedBy: 'postgresql' },
        ],
        unread: { count: 1 },
      });
      const alone = readLog(SAID.join('\n'));
      expect(alone.failures).toEqual([]);
      expect(alone.unread.count + (alone.unread.undated?.count ?? 0)).toBeGreaterThan(0);
    });
  });

  it('has uploads with begin and end in the foreground', () => {
    const { uploads } = read('pgbackrest/03-push-sync-ok.console.log', 'patroni-01-db-lab');

    expect(uploads).toHaveLength(4);
    expect(uploads[0]).toEqual({
      file: '00000002000000000000002D',
      destination: 'main',
      host: 'patroni-01-db-lab',
      pid: 15599,
      archiver: 'pgbackrest',
      state: 'complete',
      beganAt: Date.parse('2026-11-24T02:15:31.904Z'),
      endedAt: Date.parse('2026-11-24T02:15:31.975Z'),
      rateKiBps: undefined,
    });
  });

  it.each([
    ['01-push-no-stanza.console.log', 'configuration'],
    ['05-push-duplicate-differs.console.log', 'two-writers'],
    ['06-push-sync-eacces.console.log', 'permission'],
    ['08-push-async-fail.main-archive-push-async.log', 'permission'],
    ['24-push-stopped.console.log', 'stopped'],
  ])('%s: no upload completes, and the cause is %s', (name, cause) => {
    const path = `pgbackrest/${name}`;

    expect(states(path).filter(([, state]) => state === 'complete')).toEqual([]);
    expect(causesOf(path)).toEqual([cause]);
    expect(
      pushFailures(path).every(({ file }) => file !== undefined || name.startsWith('24')),
    ).toBe(true);
  });

  it('a file that is there already with the same content is well', () => {
    const path = 'pgbackrest/04-push-duplicate-same.console.log';

    expect(states(path)).toEqual([['00002E', 'complete']]);
    expect(read(path).failures).toEqual([]);
  });

  it('a background process that was only slow completes with the next try', () => {
    const path = 'pgbackrest/09-push-async-082.console.log';

    expect(states(path)).toEqual([
      ['00003B', 'failed'],
      ['00003B', 'complete'],
    ]);
    expect(causesOf(path)).toEqual(['gave-up-waiting']);
  });

  it('is not believed when it says "pushed" of a file that it has dropped', () => {
    const path = 'pgbackrest/10-push-queue-max-dropped.console.log';

    expect(new Set(states(path).map(([, state]) => state))).toEqual(new Set(['failed']));
    expect(causesOf(path)).toEqual(['permission', 'dropped']);
  });

  it('an error of a base backup is none of the push that was logged beside it', () => {
    const log = [
      '2026-11-25 19:32:48.924 P00   INFO: backup command begin 2.45: --exec-id=2306-1f1eea80 --stanza=lab --type=full',
      '2026-11-25 19:32:49.101 P00   INFO: archive-push command begin 2.45: [pg_wal/000000010000000000000003] --exec-id=2328-5ee9251d --stanza=lab',
      "2026-11-25 19:32:49.188 P00   INFO: pushed WAL file '000000010000000000000003' to the archive",
      "2026-11-25 19:32:49.534 P00  ERROR: [068]: archive_command '/srv/archive %p' must contain pgbackrest",
    ].join('\n');

    expect(readLog(log).failures).toMatchObject([{ operation: 'base-backup', pid: 2306 }]);
  });

  it('an error of a push that comes after one of a base backup is one of the push', () => {
    const log = [
      '2026-11-25 19:32:48.924 P00   INFO: backup command begin 2.45: --exec-id=2306-1f1eea80 --stanza=lab --type=full',
      "2026-11-25 19:32:49.534 P00  ERROR: [068]: archive_command '/srv/archive %p' must contain pgbackrest",
      '2026-11-25 19:32:51.101 P00  ERROR: [104]: archive-push command encountered error(s):',
    ].join('\n');

    expect(readLog(log).failures.map(({ operation }) => operation)).toEqual([
      'base-backup',
      'push',
    ]);
  });

  it.each([
    ['a line feed', '\n'],
    ['what rsyslog makes of one in a message', '#012'],
    ['what rsyslog makes of one where it joins the lines of a file', '\\n'],
  ])('the advice below an error is left out, behind %s', (_what, lineFeed) => {
    const record = [
      '2026-11-25 19:37:09.100 P00  ERROR: [103]: unable to find a valid repository:',
      "       repo1: [FileMissingError] unable to load info file '/srv/store/archive/lab/archive.info'",
      '       HINT: has a stanza-create been performed?',
    ].join(lineFeed);

    const { failures } = readLog(record);

    expect(failures.map(({ text }) => text)).toEqual([
      "[103]: unable to find a valid repository: repo1: [FileMissingError] unable to load info file '/srv/store/archive/lab/archive.info'",
    ]);
  });

  it('an error without a time that was joined to the begin of its push is read', () => {
    const record = [
      '2026-11-25 20:00:16.100 P00   INFO: archive-push command begin 2.45: [pg_wal/000000030000000100000015] --exec-id=29400-5ee9251d --stanza=lab',
      'ERROR: [104]: archive-push command encountered error(s):',
      "       repo1: [FileOpenError] unable to open file '/srv/store/archive/lab/15-1/0000000300000001/000000030000000100000015-c2ffefaf.gz' for write: [13] Permission denied",
    ].join('\\n');

    expect(readLog(record).failures).toMatchObject([
      {
        operation: 'push',
        file: '000000030000000100000015',
        text: expect.stringContaining('Permission denied'),
      },
    ]);
  });

  it('in PostgreSQL’s log, as it is by default, its errors have the time of what comes next there', () => {
    const log = [
      '2026-11-24 01:00:00.000 UTC [1200] LOG:  checkpoint starting: time',
      'ERROR: [104]: archive-push command encountered error(s):',
      "       repo1: [FileOpenError] unable to open file '/srv/pgbackrest/archive/main/15-1/0000000200000000/000000020000000000000031-c2ffefaf.gz' for write: [13] Permission denied",
      '2026-11-24 02:15:38.671 UTC [14648] LOG:  archive command failed with exit code 104',
      '2026-11-24 02:15:38.671 UTC [14648] DETAIL:  The failed archive command was: pgbackrest --stanza=main archive-push pg_wal/000000020000000000000031',
    ].join('\n');

    const { failures, unread } = readLog(log);

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([
      {
        reportedBy: 'archiver',
        operation: 'push',
        at: Date.parse('2026-11-24T02:15:38.671Z'),
        text: expect.stringContaining('repo1: [FileOpenError]'),
      },
      { reportedBy: 'postgresql', file: '000000020000000000000031', archiver: 'pgbackrest' },
    ]);
    expect(failures.map(({ at }) => at)).toEqual([failures[0]?.at, failures[0]?.at]);
  });

  it('without any time its errors are understood but for that, and are shown', () => {
    expect(readLog('ERROR: [062]: stop file exists for stanza main').unread).toMatchObject({
      count: 0,
      undated: { count: 1, newest: [{ text: 'ERROR: [062]: stop file exists for stanza main' }] },
    });
  });

  it('in PostgreSQL’s log, an error is told whole, however many lines it has', () => {
    const further = Array.from({ length: 40 }, (_, index) => `       repo${index + 1}: [X] no`);
    const log = [
      'ERROR: [104]: archive-push command encountered error(s):',
      ...further,
      '2026-11-24 02:15:38.671 UTC [14648] LOG:  archive command failed with exit code 104',
    ].join('\n');

    const { failures, unread } = readLog(log);

    expect(unread.count).toBe(0);
    expect(failures[0]?.text).toMatch(/repo1: \[X\] no .* repo40: \[X\] no$/);
  });

  it('an error without a time has that of the line before it, if that is of the same run', () => {
    const end =
      '2026-11-24 02:15:31.904 P00   INFO: archive-push command end: completed successfully (72ms)';
    const lastAt = Date.parse('2026-11-24T02:15:31.904Z');
    const timeAfter = (seconds: number): number | undefined =>
      readLog(`${end}\nERROR: [062]: stop file exists for stanza main`, {
        at: lastAt + seconds * 1000,
      }).failures[0]?.at;

    expect(timeAfter(50)).toBe(lastAt);
    expect(timeAfter(70)).toBe(lastAt + 70_000);
  });

  it('an error that arrives long after the last dated line has the time of its arrival', () => {
    const at = Date.parse('2026-11-24T11:59:00Z');
    const old =
      '2026-11-24 02:15:31.904 P00   INFO: archive-push command end: completed successfully (72ms)';

    const { failures } = readLog(`${old}\nERROR: [062]: stop file exists for stanza main`, { at });

    expect(failures).toMatchObject([{ at }]);
  });

  it.each([
    '11-backup-full.console.log',
    '19-archive-get-missing.console.log',
    '22-backup-not-archived.console.log',
  ])('%s: no push, whatever it says', (name) => {
    expect(states(`pgbackrest/${name}`)).toEqual([]);
    expect(pushFailures(`pgbackrest/${name}`)).toEqual([]);
  });

  it('its exit codes name the cause where PostgreSQL has nothing else', () => {
    const { failures } = read('pgbackrest/06-push-sync-eacces.postgresql.log');

    expect(failures.every(({ reportedBy }) => reportedBy === 'postgresql')).toBe(true);
    expect(failureCause('archive command failed with exit code 45', 'pgbackrest').cause).toBe(
      'two-writers',
    );
    expect(failureCause('archive command failed with exit code 45', 'wal-e').cause).toBe('unknown');
  });
});

describe('Barman', () => {
  it('has not archived what a hook script aborted', () => {
    const log = [
      '2026-11-24 11:50:00,145 [1234] barman.wal_archiver INFO: Archiving segment 1 of 1 from file archival: pg/000000010000000000000004',
      '2026-11-24 11:50:01,145 [1234] barman.wal_archiver WARNING: Archiving of pg/000000010000000000000004 aborted by pre_archive_retry_script.Reason: hook script returned 63',
    ];

    expect(readLog(log.join('\n'))).toMatchObject({
      uploads: [{ file: '000000010000000000000004', state: 'failed' }],
      failures: [{ operation: 'push', file: '000000010000000000000004' }],
    });
  });

  it('has segments that it archives, of a server that is not named like a host', () => {
    const { uploads, failures } = read('barman/20-ok.barman.log', 'barman-01');

    expect(uploads.length).toBeGreaterThan(5);
    expect(new Set(uploads.map(({ state }) => state))).toEqual(new Set(['complete']));
    expect(new Set(uploads.map(({ host }) => host))).toEqual(new Set([undefined]));
    expect(failures.filter(({ operation }) => operation === 'push')).toEqual([]);
  });

  it('is not believed of a segment that it fails with right after it named it', () => {
    expect(states('barman/20-errors.barman.log')).toEqual([
      ['00004A', 'failed'],
      ['00004B', 'complete'],
      ['00004B', 'failed'],
    ]);
    expect(causesOf('barman/20-errors.barman.log')).toEqual([
      'two-writers',
      'permission',
      'unknown',
    ]);
  });

  it('with several servers in one log, names each', () => {
    const line = (server: string, second: number): string =>
      `2026-11-24 02:25:0${second},141 [16992] barman.wal_archiver INFO: Archiving segment 1 of 1 from file archival: ${server}/00000002000000000000004A`;

    const { uploads } = readLog(`${line('main', 1)}\n${line('ci', 2)}`);

    expect(uploads.map(({ host }) => host)).toEqual(['main', 'ci']);
  });

  it('its scripts on the primary fail without a time of their own', () => {
    const text = 'ERROR: Error executing ssh: [Errno 32] Broken pipe';

    expect(readLog(text, { host: 'a', at: 1000 }).failures).toMatchObject([
      { operation: 'push', host: 'a', at: 1000, archiver: 'barman' },
    ]);
    expect(readLog(text).unread.undated?.count).toBe(1);
  });

  it('what Crunchy’s operator says of pgBackRest is about its backup, with the words of its stderr', () => {
    const said = (level: string, text: string): string =>
      `time="2026-11-24T11:59:00Z" level=${level} msg="${text}"`;
    const began = said('info', 'backrest backup command requested');
    const ended = said('fatal', 'command terminated with exit code 55');
    const error = String.raw`ERROR: [055]: unable to load info file '/r/backup.info':\n       FileMissingError: no\n       HINT: has a stanza-create been performed?\n]`;
    const warned = String.raw`stderr=[WARN: option not set\n      HINT: to set it\nERROR: [099]: invalid type at 'BRBLOCK1'\n]`;

    const { failures, unread } = readLog(
      [began, said('info', `stderr=[${error}`), ended].join('\n'),
    );
    expect(failures.map(({ operation }) => operation)).toEqual(['base-backup', 'base-backup']);
    expect(failures.map(({ text }) => text)).toContain(
      "[055]: unable to load info file '/r/backup.info': FileMissingError: no",
    );
    expect(unread.count).toBe(0);
    const atNoTime = ended.replace('2026-11-24T11:59:00', '2026-13-40T25:61:61');
    expect(readLog(atNoTime)).toMatchObject({ failures: [], unread: { count: 1 } });
    expect(readLog([began, said('info', warned)].join('\n')).failures).toMatchObject([
      { operation: 'base-backup', archiver: 'pgbackrest' },
    ]);
    expect(readLog(said('error', 'something failed')).unread.count).toBe(1);
  });

  it('what `barman check` prints is about its server, and no failure where it says so', () => {
    const text =
      "Server main:\n\tPostgreSQL: OK\n\treplication slot: FAILED (slot 'barman' not initialised: is 'receive-wal' running?)\n\tarchiver errors: OK\n\tcontinuous archiving: FAILED";

    expect(readLog(text, { host: 'backup', at: 1000 }).failures).toMatchObject([
      {
        operation: 'other',
        host: 'main',
        text: "Check 'replication slot' failed: slot 'barman' not initialised: is 'receive-wal' running?",
      },
      { operation: 'push', host: 'main', text: "Check 'continuous archiving' failed" },
    ]);
    const { unread } = readLog(text);
    expect(unread.count).toBe(0);
    expect(unread.undated?.count).toBe(2);
  });

  it('its scripts tell behind their usage what is wrong with the command', () => {
    const log = (script: string): string =>
      `usage: ${script} [-h] [-V] NAME WAL_PATH\n${script}: error: the following arguments are required: WAL_PATH\n2026-11-24 11:59:00.100 UTC [14648] LOG:  archive command failed with exit code 2`;

    for (const [script, archiver] of [
      ['barman-wal-archive', 'barman'],
      ['barman-cloud-wal-archive', 'barman-cloud'],
    ] as const) {
      const { failures, unread } = readLog(log(script));
      expect(failures[0]).toMatchObject({ archiver, operation: 'push', reportedBy: 'archiver' });
      expect(unread.count).toBe(0);
    }
  });
});
