import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { segmentRuns } from '../../src/facts/segment-runs.ts';

const runsOf = (numbers: readonly number[]) =>
  segmentRuns(numbers.map((number) => ({ number, at: number * 10 }))).map(({ first, last }) => [
    first,
    last,
  ]);

describe('the runs of segments', () => {
  it('end before a hole and begin after it, in whatever order the segments come', () => {
    expect(runsOf([9, 3, 1, 2, 8, 2])).toEqual([
      [1, 3],
      [8, 9],
    ]);
  });

  it('are none without a segment', () => {
    expect(segmentRuns([])).toEqual([]);
  });

  it('know when their ends were completed, the first time it was', () => {
    const completions = [
      { number: 1, at: 50 },
      { number: 2, at: 20 },
      { number: 3, at: 70 },
      { number: 3, at: 30 },
      { number: 1, at: 90 },
    ];

    expect(segmentRuns(completions)).toEqual([
      { first: 1, last: 3, firstAt: 50, lastAt: 30, earliestAt: 20, latestAt: 90 },
    ]);
    expect(segmentRuns([...completions].reverse())).toEqual(segmentRuns(completions));
    expect(segmentRuns([{ number: 1, at: 5 }, ...completions])).toEqual([
      { first: 1, last: 3, firstAt: 5, lastAt: 30, earliestAt: 5, latestAt: 90 },
    ]);
  });

  it('know their own times, in whatever order the segments of several come', () => {
    const completions = [1, 2, 5, 6, 9, 20, 21].map((number) => ({ number, at: number * 10 }));
    const runs = [
      { first: 1, last: 2, firstAt: 10, lastAt: 20, earliestAt: 10, latestAt: 20 },
      { first: 5, last: 6, firstAt: 50, lastAt: 60, earliestAt: 50, latestAt: 60 },
      { first: 9, last: 9, firstAt: 90, lastAt: 90, earliestAt: 90, latestAt: 90 },
      { first: 20, last: 21, firstAt: 200, lastAt: 210, earliestAt: 200, latestAt: 210 },
    ];

    for (const order of [
      [0, 1, 2, 3, 4, 5, 6],
      [6, 5, 4, 3, 2, 1, 0],
      [3, 6, 0, 4, 2, 5, 1],
      [5, 1, 4, 0, 6, 3, 2],
    ]) {
      expect(segmentRuns(order.flatMap((index) => completions[index] ?? []))).toEqual(runs);
    }
  });

  it('cost nothing for what lies between two names that are far apart', () => {
    expect(runsOf([0, 2 ** 44])).toEqual([
      [0, 0],
      [2 ** 44, 2 ** 44],
    ]);
  });

  it('hold exactly the segments that were given', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60)), (numbers) => {
        const listed = runsOf(numbers).flatMap(([first = 0, last = 0]) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        );

        expect(listed).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      }),
    );
  });

  it('never touch each other', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60)), (numbers) => {
        const runs = runsOf(numbers);

        for (const [index, [first = 0]] of runs.slice(1).entries()) {
          expect(first).toBeGreaterThan((runs[index]?.[1] ?? Infinity) + 1);
        }
      }),
    );
  });
});
