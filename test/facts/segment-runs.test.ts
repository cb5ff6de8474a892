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
