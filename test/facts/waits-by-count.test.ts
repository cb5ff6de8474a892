import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { noneArchivedSince, waitsByCount } from '../../src/facts/waits-by-count.ts';
import { healthySnapshot, metric, NOON, PRIMARY } from '../support/snapshot.ts';
import { MINUTE } from '../support/time.ts';

const SIZE = DEFAULT_WAL_SEGMENT_SIZE;
/** The segment that is being written: the one before it is the newest that may wait. */
const CURRENT = 1000;
const GONE = unavailable('no-data', 'no series');

/** One segment a minute, the last one half written. */
const walPosition = metric({ [PRIMARY]: (ago) => (CURRENT + 0.5 - ago / MINUTE) * SIZE });
const snapshotOf = (waiting: number) =>
  healthySnapshot({ metrics: { walPosition, pendingWal: metric({ [PRIMARY]: waiting }) } });

describe('a segment that waits by PostgreSQL’s count', () => {
  it('is the first of so many before the position, or one of the two behind it', () => {
    const waits = (segment: number) => waitsByCount(snapshotOf(4), PRIMARY, segment);

    expect([995, 996, 997, 998, 999].map(waits)).toEqual([false, true, true, true, false]);
  });

  it('is none where the position or the count is not known, or is that of another host', () => {
    const { metrics } = snapshotOf(4);
    const noPosition = healthySnapshot({ metrics: { ...metrics, walPosition: GONE } });
    const noCount = healthySnapshot({ metrics: { ...metrics, pendingWal: GONE } });

    expect(waitsByCount(noPosition, PRIMARY, 996)).toBe(false);
    expect(waitsByCount(noCount, PRIMARY, CURRENT)).toBe(false);
    expect(waitsByCount(noCount, PRIMARY, 996)).toBe(false);
    expect(waitsByCount(snapshotOf(4), 'patroni-09', 996)).toBe(false);
  });
});

describe('that nothing was archived since a moment', () => {
  const none = (waiting: number, minutes: number) =>
    noneArchivedSince(snapshotOf(waiting), PRIMARY, NOON - minutes * MINUTE);

  it('is so where what was written then is the first that waits, or follows soon behind it', () => {
    expect([2, 3, 4, 5, 6, 7].map((waiting) => none(waiting, 4))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('is not known where the position of then is not', () => {
    expect(none(70, 70)).toBe(false);
  });
});
