import { describe, expect, it } from '@jest/globals';
import { archiverNotRunning } from '../../src/rules/archiver-not-running.ts';
import { uploadStuck } from '../../src/rules/upload-stuck.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import {
  completed,
  failure,
  healthySnapshot,
  LAST,
  metric,
  moment,
  NO_METRICS,
  NOON,
  open,
  PRIMARY,
  segment,
  uploadLog,
  NOT_SHIPPED,
  type LogParts,
} from '../support/snapshot.ts';
import { codeOf } from '../support/verdict.ts';

const hung = segment(LAST + 1);
const commandsOf = (finding: Finding): readonly string[] =>
  finding.kind === 'problem' ? finding.nextSteps.flatMap(({ command }) => command ?? []) : [];
const kills = (finding: Finding): boolean =>
  commandsOf(finding).some((command) => command.includes('kill'));

/** Nothing was heard of the primary since so long ago. */
const heardUntil = (agoMs: number): Partial<LogParts> => ({
  pipeline: {
    newestAt: NOON - agoMs,
    hosts: [{ host: PRIMARY, newestAt: NOON - agoMs }],
    tags: ['db.wale'],
  },
});
const uploads = [completed(41 * MINUTE), open(40 * MINUTE, { file: hung, pid: 4711 })];
const standing = {
  lastArchive: metric({ [PRIMARY]: moment(41 * MINUTE) }),
  pendingWal: metric({ [PRIMARY]: 14 }),
};

describe('the steps about an upload that hangs', () => {
  const fresh = uploadStuck(healthySnapshot({ log: { uploads }, metrics: standing }));

  it('look at the process first, and say what it must be', () => {
    expect(fresh).toMatchObject({
      nextSteps: [
        {
          text: 'check the state (STAT) of process 4711, and that it is still the archiver’s push, started at 2026-11-24 11:20:00 UTC or just before. If not, leave it alone: the pid was reused',
          // The hosts may be in any zone, and what STARTED is compared with is in UTC.
          command: 'env TZ=UTC ps -o pid,lstart,etime,stat,wchan:20,args -p 4711',
        },
        { command: expect.stringContaining('tail') },
        { text: expect.stringMatching(/^if STAT is D.*a kill does not help/) },
        { text: expect.stringMatching(/^if STAT is Z.*a kill does not help/) },
        {
          text: expect.stringMatching(/^if STAT is S or R/),
          command: expect.stringContaining('strace'),
        },
        { text: expect.stringMatching(/^only if STAT is T/), command: 'sudo kill -CONT 4711' },
        { text: expect.stringMatching(/^last resort, only if/), command: 'sudo kill 4711' },
      ],
    });
  });

  it.each([0, 1, -1, 4_194_305, 12.5, NaN])('take %d for no pid', (pid) => {
    const log = { uploads: [open(40 * MINUTE, { file: hung, pid })] };

    const commands = commandsOf(uploadStuck(healthySnapshot({ log, metrics: standing })));

    expect(commands).toContain('sudo kill PID');
    expect(commands.join('\n')).not.toMatch(new RegExp(`(?:kill|-p|-aps) ${pid}$`, 'm'));
  });
});

describe('a kill is not proposed', () => {
  it.each([
    { silent: 0, expected: true },
    { silent: 5 * MINUTE, expected: true },
    { silent: 6 * MINUTE, expected: false },
    { silent: 30 * MINUTE, expected: false },
  ])('on a log that is silent for $silent ms: $expected', ({ silent, expected }) => {
    const log = { uploads, ...heardUntil(silent) };

    expect(kills(uploadStuck(healthySnapshot({ log, metrics: standing })))).toBe(expected);
  });

  it('where neither a line nor a sample has come for half an hour: then it says as of when', () => {
    const finding = uploadStuck(
      healthySnapshot({ log: { uploads, ...heardUntil(30 * MINUTE) }, metrics: NO_METRICS }),
    );

    expect(kills(finding)).toBe(false);
    expect(finding).toMatchObject({
      code: 'upload-stuck',
      severity: 'warning',
      headline: `an upload from ${PRIMARY} was stuck when it was last heard of, 30 min ago: ${hung} had begun 10 min before`,
      nextSteps: [{ text: expect.stringContaining('30 min old') }, {}, {}],
    });
  });

  it('nor is it called stuck if it was not yet when the host was last heard of', () => {
    const finding = uploadStuck(
      healthySnapshot({ log: { uploads, ...heardUntil(38 * MINUTE) }, metrics: NO_METRICS }),
    );

    expect(kills(finding)).toBe(false);
    expect(finding).toMatchObject({
      severity: 'warning',
      headline: expect.stringMatching(/^whether an upload from .* ended is not known/),
    });
  });

  it.each([
    { age: 9 * MINUTE, severity: 'critical', expected: true },
    { age: 29 * MINUTE, severity: 'critical', expected: true },
    { age: 30 * MINUTE, severity: 'warning', expected: false },
    { age: 22 * 60 * MINUTE, severity: 'warning', expected: false },
  ])(
    'from a log file that ends with a begin $age ms ago: $severity',
    ({ age, severity, expected }) => {
      const log = uploadLog({
        source: 'log files',
        pipeline: NOT_SHIPPED,
        uploads: [completed(age + MINUTE), open(age, { file: hung })],
      });

      const finding = uploadStuck(
        healthySnapshot({ uploadLog: measured(log, NOON), metrics: NO_METRICS }),
      );

      expect(finding).toMatchObject({ code: 'upload-stuck', severity });
      expect(kills(finding)).toBe(expected);
      expect(JSON.stringify(finding)).toContain(
        expected ? 'newest line of the log files is' : 'old',
      );
    },
  );

  it('in the present tense of a day-old file in which an upload had hung', () => {
    const day = 23 * 60 * MINUTE;
    const log = uploadLog({
      source: 'log files',
      pipeline: NOT_SHIPPED,
      uploads: [open(day + 20 * MINUTE, { file: hung })],
      failures: [failure(day, { operation: 'fetch' })],
    });

    const finding = uploadStuck(
      healthySnapshot({ uploadLog: measured(log, NOON), metrics: NO_METRICS }),
    );

    expect(kills(finding)).toBe(false);
    expect(finding).toMatchObject({
      headline: expect.stringContaining('was stuck when it was last heard of, 23 h ago'),
    });
  });

  it('while PostgreSQL counts no file that waits', () => {
    const metrics = { ...standing, pendingWal: metric({ [PRIMARY]: 0 }) };

    expect(kills(uploadStuck(healthySnapshot({ log: { uploads }, metrics })))).toBe(false);
  });

  it('and nothing hangs if then the log is silent as well', () => {
    const metrics = { ...standing, pendingWal: metric({ [PRIMARY]: 0 }) };
    const log = { uploads, ...heardUntil(20 * MINUTE) };

    expect(uploadStuck(healthySnapshot({ log, metrics })).kind).toBe('clear');
  });

  it.each([
    ['PostgreSQL says in its log that the command failed', { agoMs: MINUTE, kind: 'clear' }],
    ['it said so before the upload began', { agoMs: 45 * MINUTE, kind: 'problem' }],
  ])('where %s', (_what, { agoMs, kind }) => {
    const failures = [
      failure(agoMs, {
        reportedBy: 'postgresql',
        pid: undefined,
        text: 'archive command failed with exit code 1',
      }),
    ];

    expect(
      uploadStuck(healthySnapshot({ log: { uploads, failures }, metrics: standing })).kind,
    ).toBe(kind);
  });

  it('without a log, where a hang and a failure look alike', () => {
    const gone = unavailable('unreachable', 'connection refused');

    const finding = uploadStuck(healthySnapshot({ uploadLog: gone, metrics: standing }));

    expect(finding).toMatchObject({ code: 'upload-stuck' });
    expect(kills(finding)).toBe(false);
    expect(commandsOf(finding)[0]).toContain('pg_stat_archiver');
  });
});

describe('an upload that is slow beside quick ones', () => {
  it('is not stuck while the others of its process still end', () => {
    const log = {
      uploads: [
        open(6 * MINUTE, { pid: 7, file: segment(LAST - 3) }),
        ...Array.from({ length: 5 }, (_, index) =>
          completed((index + 1) * 20 * SECOND, {
            pid: 7,
            file: segment(LAST - 10 - index),
            beganAt: NOON - 6 * MINUTE,
          }),
        ),
      ],
    };

    expect(uploadStuck(healthySnapshot({ log })).kind).toBe('clear');
    expect(codeOf(healthySnapshot({ log }))).toBe('healthy');
  });
});

describe('a hang without a begin', () => {
  const ended = completed(20 * MINUTE, { archiver: 'wal-g', pid: undefined, beganAt: undefined });
  const waiting = metric({ [PRIMARY]: (ago) => (ago <= 20 * MINUTE ? 3 : 0) });

  it.each([
    { ahead: 9 * MINUTE, kind: 'clear' },
    { ahead: 20 * MINUTE, kind: 'problem' },
  ])('is $kind where the metric stands still since $ahead ms ago', ({ ahead, kind }) => {
    const snapshot = healthySnapshot({
      log: { uploads: [ended] },
      metrics: { lastArchive: metric({ [PRIMARY]: moment(ahead) }), pendingWal: waiting },
    });

    expect(uploadStuck(snapshot).kind).toBe(kind);
  });
});

describe('an archiver that does not run', () => {
  it.each([
    { operation: 'fetch', kind: 'problem' },
    { operation: 'base-backup', kind: 'problem' },
    { operation: 'push', kind: 'clear' },
  ] as const)('shows no sign of life by an error of a $operation: $kind', ({ operation, kind }) => {
    const snapshot = healthySnapshot({
      log: {
        uploads: [completed(40 * MINUTE)],
        failures: [failure(MINUTE, { operation })],
      },
      metrics: {
        lastArchive: metric({ [PRIMARY]: moment(40 * MINUTE) }),
        pendingWal: metric({ [PRIMARY]: 20 }),
      },
    });

    expect(archiverNotRunning(snapshot).kind).toBe(kind);
  });
});
