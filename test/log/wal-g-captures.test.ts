import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { failureCause } from '../../src/causes/failure-causes.ts';
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
/** Without the archiver's own words, or where the daemon keeps them to itself. */
const CAUSE_ELSEWHERE = /54b-daemon-unwritable[.]postgresql/;
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
    failed: named ? failed.filter((name) => name !== NOT_IN_THE_LOG) : [],
    // It ends before it says what it was to do, and whether it was a push is told by how often it happens.
    anyFailed:
      failed.length + alsoFailed.length > 0 && !undated && !SILENT.test(file) && !configuration,
    causes: cause === undefined || !withCause || undated ? [] : [cause],
  };
}

describe.each(Object.entries(CAPTURES))('what WAL-G wrote, %s', (capture, truth) => {
  it.each(framings(capture))('%s', (file) => {
    const { uploads, failures, unread } = readLog(readFileSync(`${FOLDER}/${file}`, 'utf8'));
    const pushes = failures.filter(({ operation }) => operation === 'push');
    const failed = new Set(pushes.map((failure) => failure.file));
    const causes = failures.map(({ text, archiver }) => failureCause(text, archiver).cause);
    const done = uploads.filter(({ state }) => state === 'complete');

    const undated = unread.undated !== undefined;
    const wanted = wantedOf(file, truth, undated);

    expect(unread.count).toBe(0);
    expect([...new Set(done.map((upload) => upload.file))].sort()).toEqual(wanted.uploads);
    expect([...failed]).toEqual(expect.arrayContaining(wanted.failed));
    expect(pushes.length > 0).toBe(wanted.anyFailed);
    expect(causes).toEqual(expect.arrayContaining(wanted.causes));
  });
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
