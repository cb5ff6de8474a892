import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pitrWindow, type TimeRange } from '../../src/domain/pitr-window.ts';

const NOW = 1000;

describe('the point-in-time recovery window', () => {
  it.each([
    ['no base backup: nothing can be restored', [], [], []],
    ['no hole: from the oldest base backup to now', [200, 600], [], [[200, 1000]]],
    [
      'a hole cuts it, and the next base backup begins it anew',
      [200, 600],
      [[300, 400]],
      [
        [200, 300],
        [600, 1000],
      ],
    ],
    ['a hole after the last base backup: not to the present', [200], [[900, 950]], [[200, 900]]],
    ['a base backup that ended within a hole is worth nothing', [350], [[300, 400]], []],
    ['a base backup that ended with the hole is whole', [400], [[300, 400]], [[400, 1000]]],
    ['what is yet to come does not count', [1200], [], []],
  ] as const)('%s', (_what, backups, holes, expected) => {
    const ranges = holes.map(([from, to]): TimeRange => ({ from, to }));

    expect(pitrWindow(backups, ranges, NOW).map(({ from, to }) => [from, to])).toEqual(expected);
  });

  const hole = fc
    .tuple(fc.nat(NOW), fc.integer({ min: 1, max: 200 }))
    .map(([from, length]): TimeRange => ({ from, to: from + length }));

  it('never promises a moment that lies in a hole or before the first base backup', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(NOW)), fc.array(hole), fc.nat(NOW), (backups, holes, moment) => {
        const covered = pitrWindow(backups, holes, NOW).some(
          ({ from, to }) => from <= moment && moment < to,
        );
        const lost = holes.some(({ from, to }) => from <= moment && moment < to);
        const tooEarly = backups.every((finished) => finished > moment);

        expect(covered && (lost || tooEarly)).toBe(false);
      }),
    );
  });

  it('never grows with one more hole', () => {
    const length = (ranges: readonly TimeRange[]) =>
      ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    fc.assert(
      fc.property(fc.array(fc.nat(NOW)), fc.array(hole), hole, (backups, holes, more) => {
        expect(length(pitrWindow(backups, [...holes, more], NOW))).toBeLessThanOrEqual(
          length(pitrWindow(backups, holes, NOW)),
        );
      }),
    );
  });
});
