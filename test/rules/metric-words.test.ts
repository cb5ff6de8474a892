import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/domain/finding.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import { uploadStuck } from '../../src/rules/upload-stuck.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  metric,
  moment,
  NOON,
  PRIMARY,
  REPLICA,
  type Difference,
} from '../support/snapshot.ts';
import { told } from '../support/told.ts';

const SEGMENT = 16 * 1024 * 1024;
const NO_LOG = unavailable('unreachable', 'connection refused');
const ABSENT = unavailable('no-data', 'no series');

/** Seconds since the last success, which was so long before noon; before that one came every 20 s. */
const age = (agoMs: number) =>
  metric({ [PRIMARY]: (ago) => (ago >= agoMs ? 20 : (agoMs - ago) / SECOND) });
const waitingSince = (agoMs: number, files: number) =>
  metric({ [PRIMARY]: (ago) => (ago >= agoMs ? 0 : files) });
/** Unix seconds of the last failure, so long before noon. */
const failedAt = (agoMs: number) =>
  metric({ [PRIMARY]: (ago) => (ago > agoMs ? 0 : (NOON - agoMs) / SECOND) });

/** Nothing is archived for 20 minutes, 21 segments wait, and there is no log unless one is given. */
const standsStill = (
  { metrics, ...others }: Difference = {},
  more: Difference['metrics'] = {},
): ReturnType<typeof healthySnapshot> =>
  healthySnapshot({
    ...(others.log === undefined ? { uploadLog: NO_LOG } : {}),
    ...others,
    metrics: {
      lastArchive: ABSENT,
      archiverAge: age(20 * MINUTE),
      pendingWal: waitingSince(20 * MINUTE, 21),
      ...more,
      ...metrics,
    },
  });

/** Whom it would wake, what it says, and by what. */
const texts = (finding: Finding): readonly string[] =>
  finding.kind === 'problem' ? finding.nextSteps.map(({ text }) => text) : [];

describe('an archiver that stands still, where there is no log', () => {
  const stuck = (difference?: Difference) => uploadStuck(standsStill(difference));

  it.each<[situation: string, difference: Difference, words: readonly string[]]>([
    [
      'hangs or fails, by PostgreSQL’s count of successes',
      {},
      [
        'critical',
        'nothing has been archived from patroni-01 for 20 min, and 21 segments are waiting',
        'metric: the last success was 20 min ago (pg_stat_archiver)',
        'metric: 21 segments are waiting (files that wait in archive_status)',
        'log: whether it hangs or fails is not known without the log: connection refused',
      ],
    ],
    [
      'hangs or fails, by the metric made from the log',
      { metrics: { archiverAge: ABSENT, lastArchive: metric({ [PRIMARY]: moment(20 * MINUTE) }) } },
      [
        'critical',
        'nothing has been archived from patroni-01 for 20 min, and 21 segments are waiting',
        'metric: the last success was 20 min ago',
        'metric: 21 segments are waiting (files that wait in archive_status)',
        'log: whether it hangs or fails is not known without the log: connection refused',
      ],
    ],
    [
      'is none where one of two metrics knows of a later success',
      { metrics: { lastArchive: metric({ [PRIMARY]: moment(MINUTE) }) } },
      ['clear'],
    ],
    [
      'hangs at the very age at which no success is too old',
      {
        metrics: {
          archiverAge: age(15 * MINUTE),
          pendingWal: waitingSince(15 * MINUTE, 2),
          walPosition: metric({ [PRIMARY]: END_OF_LAST }),
        },
      },
      [
        'critical',
        'nothing has been archived from patroni-01 for 15 min, and 2 segments are waiting',
        'metric: the last success was 15 min ago (pg_stat_archiver)',
        'metric: 2 segments are waiting (files that wait in archive_status)',
        'log: whether it hangs or fails is not known without the log: connection refused',
      ],
    ],
    [
      'is none just before that age, if PostgreSQL does not say when it last archived',
      {
        metrics: {
          archiverAge: ABSENT,
          lastArchive: metric({ [PRIMARY]: moment(15 * MINUTE - SECOND) }),
        },
      },
      ['clear'],
    ],
    [
      'is none just before that age, if files have not waited all the time',
      {
        metrics: {
          archiverAge: age(15 * MINUTE - SECOND),
          pendingWal: waitingSince(4 * MINUTE, 12),
        },
      },
      ['clear'],
    ],
    [
      'hangs once an upload takes too long, where PostgreSQL counts none and files have waited all the time',
      { metrics: { archiverAge: age(5 * MINUTE), pendingWal: waitingSince(6 * MINUTE, 12) } },
      [
        'critical',
        'nothing has been archived from patroni-01 for 5 min, and 12 segments are waiting',
        'metric: the last success was 5 min ago (pg_stat_archiver)',
        'metric: 12 segments are waiting (files that wait in archive_status)',
        'log: whether it hangs or fails is not known without the log: connection refused',
      ],
    ],
    [
      'is none before an upload takes too long',
      {
        metrics: {
          archiverAge: age(5 * MINUTE - SECOND),
          pendingWal: waitingSince(6 * MINUTE, 12),
        },
      },
      ['clear'],
    ],
    [
      'is none while one file waits: it is being archived',
      { metrics: { pendingWal: waitingSince(20 * MINUTE, 1) } },
      ['clear'],
    ],
    [
      'is another rule’s where PostgreSQL counts failures',
      { metrics: { archiverLastFailed: failedAt(MINUTE) } },
      ['clear'],
    ],
    [
      'is not known where no metric tells of a success',
      { metrics: { archiverAge: ABSENT } },
      ['not known', 'connection refused'],
    ],
    [
      'is not known where nobody counts what waits',
      { metrics: { pendingWal: ABSENT } },
      ['not known', 'connection refused'],
    ],
    [
      'is not known where the primary is not',
      { metrics: { replica: metric({ [PRIMARY]: 0, [REPLICA]: 0 }) } },
      ['not known', 'connection refused'],
    ],
    [
      'is not known where far more was written than waits: then the metric stands still',
      {
        metrics: {
          pendingWal: waitingSince(20 * MINUTE, 3),
          walPosition: metric({
            [PRIMARY]: (ago) => END_OF_LAST - (ago < 10 * MINUTE ? 0 : 16 * SEGMENT),
          }),
        },
      },
      [
        'not known',
        'the metrics know of no success for 20 min, and fewer segments wait than were written since',
      ],
    ],
    [
      'hangs where three times as much was written as waits, and no more',
      {
        metrics: {
          pendingWal: waitingSince(20 * MINUTE, 3),
          walPosition: metric({
            [PRIMARY]: (ago) => END_OF_LAST - (ago < 10 * MINUTE ? 0 : 15 * SEGMENT),
          }),
        },
      },
      [
        'critical',
        'nothing has been archived from patroni-01 for 20 min, and 3 segments are waiting',
        'metric: the last success was 20 min ago (pg_stat_archiver)',
        'metric: 3 segments are waiting (files that wait in archive_status)',
        'log: whether it hangs or fails is not known without the log: connection refused',
      ],
    ],
    [
      'hangs whatever was written before the time that counts',
      {
        metrics: {
          pendingWal: waitingSince(20 * MINUTE, 3),
          walPosition: metric({
            [PRIMARY]: (ago) => END_OF_LAST - (ago < 17 * MINUTE ? 0 : 16 * SEGMENT),
          }),
        },
      },
      [
        'critical',
        'nothing has been archived from patroni-01 for 20 min, and 3 segments are waiting',
        'metric: the last success was 20 min ago (pg_stat_archiver)',
        'metric: 3 segments are waiting (files that wait in archive_status)',
        'log: whether it hangs or fails is not known without the log: connection refused',
      ],
    ],
    [
      'is not known by the position behind the newest line of a log that does not arrive',
      {
        log: {
          uploads: [completed(40 * MINUTE)],
          pipeline: { newestAt: NOON, hosts: [], tags: [] },
        },
        metrics: {
          pendingWal: ABSENT,
          walPosition: metric({ [PRIMARY]: END_OF_LAST + 9 * SEGMENT }),
        },
      },
      ['not known', 'no log line of patroni-01 arrives'],
    ],
    [
      'is told as well where the log has no upload of the primary',
      { log: { uploads: [] } },
      [
        'critical',
        'nothing has been archived from patroni-01 for 20 min, and 21 segments are waiting',
        'metric: the last success was 20 min ago (pg_stat_archiver)',
        'metric: 21 segments are waiting (files that wait in archive_status)',
        'log: whether it hangs or fails is not known without the log: the log has no upload of the primary',
      ],
    ],
  ])('%s', (_situation, difference, words) => {
    expect(told(stuck(difference))).toEqual(words);
  });

  it('has been in trouble since its last success, and nothing is to be killed for it', () => {
    const finding = stuck();

    expect(finding).toMatchObject({
      code: 'upload-stuck',
      trouble: { since: NOON - 20 * MINUTE },
      nextSteps: [{ host: PRIMARY }, { host: PRIMARY }, { host: PRIMARY }],
      evidence: [{ from: 'metric' }, { from: 'metric' }, { from: 'log' }],
    });
    expect(JSON.stringify(texts(finding))).not.toMatch(/\bkill\b(?! -0)/);
  });
});

describe('failures that PostgreSQL counts', () => {
  /** Every second one more, since so long before noon until so long before noon. */
  const counts = (since: number, until = 0) =>
    metric({ [PRIMARY]: (ago) => 3 + Math.max(0, since - Math.max(ago, until)) / SECOND });
  const failing = (difference?: Difference) =>
    uploadFailing(standsStill(difference, { archiverLastFailed: failedAt(30 * SECOND) }));

  it.each<[situation: string, difference: Difference, words: readonly string[]]>([
    [
      'without a log',
      {},
      [
        'critical',
        'uploads from patroni-01 are failing by PostgreSQL’s own count; the last success was 20 min ago',
        'metric: pg_stat_archiver: a failure since the last success, the latest 30 s ago; the last success was 20 min ago',
        'metric: 21 segments are waiting (files that wait in archive_status)',
        'log: why is not known without the log: connection refused',
      ],
    ],
    [
      'with a log that has no error',
      { log: { uploads: [completed(20 * MINUTE)] } },
      [
        'critical',
        'uploads from patroni-01 are failing by PostgreSQL’s own count; the last success was 20 min ago',
        'metric: pg_stat_archiver: a failure since the last success, the latest 30 s ago; the last success was 20 min ago',
        'metric: 21 segments are waiting (files that wait in archive_status)',
        'log: the log has no error that says why',
      ],
    ],
    [
      'where nobody knows of a success, or what waits',
      { metrics: { archiverAge: ABSENT, pendingWal: ABSENT, walPosition: ABSENT } },
      [
        'critical',
        'uploads from patroni-01 are failing by PostgreSQL’s own count; no success is known',
        'metric: pg_stat_archiver: a failure since the last success, the latest 30 s ago; no success is known',
        'log: why is not known without the log: connection refused',
      ],
    ],
    [
      'counted one by one',
      { metrics: { archiverFailedCount: counts(20 * MINUTE) } },
      [
        'critical',
        'uploads from patroni-01 are failing by PostgreSQL’s own count; the last success was 20 min ago',
        expect.stringMatching(
          /^metric: pg_stat_archiver: 1\d\d\d failed tries since the last success, the latest \d+ s ago; the last success was 20 min ago$/,
        ) as unknown as string,
        'metric: 21 segments are waiting (files that wait in archive_status)',
        'log: why is not known without the log: connection refused',
      ],
    ],
    [
      'one alone, a moment ago, which the next try may make good',
      {
        metrics: {
          archiverAge: age(MINUTE),
          pendingWal: ABSENT,
          walPosition: ABSENT,
          archiverFailedCount: metric({ [PRIMARY]: (ago) => (ago > 30 * SECOND ? 3 : 4) }),
        },
      },
      [
        'warning',
        'an upload from patroni-01 has just failed by PostgreSQL’s own count, and the next try is not seen yet; the last success was 60 s ago',
        'metric: pg_stat_archiver: 1 failed try since the last success, the latest 30 s ago; the last success was 60 s ago',
        'log: why is not known without the log: connection refused',
      ],
    ],
    [
      'of the time before it became the primary are none of now',
      {
        metrics: {
          archiverAge: ABSENT,
          archiverLastFailed: failedAt(10 * MINUTE),
          replica: metric({ [PRIMARY]: (ago) => (ago <= 8 * MINUTE ? 0 : 1), [REPLICA]: 1 }),
        },
      },
      ['not known', 'connection refused'],
    ],
    [
      'are nobody’s where there are two primaries',
      { metrics: { replica: metric({ [PRIMARY]: 0, [REPLICA]: 0 }) } },
      ['not known', 'connection refused'],
    ],
  ])('%s', (_situation, difference, words) => {
    expect(told(failing(difference))).toEqual(words);
  });

  it('are looked into on the host: its statistics, PostgreSQL’s log, and its settings', () => {
    expect(failing()).toMatchObject({
      code: 'upload-failing',
      trouble: { since: NOON - 20 * MINUTE },
      nextSteps: [
        { host: PRIMARY },
        {
          text: 'read PostgreSQL’s log there: what archive_command wrote stands right before "archive command failed"',
          host: PRIMARY,
        },
        { host: PRIMARY },
      ],
    });
    expect(failing({ metrics: { archiverAge: ABSENT } })).not.toHaveProperty('trouble');
    expect(
      texts(
        failing({
          log: { uploads: [completed(HOUR, { archiver: 'wal-g' })] },
        }),
      ),
    ).toHaveLength(4);
  });
});
