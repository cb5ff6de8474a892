import { describe, expect, it } from '@jest/globals';
import type { MissingSegments } from '../../src/domain/upload-log.ts';
import { missingPart, type Hole } from '../../src/facts/hole.ts';

const HOLE: Hole = {
  timeline: 5,
  first: 10,
  last: 20,
  before: 1000,
  beforeIs: 'tried',
  after: 9000,
  followedAt: 5000,
  host: 'db-01',
  failover: undefined,
  failed: undefined,
};
const run = (first: number, last: number, timeline = 5): MissingSegments => ({
  timeline,
  first,
  last,
  before: 2000,
  after: 3000,
  host: 'db-02',
});
const parts = (...missing: readonly MissingSegments[]) =>
  missingPart(HOLE, [], { from: 0, segments: 0, counted: [], missing });
const ranges = (...missing: readonly MissingSegments[]) =>
  parts(...missing).map(({ first, last }) => [first, last]);

describe('what of a hole was counted as missing', () => {
  it('is what both say, and nothing where nothing was', () => {
    expect(ranges()).toEqual([]);
    expect(ranges(run(12, 13), run(15, 15))).toEqual([
      [12, 13],
      [15, 15],
    ]);
    expect(ranges(run(5, 10), run(20, 30))).toEqual([
      [10, 10],
      [20, 20],
    ]);
    expect(ranges(run(5, 30))).toEqual([[10, 20]]);
    expect(ranges(run(1, 9), run(21, 30), run(12, 13, 4))).toEqual([]);
  });

  it('has the times and the host of its own ends', () => {
    const own = { before: 1000, beforeIs: 'tried', host: 'db-01' };
    const counted = { before: 2000, beforeIs: 'completed', host: 'db-02' };

    expect(parts(run(10, 20))).toEqual([HOLE]);
    expect(parts(run(10, 19))).toMatchObject([{ ...own, after: 3000 }]);
    expect(parts(run(11, 20))).toMatchObject([{ ...counted, after: 9000 }]);
    expect(parts(run(11, 19))).toMatchObject([{ ...counted, after: 3000, followedAt: 5000 }]);
  });

  it('was tried in vain where it was, and not beside it', () => {
    const tried = (number: number) => ({
      timeline: 5,
      number,
      host: 'db-01',
      firstAt: 1,
      lastAt: 10 * number,
      failed: 2,
    });
    const failedIn = (number: number) =>
      missingPart(HOLE, [tried(number)], {
        from: 0,
        segments: 0,
        counted: [],
        missing: [run(12, 13)],
      })[0]?.failed;

    expect(failedIn(12)).toEqual({ count: 2, lastAt: 120 });
    expect(failedIn(13)).toEqual({ count: 2, lastAt: 130 });
    expect([failedIn(11), failedIn(14)]).toEqual([undefined, undefined]);
  });
});
