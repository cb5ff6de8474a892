import { describe, expect, it } from '@jest/globals';
import { unavailable, measured } from '../../src/domain/reading.ts';
import { longestUsual, pausesOf, quantile } from '../../src/facts/pauses.ts';
import {
  agesSampledEvery,
  createClaims,
  successesByPostgres,
} from '../../src/facts/postgres-claims.ts';
import { healthySnapshot, NOON, PRIMARY } from '../support/snapshot.ts';
import { SECOND } from '../support/time.ts';

const seconds = (...values: readonly number[]): number[] => values.map((value) => value * SECOND);
/** So many moments, each so many seconds after the one before. */
const every = (pace: number, count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => (from + index * pace) * SECOND);

describe('pauses', () => {
  it('are what lies between one moment and the next', () => {
    expect(pausesOf([1, 4, 9])).toEqual([3, 5]);
    expect(pausesOf([1])).toEqual([]);
    expect(pausesOf([])).toEqual([]);
  });

  it('are usual up to the longest but for one of ten', () => {
    // 11, 1, 10, 2, 9, 3, 8, 4, 7, 5 and a last one of 99: out of order, and of different lengths.
    const lengths = [99, 1, 10, 2, 9, 3, 8, 4, 7, 5, 11];
    const moments = lengths.reduce((all, length) => [...all, (all.at(-1) ?? 0) + length], [0]);

    expect(longestUsual(moments)).toBe(11);
    expect(longestUsual([0])).toBe(0);
  });

  it('have shares in their order', () => {
    expect([0, 0.1, 0.5, 0.9, 1].map((share) => quantile([5, 6, 7, 8, 9], share))).toEqual([
      5, 5, 7, 8, 9,
    ]);
    expect(quantile([], 0.5)).toBe(0);
  });
});

describe('PostgreSQL claims successes all through a time', () => {
  /** It counted one every 20 s long before, so that this is what is usual. */
  const usual = every(20, 60, -5000);
  const claims = (
    successes: readonly number[],
    [from, to]: readonly [number, number],
    sampledEvery = 15,
  ): boolean => createClaims(successes, sampledEvery * SECOND)(from * SECOND, to * SECOND);

  describe('in which it counted some', () => {
    it('where no pause is as long as one that tells', () => {
      expect(claims(seconds(0, 60, 120, 180), [0, 200])).toBe(true);
      expect(claims(seconds(0, 60), [0, 169])).toBe(true);
      expect(claims(seconds(0, 60), [0, 170])).toBe(false);
      expect(claims(seconds(110, 150), [0, 160])).toBe(false);
      expect(claims(seconds(109, 150), [0, 160])).toBe(true);
      expect(claims([...usual, ...seconds(50, 160)], [0, 200])).toBe(false);
      expect(claims([...usual, ...seconds(50, 159)], [0, 200])).toBe(true);
    });

    it('where none is much longer than what is usual of it', () => {
      // Of a success every 100 s one that takes 160 s is unusual.
      const successes = every(100, 20);

      expect(claims(successes, [1900 - 50, 1900 + 159])).toBe(true);
      expect(claims(successes, [1900 - 50, 1900 + 160])).toBe(false);
    });

    it('not where these are the uploads at its ends', () => {
      const around = seconds(10, 190);

      expect(claims(around, [0, 200])).toBe(false);
      expect(claims(seconds(11, 100, 190), [0, 200])).toBe(true);
      expect(claims(seconds(10, 100, 189), [0, 200])).toBe(true);
    });
  });

  describe('too short for a sample of its own', () => {
    const before = every(20, 10);
    const after = every(20, 10, 220);

    it('where it went on before and after', () => {
      expect(claims([...before, ...after], [181, 199])).toBe(true);
    });

    it('not where two samples would have been taken in it', () => {
      const pace = every(100, 10);

      expect(claims(pace, [100, 159], 30)).toBe(true);
      expect(claims(pace, [100, 160], 30)).toBe(false);
      expect(claims(every(120, 10), [120, 229], 600)).toBe(true);
      expect(claims(every(120, 10), [120, 230], 600)).toBe(false);
    });

    it('where each sample shows another success, and these are no farther apart than usual', () => {
      // One each 10 s, sampled each 15 s: none of what was seen is well within the time.
      const seen = every(30, 20).flatMap((at) => [at, at + 20 * SECOND]);

      expect(claims(seen, [110, 140])).toBe(true);
      expect(claims(seen, [110, 150])).toBe(true);
      expect(claims(every(20, 20), [100, 140])).toBe(true);
      // Here the one at 120 would have been seen.
      const lacks120 = every(20, 20).filter((at) => at !== 120 * SECOND);
      expect(claims(lacks120, [100, 140])).toBe(false);
      expect(claims(every(20, 20), [100, 120], 9)).toBe(false);
    });

    it('not where it is nearer to the end of all than an upload may be off', () => {
      const all = every(20, 10);

      expect(claims(all, [-10, 5])).toBe(true);
      expect(claims(all, [-11, 5])).toBe(false);
      expect(claims(all, [175, 190])).toBe(true);
      expect(claims(all, [175, 191])).toBe(false);
    });

    it('where it went on in any of several spans, and not between two of them', () => {
      const spans = [...every(20, 10), ...every(20, 10, 1000)];

      expect(claims(spans, [21, 39])).toBe(true);
      expect(claims(spans, [1021, 1039])).toBe(true);
      expect(claims(spans, [500, 520])).toBe(false);
      expect(claims(spans, [185, 205])).toBe(false);
    });

    it('not where it has a single success, which is no span', () => {
      expect(claims(seconds(100), [95, 105])).toBe(false);
      expect(claims(seconds(95, 105), [95, 105])).toBe(true);
      expect(claims([], [95, 105])).toBe(false);
    });

    it('not over a pause that tells', () => {
      expect(claims([...usual, ...seconds(0, 110)], [40, 60])).toBe(false);
      expect(claims([...usual, ...seconds(0, 109)], [40, 60])).toBe(true);
    });
  });
});

describe('the successes that PostgreSQL counted', () => {
  /** Ages in seconds, by when they were sampled: seconds before noon. */
  const snapshotOf = (samples: readonly (readonly [ago: number, age: number])[], raw = true) => {
    const points = samples.map(([ago, value]) => ({ at: NOON - ago * SECOND, value }));
    const archiverAge = measured(
      [{ host: PRIMARY, points, ...(raw ? { scrapes: points } : {}) }],
      NOON,
    );
    return healthySnapshot({ metrics: { archiverAge } });
  };
  const successes = (...args: Parameters<typeof snapshotOf>) =>
    successesByPostgres(snapshotOf(...args), PRIMARY).map((at) => (NOON - at) / SECOND);

  it('are each as long before its sample as the age says, the earliest first', () => {
    expect(
      successes([
        [90, 10],
        [60, 4],
        [30, 0],
      ]),
    ).toEqual([100, 64, 30]);
    expect(
      successes([
        [60, 4],
        [30, 70],
      ]),
    ).toEqual([100, 64]);
  });

  it('are one where two samples are of the same, but for what rounding takes', () => {
    expect(
      successes([
        [60, 4],
        [30, 32],
      ]),
    ).toEqual([64]);
    expect(
      successes([
        [60, 4],
        [30, 32.1],
        [15, 46],
      ]),
    ).toEqual([64]);
    expect(
      successes([
        [60, 4],
        [30, 31.9],
      ]),
    ).toEqual([64, 61.9]);
  });

  it('are one where a range query shows the same once more half a minute later', () => {
    const steps = (age: number) =>
      successes(
        [
          [60, 4],
          [30, age],
        ],
        false,
      );

    expect(steps(4.1)).toEqual([64]);
    expect(steps(4)).toEqual([64]);
    expect(steps(3.9)).toEqual([64, 33.9]);
  });

  it('are none of an age below nothing, nor without the metric', () => {
    expect(
      successes([
        [60, -1],
        [30, 0],
      ]),
    ).toEqual([30]);
    const archiverAge = unavailable('no-data', 'no series');
    const nothing = healthySnapshot({ metrics: { archiverAge } });
    expect(successesByPostgres(nothing, PRIMARY)).toEqual([]);
    expect(agesSampledEvery(nothing, PRIMARY)).toBe(0);
  });

  it('are sampled as often as is usual', () => {
    const snapshot = snapshotOf([
      [100, 1],
      [85, 2],
      [70, 3],
      [40, 4],
    ]);

    expect(agesSampledEvery(snapshot, PRIMARY)).toBe(15 * SECOND);
  });
});
