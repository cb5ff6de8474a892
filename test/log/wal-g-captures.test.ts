import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { failureCause } from '../../src/causes/failure-causes.ts';
import { FRAMINGS } from '../support/log-framings.ts';
import { readLog } from '../support/read-log.ts';

const FOLDER = 'test/fixtures/wal-g';

/** What is true of a capture, by the exit codes of its processes and what the store held afterwards. */
interface Truth {
  readonly uploads: readonly string[];
  /** The files whose push failed. */
  readonly failed: readonly string[];
  /** Files that a process failed to upload beside the one that it was asked for. */
  readonly alsoFailed?: readonly string[];
  readonly cause?: string;
  /** Why that is true, where it does not go without saying. */
  readonly remark?: string;
}

const CAPTURES = JSON.parse(readFileSync(`${FOLDER}/captures.json`, 'utf8')) as Record<
  string,
  Truth
>;

const framings = (capture: string): string[] => {
  const [version = '', name = ''] = capture.split('/');
  return readdirSync(`${FOLDER}/${version}`)
    .filter((file) => file.startsWith(`${name}.`))
    .map((file) => `${version}/${file}`);
};
const isPostgres = (file: string): boolean => file.includes('.postgresql.');
const isWithoutWords = (file: string): boolean => /postgresql\.(?:csv|json)$/.test(file);

/** What WAL-G itself writes when it ends before it has looked at its file: only PostgreSQL names that. */
const NAMELESS = /05-unknown-log-level|19-no-prefix|20-no-config-file|21-bad-compression|24[ab]-/;
/** Nothing at all: WAL-G 2 was still trying, or was killed. */
const SILENT =
  /v2[.]0[.]1\/(?:14-s3-slowdown|42d-gcs-refused)|18c-s3-hang-sigkill[.](?:stderr|syslog)/;
/** PostgreSQL's log is the old primary's alone, or PostgreSQL was never told: a daemon uploads, and says so itself. */
const UPLOADS_ELSEWHERE = /56b-failover-promote[.]postgresql|54a-daemon-ok[.]postgresql/;
/** Without the archiver's own words, or where they are not PostgreSQL's: of the daemon, and of what was run by hand. */
const CAUSE_ELSEWHERE = /(?:54b-daemon-unwritable|\/50[dfh]-[\w-]+)[.]postgresql/;
/** Its first push was in another log. */
const NOT_IN_THE_LOG = '00000001000000000000009A';

/** What of the truth a file can tell. */
function wantedOf(file: string, truth: Truth, undated: boolean) {
  const { uploads, failed, alsoFailed = [], cause } = truth;
  const named = !SILENT.test(file) && (isPostgres(file) || !NAMELESS.test(file));
  const withCause = !isWithoutWords(file) && !CAUSE_ELSEWHERE.test(file) && !SILENT.test(file);
  const configuration =
    !isPostgres(file) && /05-unknown-log-level|v[\d.]+\/19-|20-no-config/.test(file);
  return {
    uploads: isWithoutWords(file)
      ? []
      : UPLOADS_ELSEWHERE.test(file)
        ? uploads.filter((name) => /0000000[EF][EF]$/.test(name) && file.includes('56b'))
        : uploads,
    failed: [
      ...new Set([
        ...(named ? failed.filter((name) => name !== NOT_IN_THE_LOG) : []),
        ...(isWithoutWords(file) ? [] : alsoFailed),
      ]),
    ].sort(),
    // It ends before it says what it was to do, and whether it was a push is told by how often it happens.
    anyFailed:
      failed.length + alsoFailed.length > 0 && !undated && !SILENT.test(file) && !configuration,
    causes: cause === undefined || !withCause || undated ? [] : [cause],
  };
}

/** What a log tells of its capture, and what it should. */
function toldOf(file: string, truth: Truth, log: string) {
  const { uploads, failures, unread } = readLog(log);
  const pushes = failures.filter(({ operation }) => operation === 'push');
  const done = uploads.filter(({ state }) => state === 'complete');
  const wanted = wantedOf(file, truth, unread.undated !== undefined);
  const hasCause = (wantedCause: string): boolean =>
    failures.some(({ text, archiver }) => failureCause(text, archiver).cause === wantedCause);
  return {
    told: {
      unread: unread.count,
      uploads: [...new Set(done.map((upload) => upload.file))].sort(),
      failed: [...new Set(pushes.flatMap((failure) => failure.file ?? []))].sort(),
      anyFailed: pushes.length > 0,
      causes: wanted.causes.filter(hasCause),
    },
    wanted: { unread: 0, ...wanted },
  };
}

describe.each(Object.entries(CAPTURES))('what WAL-G wrote, %s', (capture, truth) => {
  it.each(framings(capture))('%s', (file) => {
    const { told, wanted } = toldOf(file, truth, readFileSync(`${FOLDER}/${file}`, 'utf8'));

    expect(told).toEqual(wanted);
  });
});

const TIME = /(2026)[/-](\d\d)[/-](\d\d)[ T](\d\d:\d\d:\d\d)/;

/** The lines of a capture, each with the time that it names, or one before it, or else the first of all. */
function timed(log: string): readonly (readonly [line: string, at: string])[] {
  let time = TIME.exec(log);
  return log
    .trimEnd()
    .split('\n')
    .map((line) => {
      time = TIME.exec(line) ?? time;
      const [, year = '2026', month = '11', day = '26', clock = '00:00:00'] = time ?? [];
      return [line, `${year}-${month}-${day}T${clock}.999312345`];
    });
}

/** A framing of these is told from a log's own words by a record that it stands in front of; these logs have none. */
const NEED_RECORDS = ['kubectl logs --timestamps, five decimals', 'fly logs', 'logcli, filled up'];
const WITHOUT_RECORDS = /\/(?:24a-|53[de]-|61-exporter)/;

it.each(FRAMINGS)('what WAL-G wrote is the same as %s frames it', (what, frame) => {
  const all = Object.entries(CAPTURES).flatMap(([capture, truth]) =>
    framings(capture)
      .filter((file) => /\.(?:stderr|postgresql)\.log$/.test(file))
      .filter((file) => !(NEED_RECORDS.includes(what) && WITHOUT_RECORDS.test(file)))
      .map((file) => {
        const lines = timed(readFileSync(`${FOLDER}/${file}`, 'utf8'));
        const log = lines.map(([line, at]) => frame(line, at)).join('\n');
        return { file, ...toldOf(file, truth, log) };
      }),
  );

  expect(all.map(({ file, told }) => ({ file, ...told }))).toEqual(
    all.map(({ file, wanted }) => ({ file, ...wanted })),
  );
});

it('a panic, and words that its command line does not take, are told of even where no line has a time', () => {
  for (const name of [
    'v2.0.1/24a-pgp-no-key',
    'v2.0.1/53d-unknown-command',
    'v3.0.9/53e-no-args',
  ]) {
    const { unread } = readLog(readFileSync(`${FOLDER}/${name}.stderr.log`, 'utf8'));
    expect(unread.undated?.newest[0]?.text).toMatch(/^(?:panic: open |Error: )/);
  }
});

it.each(['Nov 26 00:23:45 db1 wal-g[7262]: ', '2026-11-26_00:23:45 db1 wal-g '])(
  'a line that WAL-G left empty is nothing unread: %j',
  (line) => {
    expect(readLog(line).unread.count).toBe(0);
  },
);

it('of two tries 0.2 s apart the second is believed', () => {
  const text = [
    "ERROR: 2026/11/26 00:10:00.100000 failed to upload 'db01/wal_005/000000010000000000000045.lz4' to bucket 'b': AccessDenied: Access Denied",
    'INFO: 2026/11/26 00:10:00.100100 FILE PATH: 000000010000000000000045.lz4',
    "ERROR: 2026/11/26 00:10:00.100200 upload: could not Upload 'pg_wal/000000010000000000000045'",
    'INFO: 2026/11/26 00:10:00.300000 FILE PATH: 000000010000000000000045.lz4',
  ].join('\n');

  expect(readLog(text).uploads.map(({ state }) => state)).toEqual(['failed', 'complete']);
});
