import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import type { CompleteBackup } from '../../src/domain/upload-log.ts';
import { backupBehind, isOlder } from '../../src/facts/backup-behind-hole.ts';
import type { ClassifiedHole } from '../../src/facts/continuity.ts';
import { knownBackups, type KnownBackup } from '../../src/facts/known-backups.ts';
import { healthySnapshot, jobMetric, NOON, PRIMARY, segment } from '../support/snapshot.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';

const HOLE: ClassifiedHole = {
  timeline: 5,
  first: 0x1002,
  last: 0x1004,
  before: NOON - 5 * HOUR,
  beforeIs: 'completed',
  after: NOON - 4 * HOUR,
  followedAt: NOON - 4.5 * HOUR,
  host: PRIMARY,
  failover: undefined,
  failed: undefined,
  state: 'lost',
  skipped: false,
  overdueSince: undefined,
  of: 3,
};
/** A base backup that began and ended so many hours ago. */
const backup = (
  began: number | undefined,
  ended: number,
  over: Partial<CompleteBackup> = {},
): CompleteBackup => ({
  archiver: 'wal-g',
  host: PRIMARY,
  beganAt: began === undefined ? undefined : NOON - began * HOUR,
  endedAt: NOON - ended * HOUR,
  start: undefined,
  stop: undefined,
  ...over,
});
const snapshotOf = (...completeBackups: readonly CompleteBackup[]) =>
  healthySnapshot({ log: { completeBackups } });
const behind = (...backups: readonly CompleteBackup[]) => {
  const found = backupBehind(snapshotOf(...backups), HOLE);
  return [found.kind, found.backup && (NOON - found.backup.endedAt) / HOUR];
};

describe('what the base backups say of a hole', () => {
  it('is that one is behind it: the newest that began when it had been passed', () => {
    expect(behind(backup(4.5, 3), backup(3, 2), backup(9, 8))).toEqual(['behind', 2]);
    expect(behind(backup(4.5, 3))).toEqual(['behind', 3]);
    expect(behind(backup(3, 2), backup(4.6, 1))).toEqual(['behind', 2]);
  });

  it('is that the last needs it, where it began before', () => {
    expect(behind(backup(4.6, 3), backup(5, 2))).toEqual(['needs-it', 2]);
  });

  it('is not known where nobody says when one began, and no other is behind it', () => {
    expect(behind(backup(undefined, 3), backup(5, 2))).toEqual(['begin-unknown', 2]);
    expect(behind(backup(undefined, 3), backup(4, 2))).toEqual(['behind', 2]);
    const start = segment(3);
    expect(behind(backup(undefined, 3, { start }), backup(5, 2))).toEqual(['needs-it', 2]);
  });

  it('is that none ended after it, and which was the last before', () => {
    expect(behind(backup(9, 8), backup(6, 4))).toEqual(['none', 4]);
    expect(behind()).toEqual(['none', undefined]);
  });
});

describe('a hole is older than a base backup', () => {
  const older = (over: Partial<KnownBackup>): boolean =>
    isOlder(HOLE, {
      seenIn: 'log',
      beganAt: undefined,
      endedAt: NOON,
      start: undefined,
      stop: undefined,
      ...over,
    });

  it('that starts behind its last segment, or on a newer timeline', () => {
    expect(older({ start: { timeline: 5, number: 0x1005 } })).toBe(true);
    expect(older({ start: { timeline: 5, number: 0x1004 } })).toBe(false);
    expect(older({ start: { timeline: 6, number: 1 } })).toBe(true);
    expect(older({ start: { timeline: 4, number: 0x1009 } })).toBe(false);
  });

  it('that began when something behind it was complete', () => {
    expect(older({ beganAt: HOLE.followedAt })).toBe(true);
    expect(older({ beganAt: HOLE.followedAt - 1 })).toBe(false);
    expect(older({})).toBe(false);
  });
});

describe('the base backups that are known', () => {
  it('are those of the log and of the metrics, the oldest first, with the segments they need', () => {
    const snapshot = healthySnapshot({
      log: {
        completeBackups: [
          backup(2, 1, { start: segment(1), stop: segment(2) }),
          backup(undefined, 30, { start: '00000006.history' }),
        ],
      },
      metrics: {
        baseBackupSuccess: jobMetric({ patroni: (NOON - 10 * HOUR) / SECOND }),
        baseBackupStart: jobMetric({ patroni: (NOON - 11 * HOUR) / SECOND }),
      },
    });

    expect(knownBackups(snapshot).map(({ seenIn, start, stop }) => [seenIn, start, stop])).toEqual([
      ['metric', undefined, undefined],
      ['log', undefined, undefined],
      ['log', { timeline: 5, number: 0x1001 }, { timeline: 5, number: 0x1002 }],
    ]);
  });

  it('are none of the cluster that a new one has replaced', () => {
    const madeAt = (ago: number) =>
      knownBackups(
        healthySnapshot({
          log: { newCluster: { at: NOON - ago, from: 4 } },
          metrics: {
            baseBackupSuccess: jobMetric({
              patroni: (ago) => (ago > 9 * HOUR ? undefined : (NOON - 10 * HOUR) / SECOND),
            }),
          },
        }),
      );

    expect(madeAt(10 * HOUR)).toHaveLength(1);
    expect(madeAt(10 * HOUR - 1)).toEqual([]);
  });

  it('are none of the future, nor those of a server by a name of its archiver’s own', () => {
    const known = (...backups: readonly CompleteBackup[]) => knownBackups(snapshotOf(...backups));

    expect(known(backup(2, 0))).toHaveLength(1);
    expect(known({ ...backup(2, 0), endedAt: NOON + MINUTE })).toEqual([]);
    expect(known(backup(2, 1, { archiver: 'barman', host: 'main' }))).toEqual([]);
    expect(known(backup(2, 1, { archiver: 'barman', host: undefined }))).toHaveLength(1);
    expect(known()).toEqual([]);
    const uploadLog = unavailable('timeout', 'no answer in time');
    expect(knownBackups(healthySnapshot({ uploadLog }))).toEqual([]);
  });
});
