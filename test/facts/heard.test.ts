import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { heardOf, readUntil, silentAfter } from '../../src/facts/heard.ts';
import { arrivalDelay, logLateness } from '../../src/facts/log-lateness.ts';
import {
  completed,
  failure,
  healthySnapshot,
  metric,
  NOON,
  NOT_SHIPPED,
  open,
  PRIMARY,
  REPLICA,
  UNREAD,
  uploadLog,
  type LogParts,
  type Difference,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const NO_LOG = unavailable('timeout', 'no answer in time');
const GONE = unavailable('no-data', 'no series');
const NO_METRICS = { lastArchive: GONE, archiverAge: GONE, pendingWal: GONE };
const EMPTY = { uploads: [], pipeline: NOT_SHIPPED };
/** The last sample so long ago. */
const sampled = (ago: number) =>
  metric({ [PRIMARY]: (pointAgo) => (pointAgo < ago ? undefined : 1) });

describe('a host is heard', () => {
  const heard = (log: Partial<LogParts> | undefined, metrics: Difference['metrics'] = {}) =>
    heardOf(
      healthySnapshot({
        ...(log === undefined ? { uploadLog: NO_LOG } : { log: { ...EMPTY, ...log } }),
        metrics: { ...NO_METRICS, ...metrics },
      }),
      PRIMARY,
    );

  it.each<readonly [string, Partial<LogParts>, ago: number]>([
    ['the end of an upload', { uploads: [completed(3 * MINUTE)] }, 3 * MINUTE],
    ['the begin of one that is open', { uploads: [open(3 * MINUTE)] }, 3 * MINUTE],
    ['a failure', { failures: [failure(4 * MINUTE), failure(2 * MINUTE)] }, 2 * MINUTE],
    [
      'a base backup',
      {
        baseBackups: [
          { host: PRIMARY, pid: 1, firstAt: NOON - 9 * MINUTE, lastAt: NOON - 4 * MINUTE },
        ],
      },
      4 * MINUTE,
    ],
    [
      'any line that it ships',
      {
        uploads: [completed(4 * MINUTE)],
        pipeline: {
          newestAt: NOON,
          hosts: [
            { host: REPLICA, newestAt: NOON },
            { host: PRIMARY, newestAt: NOON - SECOND },
          ],
          tags: [],
        },
      },
      SECOND,
    ],
  ])('by %s in the log', (_what, log, ago) => {
    expect(heard(log)).toEqual({ until: NOON - ago, isCurrent: true, byLog: true });
  });

  it('not by what others say', () => {
    const others = {
      uploads: [completed(SECOND, { host: REPLICA })],
      failures: [failure(SECOND, { host: REPLICA })],
      baseBackups: [{ host: REPLICA, pid: 1, firstAt: NOON, lastAt: NOON }],
    };

    expect(heard(others)).toEqual({ until: -Infinity, isCurrent: false, byLog: false });
  });

  it('by the log until it has shipped nothing for longer than lines may take', () => {
    expect(heard({ uploads: [completed(6 * MINUTE - 1)] }).byLog).toBe(true);
    expect(heard({ uploads: [completed(6 * MINUTE)] }).byLog).toBe(false);
  });

  it.each(['lastArchive', 'archiverAge', 'pendingWal'] as const)('by a sample of %s', (name) => {
    expect(heard(undefined, { [name]: sampled(2 * MINUTE) })).toEqual({
      until: NOON - 2 * MINUTE,
      isCurrent: true,
      byLog: false,
    });
    expect(heard(undefined, { [name]: sampled(2.5 * MINUTE) })).toMatchObject({
      until: NOON - 2.5 * MINUTE,
      isCurrent: false,
    });
  });

  it('up to the later of both', () => {
    const log = { uploads: [completed(MINUTE)] };

    expect(heard(log, { pendingWal: sampled(3 * MINUTE) }).until).toBe(NOON - MINUTE);
    expect(heard(log, { pendingWal: sampled(0) }).until).toBe(NOON);
  });

  it('never from the future', () => {
    expect(heard({ uploads: [completed(-MINUTE)] }).until).toBe(NOON);
    const snapshot = healthySnapshot({ uploadLog: NO_LOG, metrics: { lastArchive: GONE } });
    const earlier = { ...snapshot, at: NOON - 10 * MINUTE };
    expect(heardOf(earlier, PRIMARY).until).toBe(NOON - 10 * MINUTE);
  });
});

describe('the log is read', () => {
  const until = (log: Partial<LogParts>) =>
    readUntil(healthySnapshot({ log: { ...EMPTY, ...log } }), PRIMARY);

  it('until now while its host ships', () => {
    expect(until({ uploads: [completed(6 * MINUTE - 1)] })).toBe(NOON);
    expect(until({ uploads: [completed(6 * MINUTE)] })).toBe(NOON - 6 * MINUTE);
  });

  it('until never where there is none', () => {
    expect(readUntil(healthySnapshot({ uploadLog: NO_LOG }), PRIMARY)).toBe(-Infinity);
  });

  it('until half an hour of silence where it lies on the host', () => {
    const file = (ago: number) => until({ source: 'log files', uploads: [completed(ago)] });

    expect(file(30 * MINUTE - 1)).toBe(NOON);
    expect(file(30 * MINUTE)).toBe(NOON - 30 * MINUTE);
  });
});

describe('a host that ships nothing', () => {
  it('is silent after what an upload, or twice what a line may take', () => {
    const after = (uploadStuckAfter: number, shippingAllowance: number) =>
      silentAfter(uploadLog(), { ...DEFAULT_THRESHOLDS, uploadStuckAfter, shippingAllowance });

    expect(after(5 * MINUTE, MINUTE)).toBe(5 * MINUTE);
    expect(after(5 * MINUTE, 4 * MINUTE)).toBe(8 * MINUTE);
  });
});

describe('how late a log is', () => {
  it('is what its lines take to arrive, where that is known', () => {
    expect(arrivalDelay(uploadLog({ shippingLag: 7 }))).toBe(7);
    expect(arrivalDelay(uploadLog({ shippingLag: UNREAD }))).toBe(0);
  });

  it('is nothing up to what they may take', () => {
    const late = (shippingLag: number) =>
      logLateness(uploadLog({ shippingLag }), DEFAULT_THRESHOLDS);

    expect(late(3 * MINUTE)).toBe(0);
    expect(late(3 * MINUTE + 1)).toBe(3 * MINUTE + 1);
  });
});
