import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/domain/finding.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';
import { baseBackupFailed } from '../../src/rules/base-backup-failed.ts';
import { baseBackupLate } from '../../src/rules/base-backup-late.ts';
import { healthySnapshot, jobMetric, NOON } from '../support/snapshot.ts';
import { textOf, told } from '../support/told.ts';

const GONE = unavailable('no-data', 'no series');
const hoursAgo = (hours: number): number => (NOON - hours * HOUR) / SECOND;

/** Whom it would wake, what it says, and by what. */

/** A run of the job: when it began, and when it ended well, in hours ago. */
type Run = readonly [began: number, ended?: number];

function backups(...list: readonly Run[]) {
  const run = (ago: number) => list.findLast(([began]) => began * HOUR >= ago);
  return healthySnapshot({
    metrics: {
      baseBackupStart: jobMetric({
        patroni: (ago) => {
          const one = run(ago);
          return one && hoursAgo(one[0]);
        },
      }),
      baseBackupSuccess: jobMetric({
        patroni: (ago) => {
          const one = run(ago);
          if (one === undefined) return undefined;
          return one[1] !== undefined && one[1] * HOUR >= ago ? hoursAgo(one[1]) : 0;
        },
      }),
    },
  });
}

describe('what is said of the age of base backups', () => {
  it.each<[situation: string, runs: readonly Run[], words: readonly string[]]>([
    ['fresh', [[11, 10]], ['clear', 'the last success was 10 h ago (patroni)']],
    [
      'fresh, and the next one runs',
      [[31, 29], [1]],
      [
        'clear',
        'the last success was 29 h ago (patroni)',
        'one has been running for 60 min (patroni)',
      ],
    ],
    [
      'due',
      [[31, 30]],
      [
        'warning',
        'the last base backup succeeded 30 h ago, and one is due every 30 h',
        'the last success was 30 h ago (patroni)',
      ],
    ],
    [
      'two were missed',
      [[62, 61]],
      [
        'critical',
        'the last base backup succeeded 2 d 13 h ago, and one is due every 30 h',
        'the last success was 2 d 13 h ago (patroni)',
      ],
    ],
    [
      'fresh, and one runs for far longer than the one before',
      [[24, 20], [9]],
      [
        'warning',
        'a base backup has been running for 9 h, and the longest before took 4 h: it may hang',
        'the last success was 20 h ago (patroni)',
        'one has been running for 9 h (patroni)',
      ],
    ],
    [
      'due, and one runs for far longer than the one before',
      [[36, 32], [9]],
      [
        'warning',
        'a base backup has been running for 9 h and may hang; the last base backup succeeded 32 h ago, and one is due every 30 h',
        'the last success was 32 h ago (patroni)',
        'one has been running for 9 h (patroni)',
      ],
    ],
    [
      'due, and one runs for as long as is usual',
      [[36, 32], [2]],
      [
        'warning',
        'the last base backup succeeded 32 h ago, and one is due every 30 h',
        'the last success was 32 h ago (patroni)',
        'one has been running for 2 h (patroni)',
      ],
    ],
  ])('%s', (_situation, runs, words) => {
    expect(told(baseBackupLate(backups(...runs)), textOf)).toEqual(words);
  });

  it('runs as long as it may before it is said to hang, and no longer', () => {
    expect(told(baseBackupLate(backups([24, 20], [8])))[0]).toBe('warning');
    expect(told(baseBackupLate(backups([24, 20], [7.5])))[0]).toBe('clear');
    expect(told(baseBackupLate(backups([36, 32], [8])))[1]).toMatch(/may hang/);
    expect(told(baseBackupLate(backups([61, 60])))[0]).toBe('critical');
  });

  it.each([
    [29.5, ['not known', 'no base backup has been seen yet: the metrics go back 29 h 30 min']],
    [
      31,
      [
        'warning',
        'no base backup has succeeded for at least 31 h, and one is due every 30 h',
        'no success in the time that was looked at',
      ],
    ],
  ])('none in %d h of watching', (watched, words) => {
    const success = jobMetric({ patroni: (ago) => (ago <= watched * HOUR ? 0 : undefined) });

    expect(
      told(baseBackupLate(healthySnapshot({ metrics: { baseBackupSuccess: success } })), textOf),
    ).toEqual(words);
  });

  it('begins with a look at what is there', () => {
    expect(baseBackupLate(backups([31, 30]))).toMatchObject({
      code: 'base-backup-late',
      evidence: [{ from: 'metric' }],
      nextSteps: [
        { text: expect.stringMatching(/base backups/) },
        { text: expect.stringMatching(/log/) },
      ],
    });
  });
});

describe('what is said of a base backup that failed', () => {
  /** A moment that was set when it came. */
  const since = (hours: number) => (ago: number) =>
    ago > hours * HOUR ? undefined : hoursAgo(hours);
  const failed = (began: number | undefined, success: number | undefined) =>
    baseBackupFailed(
      healthySnapshot({
        metrics: {
          baseBackupFailed: jobMetric({ patroni: (ago) => (ago > HOUR ? 0 : 1) }),
          baseBackupStart: began === undefined ? GONE : jobMetric({ patroni: since(began) }),
          baseBackupSuccess: jobMetric({ patroni: success === undefined ? 0 : since(success) }),
        },
      }),
    );

  it.each<[situation: string, finding: () => Finding, words: readonly string[]]>([
    [
      'after one that succeeded',
      () => failed(3, 26),
      [
        'warning',
        'the last base backup (patroni), which began 3 h ago, failed; the last that succeeded is 26 h old',
        'the job says that it failed',
        'the last that succeeded is 26 h old',
      ],
    ],
    [
      'whose begin is not known, and no success',
      () => failed(undefined, undefined),
      [
        'warning',
        'the last base backup (patroni) failed; none has succeeded in the time looked at',
        'the job says that it failed',
        'none has succeeded in the time looked at',
      ],
    ],
    [
      'where the job says that none has',
      () =>
        baseBackupFailed(
          healthySnapshot({ metrics: { baseBackupFailed: jobMetric({ patroni: 0 }) } }),
        ),
      ['clear'],
    ],
    ['where nobody says it', () => baseBackupFailed(healthySnapshot()), ['not known', 'no series']],
  ])('%s', (_situation, finding, words) => {
    expect(told(finding(), textOf)).toEqual(words);
  });

  it('sends to its log first', () => {
    expect(failed(3, 26)).toMatchObject({
      code: 'base-backup-failed',
      evidence: [{ from: 'metric' }, { from: 'metric' }],
      nextSteps: [
        { text: expect.stringMatching(/log/) },
        { text: expect.stringMatching(/base backups/) },
      ],
    });
  });
});
