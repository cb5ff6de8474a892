import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { isPlain, isTemplate } from '../support/command-templates.ts';
import { readLog } from '../support/read-log.ts';
import {
  healthySnapshot,
  metric,
  moment,
  NO_METRICS,
  NOON,
  PRIMARY,
  segment,
  NOT_SHIPPED,
} from '../support/snapshot.ts';
import { MINUTE } from '../support/time.ts';
import { unsafeSteps } from '../support/step-safety.ts';

const SEED = 20_261_124;
const GOOD = { pid: '4711', host: PRIMARY, file: segment(0x78), name: 'backup-bucket', text: '' };
type Parts = { readonly [part in keyof typeof GOOD]: string };

const walE = ({ host, pid, file, name }: Parts, state: string): string =>
  `2026-11-24T11:50:00Z ${host} wal_e.worker.upload INFO     MSG: begin archiving a file#012        DETAIL: Uploading "pg_wal/${file}" to "s3://${name}/wal_005/${file}.lzo".#012        STRUCTURED: time=2026-11-24T11:50:00.000000-00 pid=${pid} action=push-wal key=s3://${name}/wal_005/${file}.lzo prefix=p/ seg=${file} state=${state}`;

/** What archivers and libraries say of a failure, each with names in it. */
const WAL_E_ERRORS: readonly ((parts: Parts) => string)[] = [
  ({ name }) => `403 Forbidden AccessDenied <BucketName>${name}</BucketName>`,
  ({ name, text }) => `[Errno 13] Permission denied: '${name}' ${text}`,
  ({ name, text }) => `gaierror: lookup ${name} on 10.0.0.2:53: Name or service not known ${text}`,
  ({ name, text }) => `[Errno 111] Connection refused https://${name}/${text}`,
  ({ text }) => `could not find file for wal-push ${text}`,
];
const WAL_G_ERRORS: typeof WAL_E_ERRORS = [
  ({ file, name, text }) =>
    `failed to upload 'db01/wal_005/${file}.br' to bucket '${name}': AccessDenied: ${text}`,
  ({ file, name }) => `upload: could not open 'pg_wal/${file}' : open /${name}: permission denied`,
  ({ file, name, text }) =>
    `upload: could not Upload 'pg_wal/${file}' : dial tcp: lookup ${name}: no such host ${text}`,
  ({ file, name, text }) =>
    `upload: could not Upload 'pg_wal/${file}' : Put "https://${name}/x": x509: ${text}`,
  ({ file }) =>
    `upload: could not open 'pg_wal/${file}' : open pg_wal/${file}: no such file or directory`,
];
const PGBACKREST_ERRORS: typeof WAL_E_ERRORS = [
  ({ name, text }) =>
    `[103]: unable to find a valid repository: ${text}\n       repo1: [FileMissingError] unable to load info file '/srv/${name}/archive.info'`,
  ({ name }) => `[049]: unable to connect to '${name}:443': [111] Connection refused`,
  ({ name }) => `[041]: unable to open file '/srv/${name}' for write: [13] Permission denied`,
  ({ name }) => `[062]: stop file exists for stanza ${name}`,
];

/** Lines of each archiver and of PostgreSQL; each part may be anything. */
const LINES: readonly (readonly [name: string, lines: (parts: Parts) => readonly string[]])[] = [
  ['an upload of WAL-E that hangs', (parts) => [walE(parts, 'begin')]],
  ['one without a host', (parts) => [walE(parts, 'begin').replace(/^\S+ \S+ /, '')]],
  ...WAL_E_ERRORS.map(
    (message) =>
      [
        `WAL-E: ${message(GOOD).slice(0, 40)}`,
        (parts: Parts) => [
          walE(parts, 'begin'),
          `2026-11-24T11:59:00Z ${parts.host} wal_e.main ERROR    MSG: ${message(parts)}#012        STRUCTURED: time=2026-11-24T11:59:00.000000-00 pid=${parts.pid}`,
        ],
      ] as const,
  ),
  ...WAL_G_ERRORS.map(
    (message) =>
      [
        `WAL-G: ${message(GOOD).slice(0, 80)}`,
        (parts: Parts) => [
          `2026-11-24T11:59:00Z ${parts.host} wal-g[${parts.pid}]: ERROR: 2026/11/24 11:59:00.100000 ${message(parts)}`,
        ],
      ] as const,
  ),
  ...PGBACKREST_ERRORS.map(
    (message) =>
      [
        `pgBackRest: ${message(GOOD).slice(0, 40)}`,
        (parts: Parts) => [
          `2026-11-24 11:58:59.000 P00   INFO: archive-push command begin 2.45: [pg_wal/${parts.file}] --exec-id=${parts.pid}-5ee9251d --stanza=${parts.name}`,
          ...`2026-11-24 11:59:00.000 P00  ERROR: ${message(parts)}`.split('\n'),
        ],
      ] as const,
  ),
  [
    'an error of Barman',
    ({ pid, name, file, text }) => [
      `2026-11-24 11:58:59,000 [${pid}] barman.wal_archiver INFO: Archiving segment 1 of 1 from file archival: ${name}/${file}`,
      `2026-11-24 11:59:00,000 [${pid}] barman.cli ERROR: [Errno 13] Permission denied: '/${name}' ${text}`,
    ],
  ],
  [
    'a complaint of PostgreSQL',
    ({ file, name, text }) => [
      `2026-11-24 11:59:00.100 UTC [14648] LOG:  archive command failed with exit code 55 ${text}`,
      `2026-11-24 11:59:00.100 UTC [14648] DETAIL:  The failed archive command was: pgbackrest --stanza=${name} archive-push pg_wal/${file}`,
    ],
  ],
  [
    'journald as JSON',
    ({ host, pid, file, name }) => [
      JSON.stringify({
        _HOSTNAME: host,
        _PID: pid,
        __REALTIME_TIMESTAMP: String((NOON - MINUTE) * 1000),
        SYSLOG_IDENTIFIER: 'wal-g',
        MESSAGE: `ERROR: 2026/11/24 11:59:00.100000 failed to upload 'a/wal_005/${file}.br' to bucket '${name}': AccessDenied`,
      }),
    ],
  ],
];

const WORDS = [
  ...[
    '-1',
    '0',
    '1',
    '4194305',
    '4;reboot',
    '4$(reboot)',
    '-rf',
    '--help',
    '..',
    '../../etc/shadow',
  ],
  ...['$(reboot)', '`reboot`', 'a|reboot', 'a&&reboot', 'a>b', '*', '~', '/-rf/x', '/srv/../etc'],
  ...['a..b', 'a.-b', 'xn--a', '10.0.0.1', '169.254.169.254', 'metadata.google.internal'],
  ...['x.y\nreboot', "x'; reboot #", 'PID', '\u202Ereboot', '0000000500000010000000zz'],
  ...['-host', 'host-', 'host-.example', 'a b', '#012reboot', '\\nreboot', '<!channel>', '@here'],
];
const noise = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...WORDS)).map(([a, b]) => `${a}/${b}`),
);
/** Mostly one part is hostile and the rest as it should be, so that the line is read at all. */
const parts: fc.Arbitrary<Parts> = fc
  .tuple(fc.subarray(Object.keys(GOOD) as (keyof Parts)[], { minLength: 1, maxLength: 2 }), noise)
  .map(([hostile, word]) => ({
    ...GOOD,
    ...Object.fromEntries(hostile.map((part) => [part, word])),
  }));

/** With the metrics there, gone, and such that the log is all there is. */
const surroundings: readonly ((log: object) => Snapshot)[] = [
  (log) => healthySnapshot({ log }),
  (log) => healthySnapshot({ log, metrics: NO_METRICS }),
  (log) =>
    healthySnapshot({
      log,
      metrics: {
        lastArchive: metric({ [PRIMARY]: moment(40 * MINUTE) }),
        pendingWal: metric({ [PRIMARY]: 60 }),
        replica: unavailable('no-data', 'no series'),
      },
    }),
  (log) =>
    healthySnapshot({
      log: { ...log, source: 'log files', pipeline: NOT_SHIPPED },
      metrics: NO_METRICS,
    }),
];

function expectHarmless(snapshot: Snapshot): number {
  const report = reportStatus(snapshot, 0);
  const problems = report.findings.filter((finding) => finding.kind === 'problem');
  const steps = [...report.nextSteps, ...problems.flatMap(({ nextSteps }) => nextSteps)];
  for (const { command, text, host } of steps) {
    expect(isPlain(text) ? 'plain' : text).toBe('plain');
    if (command !== undefined) expect(isTemplate(command) ? 'ours' : command).toBe('ours');
    if (host !== undefined) expect(host).toMatch(/^\w(?:[\w.-]*\w)?$/);
  }
  for (const { headline } of problems) expect(isPlain(headline) ? 'plain' : headline).toBe('plain');
  for (const { nextSteps } of problems) expect(unsafeSteps(nextSteps)).toEqual([]);
  return problems.length;
}

const logOf = (lines: readonly string[]): object => {
  const { uploads, failures, unread } = readLog(lines.join('\n'), { at: NOON - MINUTE });
  return { uploads, failures, unread };
};

describe('whatever stands in a line of the log', () => {
  it.each(LINES)(
    '%s: only names in the strict form of their kind are in a step or a headline',
    (_name, lines) => {
      fc.assert(
        fc.property(parts, fc.constantFrom(...surroundings), (some, around) => {
          expectHarmless(around(logOf(lines(some))));
        }),
        { seed: SEED, numRuns: 100 },
      );
    },
  );

  it.each(LINES)(
    '%s: is a problem where nothing is hostile, so that there are steps to look at',
    (_name, lines) => {
      const found = surroundings.map((around) => expectHarmless(around(logOf(lines(GOOD)))));

      expect(Math.max(...found)).toBeGreaterThan(0);
    },
  );

  it.each(LINES)('%s: nor are they if each of these words stands anywhere', (_name, lines) => {
    const [around] = surroundings;
    for (const word of WORDS) {
      for (const part of Object.keys(GOOD)) {
        const log = logOf(lines({ ...GOOD, [part]: word }));
        if (around !== undefined) expectHarmless(around(log));
      }
    }
  });

  it('a pid that is none leaves the word PID in the command', () => {
    for (const pid of ['-1', '1', '0', '4;reboot', '4194305']) {
      const log = logOf([walE({ ...GOOD, pid }, 'begin')]);
      const snapshot = healthySnapshot({
        log,
        metrics: {
          lastArchive: metric({ [PRIMARY]: moment(11 * MINUTE) }),
          pendingWal: metric({ [PRIMARY]: 14 }),
        },
      });
      const commands = reportStatus(snapshot, 0).nextSteps.map(({ command }) => command);

      expect(commands).toContain('sudo kill PID');
    }
  });
});

describe('the forms that a part may have', () => {
  it.each([
    ['sudo kill 4711', true],
    ['sudo kill 2', true],
    ['sudo kill 4194304', true],
    ['sudo kill PID', true],
    ['sudo kill -1', false],
    ['sudo kill 1', false],
    ['sudo kill 4194305', false],
    ['sudo kill 4; reboot', false],
    ['sudo namei -l /srv/wal', true],
    ['sudo namei -l /srv/../etc', false],
    ['sudo namei -l /-rf', false],
    ['getent hosts s3.example.com', true],
    ['getent hosts -s3.example.com', false],
    ['getent hosts 169.254.169.254', false],
  ])('%s: %s', (command, expected) => {
    expect(isTemplate(command)).toBe(expected);
  });
});
