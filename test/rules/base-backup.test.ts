import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baseBackups, lastBaseBackupAt } from '../../src/facts/base-backup.ts';
import { baseBackupFailed } from '../../src/rules/base-backup-failed.ts';
import { baseBackupLate } from '../../src/rules/base-backup-late.ts';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import {
  completed,
  healthySnapshot,
  jobMetric,
  metric,
  NO_METRICS,
  NOON,
  PRIMARY,
  REPLICA,
} from '../support/snapshot.ts';
import { verdictOf } from '../support/verdict.ts';

const ago = (hours: number): number => (NOON - hours * HOUR) / SECOND;

/** From so many to so many hours ago. */
type Run = readonly [began: number, ended: number | 'failed' | undefined];

/** What the pushgateway shows of runs of GitLab's job. */
function runs(...list: readonly Run[]) {
  const at = (value: (run: Run) => number) => (agoMs: number) => {
    const run = list.findLast(([began]) => began * HOUR >= agoMs);
    return run === undefined ? undefined : value(run);
  };
  return (agoMs: number) => ({
    start: at(([began]) => ago(began))(agoMs),
    success: at(([, ended]) =>
      typeof ended === 'number' && ended * HOUR >= agoMs ? ago(ended) : 0,
    )(agoMs),
    failed: at(([, ended]) => (ended === 'failed' ? 1 : 0))(agoMs),
  });
}

type Job = ReturnType<typeof runs>;

function pushed(
  jobs: Readonly<Record<string, Job>>,
  hosts: Readonly<Record<string, readonly string[]>> = {},
): Pick<MetricReadings, 'baseBackupStart' | 'baseBackupSuccess' | 'baseBackupFailed'> {
  const of = (name: keyof ReturnType<Job>) =>
    jobMetric(
      Object.fromEntries(
        Object.entries(jobs).map(([key, job]) => [key, (agoMs: number) => job(agoMs)[name]]),
      ),
      hosts,
    );
  return {
    baseBackupStart: of('start'),
    baseBackupSuccess: of('success'),
    baseBackupFailed: of('failed'),
  };
}

const snapshotOf = (...args: Parameters<typeof pushed>) =>
  healthySnapshot({ metrics: pushed(...args) });

const late = (...list: readonly Run[]) => baseBackupLate(snapshotOf({ patroni: runs(...list) }));

describe('what to do about a base backup', () => {
  it.each([
    ['wal-e', 'wal-e backup-list', 'wal-e_backup_push.log'],
    ['wal-g', 'wal-g backup-list', 'wal-g_backup_push.log'],
    ['pgbackrest', 'pgbackrest info', '/var/log/pgbackrest/*-backup.log'],
    ['barman', 'barman list-backup', 'barman.log'],
  ] as const)('is said in the commands of %s', (archiver, list, log) => {
    const uploads = [completed(SECOND, { archiver })];
    const steps = (job: Job, rule: typeof baseBackupLate): string =>
      JSON.stringify(
        rule(healthySnapshot({ metrics: pushed({ patroni: job }), log: { uploads } })),
      );

    const failed = steps(runs([60, 46], [36, 'failed']), baseBackupFailed);
    const overdue = steps(runs([60, 46]), baseBackupLate);

    for (const said of [failed, overdue]) {
      expect(said).toContain(list);
      expect(said).toContain(log);
    }
  });
});

describe('what is known of base backups', () => {
  it('names the last success and the job that had it', () => {
    const snapshot = snapshotOf({ patroni: runs([60, 46], [36, 22], [12, 2]) });

    expect(baseBackups(snapshot)).toEqual({
      notKnown: undefined,
      lastSuccess: { at: NOON - 2 * HOUR, by: 'patroni' },
      watchedSince: NOON - 60 * HOUR,
      running: undefined,
      failed: undefined,
      usualLength: 14 * HOUR,
    });
    expect(lastBaseBackupAt(snapshot)).toBe(NOON - 2 * HOUR);
  });

  it('remembers the success before, while the metric of one that runs is 0', () => {
    const backups = baseBackups(snapshotOf({ patroni: runs([36, 22], [12, undefined]) }));

    expect(backups.running).toEqual({ since: NOON - 12 * HOUR, by: 'patroni', seenIn: 'metric' });
    expect(backups.lastSuccess?.at).toBe(NOON - 22 * HOUR);
  });

  it('names a host only if the cluster has it: the pushgateway is none', () => {
    const job = { patroni: runs([12, 2]) };

    const by = (hosts: string[]) =>
      baseBackups(snapshotOf(job, { patroni: hosts })).lastSuccess?.by;

    expect(by([REPLICA, 'blackbox-01'])).toBe(REPLICA);
    expect(by(['blackbox-01'])).toBe('patroni');
  });

  it('does not believe a success that lies ahead of its first sight', () => {
    const success = jobMetric({ patroni: (agoMs) => (agoMs > 40 * HOUR ? 0 : ago(-24)) });
    const metrics = { ...pushed({ patroni: runs([50, 2]) }), baseBackupSuccess: success };

    expect(lastBaseBackupAt(healthySnapshot({ metrics }))).toBe(NOON - 40 * HOUR);
  });

  it.each([
    { endedAgo: 4 * MINUTE, running: false },
    { endedAgo: 6 * MINUTE + SECOND, running: true },
  ])(
    'one whose success came $endedAgo ms ago is at work by its lines of 5 min ago: $running',
    ({ endedAgo, running }) => {
      const active = {
        host: REPLICA,
        pid: 7,
        firstAt: NOON - 9 * MINUTE,
        lastAt: NOON - 5 * MINUTE,
      };
      const baseBackupSuccess = jobMetric({
        patroni: (pointAgo) => (pointAgo === 0 ? (NOON - endedAgo) / SECOND : undefined),
      });

      const seen = baseBackups(
        healthySnapshot({ metrics: { baseBackupSuccess }, log: { baseBackups: [active] } }),
      );

      expect(seen.running !== undefined).toBe(running);
    },
  );

  it('hears from the log that one is at work, and by whom', () => {
    const active = { host: REPLICA, pid: 7, firstAt: NOON - 2 * HOUR, lastAt: NOON - 29 * MINUTE };
    const silent = { ...active, lastAt: NOON - 30 * MINUTE };

    const running = (...list: (typeof active)[]) =>
      baseBackups(healthySnapshot({ log: { baseBackups: list } })).running;

    expect(running(active)).toEqual({ since: NOON - 2 * HOUR, by: REPLICA, seenIn: 'log' });
    expect(running(silent)).toBeUndefined();
  });

  it('takes the begin from the metric and the host from the log', () => {
    const active = { host: REPLICA, pid: 7, firstAt: NOON - 9 * MINUTE, lastAt: NOON - MINUTE };
    const metrics = pushed({ patroni: runs([36, 22], [12, undefined]) });

    const { running } = baseBackups(healthySnapshot({ metrics, log: { baseBackups: [active] } }));

    expect(running).toEqual({ since: NOON - 12 * HOUR, by: REPLICA, seenIn: 'metric' });
  });
});

describe('base-backup-late', () => {
  it.each([
    { ended: 29.9, expected: { kind: 'clear' } },
    { ended: 30, expected: { kind: 'problem', severity: 'warning' } },
    { ended: 59.9, expected: { kind: 'problem', severity: 'warning' } },
    { ended: 60, expected: { kind: 'problem', severity: 'critical' } },
  ])('a last success $ended h ago is $expected', ({ ended, expected }) => {
    expect(late([ended + 1, ended])).toMatchObject(expected);
  });

  it('one that runs is no alarm, even if no success is known', () => {
    expect(late([14, undefined])).toMatchObject({ kind: 'clear' });
  });

  it.each([
    { watched: 29.5, expected: { kind: 'unknown' } },
    { watched: 30, expected: { kind: 'problem', severity: 'warning' } },
    { watched: 60, expected: { kind: 'problem', severity: 'critical' } },
  ])('none that succeeded in $watched h of watching is $expected', ({ watched, expected }) => {
    const success = jobMetric({ patroni: (agoMs) => (agoMs <= watched * HOUR ? 0 : undefined) });
    const metrics = { ...pushed({}), baseBackupSuccess: success };

    expect(baseBackupLate(healthySnapshot({ metrics }))).toMatchObject(expected);
  });

  it.each([
    { before: 4, running: 7.9, expected: 'clear' },
    { before: 4, running: 8, expected: 'problem' },
    { before: 1, running: 5.9, expected: 'clear' },
    { before: 1, running: 6, expected: 'problem' },
  ])(
    'a run of $running h, where the one before took $before h, is $expected',
    ({ before, running, expected }) => {
      const ended = 20;

      expect(late([ended + before, ended], [running, undefined]).kind).toBe(expected);
    },
  );

  it('a run as old as a base backup may be hangs, whatever was usual', () => {
    expect(late([30, undefined])).toMatchObject({ kind: 'problem', severity: 'warning' });
  });

  it('a job of a cluster long gone does not matter, whatever it says', () => {
    const gone: Job = () => ({ start: ago(4000), success: ago(4100), failed: 1 });
    const snapshot = snapshotOf({ null: gone, patroni: runs([14, undefined]) });

    expect(baseBackupLate(snapshot)).toMatchObject({ kind: 'clear' });
    expect(baseBackupFailed(snapshot)).toMatchObject({ kind: 'clear' });
  });

  it('another host that took the job over makes it good', () => {
    const snapshot = snapshotOf({ one: runs([12, 'failed']), two: runs([10, 1]) });

    expect(baseBackupLate(snapshot).kind).toBe('clear');
    expect(baseBackupFailed(snapshot).kind).toBe('clear');
  });

  it('is unknown, with the reason, where there is no metric', () => {
    expect(baseBackupLate(healthySnapshot())).toEqual({
      kind: 'unknown',
      rule: 'base-backup-late',
      reason: 'no series',
    });
  });

  it('never gets less severe as the last success gets older', () => {
    const rank = (hours: number): number => {
      const finding = late([hours + 1, hours]);
      return finding.kind !== 'problem' ? 0 : finding.severity === 'warning' ? 1 : 2;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 71 }), fc.nat(70), (hours, more) => {
        expect(rank(hours)).toBeLessThanOrEqual(rank(Math.min(71, hours + more)));
      }),
    );
  });
});

describe('base-backup-failed', () => {
  it('is told of a job that says nothing but that it failed', () => {
    const unasked = unavailable('no-data', 'no series');
    const failed = (jobs: Readonly<Record<string, number>>) =>
      baseBackupFailed(
        healthySnapshot({
          metrics: {
            baseBackupStart: unasked,
            baseBackupSuccess: unasked,
            baseBackupFailed: jobMetric(jobs),
          },
        }),
      );

    expect(failed({ patroni: 0 })).toMatchObject({ kind: 'clear' });
    expect(failed({ other: 0, patroni: 1 })).toMatchObject({
      code: 'base-backup-failed',
      headline: 'the last base backup (patroni) failed; none has succeeded in the time looked at',
    });
  });

  it('is a warning that says how old the one before is', () => {
    expect(baseBackupFailed(snapshotOf({ patroni: runs([36, 22], [12, 'failed']) }))).toMatchObject(
      {
        kind: 'problem',
        severity: 'warning',
        headline:
          'the last base backup (patroni), which began 12 h ago, failed; the last that succeeded is 22 h old',
      },
    );
  });

  it('is over as soon as the next one begins', () => {
    const snapshot = snapshotOf({ patroni: runs([12, 'failed'], [1, undefined]) });

    expect(baseBackupFailed(snapshot).kind).toBe('clear');
  });
});

describe('the verdict about base backups', () => {
  const overdue = pushed({ patroni: runs([50, 40]) });
  const veryOverdue = pushed({ patroni: runs([70, 65]) });

  it('says beside it that archiving works', () => {
    expect(verdictOf(healthySnapshot({ metrics: overdue }))).toMatchObject({
      code: 'base-backup-late',
      severity: 'warning',
      headline: expect.stringContaining('WAL archiving is healthy'),
    });
  });

  it('a warning does not hide that archiving is not known', () => {
    const metrics = { ...NO_METRICS, ...overdue };
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(verdictOf(healthySnapshot({ metrics, uploadLog }))).toMatchObject({
      code: 'cannot-tell',
      headline: expect.stringContaining('the last base backup succeeded 40 h ago'),
    });
  });

  it('a critical one leads, and says that archiving is not known', () => {
    const metrics = { ...NO_METRICS, ...veryOverdue };

    expect(verdictOf(healthySnapshot({ metrics }))).toMatchObject({
      code: 'base-backup-late',
      severity: 'critical',
      headline: expect.stringContaining('whether WAL is archived is not known'),
    });
  });

  it('trouble with archiving comes first', () => {
    const metrics = { ...veryOverdue, replica: metric({ [PRIMARY]: 1, [REPLICA]: 1 }) };

    expect(verdictOf(healthySnapshot({ metrics })).code).toBe('no-primary');
  });
});
