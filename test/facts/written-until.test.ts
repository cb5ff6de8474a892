import { describe, expect, it } from '@jest/globals';
import type { MetricReading } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { writtenUntil } from '../../src/facts/written-until.ts';
import { healthySnapshot, metric, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

type Values = readonly (readonly [ago: number, value: number])[];
const points = (values: Values) =>
  values.map(([ago, value]) => ({ at: NOON - ago * SECOND, value }));
const steps = (values: Values): MetricReading =>
  measured([{ host: PRIMARY, points: points(values) }], NOON);
const scrapes = (values: Values): MetricReading =>
  measured([{ host: PRIMARY, points: [], scrapes: points(values) }], NOON);
const ALWAYS = metric({ [PRIMARY]: 0 });

/** Until how many seconds before noon nothing beyond 100 was written. */
const until = (
  walPosition: MetricReading,
  {
    replica = ALWAYS,
    before = 0,
    host = PRIMARY,
  }: { replica?: MetricReading; before?: number; host?: string } = {},
) => {
  const snapshot = healthySnapshot({ metrics: { walPosition, replica } });
  const at = writtenUntil(snapshot, host, 100, NOON - before * SECOND);
  return at === undefined ? undefined : (NOON - at) / SECOND;
};

describe('what was written lies below a place', () => {
  describe('by samples', () => {
    const seen: Values = [
      [90, 80],
      [60, 100],
      [30, 101],
    ];

    it('until the last that does', () => {
      expect(until(scrapes(seen))).toBe(60);
      expect(until(scrapes(seen), { before: 60 })).toBe(60);
      expect(until(scrapes(seen), { before: 61 })).toBe(90);
      expect(until(scrapes(seen), { before: 91 })).toBeUndefined();
    });

    it('by those of a primary alone', () => {
      const replica = metric({ [PRIMARY]: (ago) => (ago > 70 * SECOND ? 0 : 1) });

      expect(until(scrapes(seen), { replica })).toBe(90);
      expect(until(scrapes(seen), { replica: metric({ [PRIMARY]: 1 }) })).toBeUndefined();
    });
  });

  describe('by the steps of a range query', () => {
    it('until after the last step that showed another: the sample is older than its step', () => {
      expect(
        until(
          steps([
            [120, 70],
            [90, 80],
            [60, 80],
            [30, 101],
          ]),
        ),
      ).toBe(120);
    });

    it('for no longer than an old sample is shown', () => {
      const idle: Values = [
        [900, 70],
        [600, 80],
        [300, 80],
        [60, 80],
      ];

      expect(until(steps(idle))).toBe(360);
      expect(until(steps([[60, 80]]))).toBe(360);
    });

    it('until no later than asked', () => {
      const seen: Values = [
        [120, 70],
        [90, 80],
        [60, 90],
        [30, 100],
      ];

      expect(until(steps(seen))).toBe(60);
      expect(until(steps(seen), { before: 60 })).toBe(90);
      expect(until(steps(seen), { before: 61 })).toBe(120);
      expect(until(steps([[30, 101]]))).toBeUndefined();
    });

    it('by what was then a primary, at the step and before it', () => {
      const replica = metric({ [PRIMARY]: (ago) => (ago > 100 * SECOND ? 1 : 0) });
      const seen: Values = [
        [120, 70],
        [90, 80],
        [60, 90],
      ];

      expect(until(steps(seen), { replica })).toBe(90);
      expect(until(steps(seen.slice(0, 2)), { replica })).toBeUndefined();
      const over = metric({ [PRIMARY]: (ago) => (ago > 70 * SECOND ? 0 : 1) });
      expect(until(steps(seen), { replica: over })).toBe(120);
    });
  });

  it('is not known without a position, or a role', () => {
    const gone = unavailable('no-data', 'no series');

    expect(until(gone)).toBeUndefined();
    expect(until(scrapes([[60, 80]]), { replica: gone })).toBeUndefined();
    expect(until(scrapes([[60, 80]]), { host: REPLICA })).toBeUndefined();
    const old = metric({ [PRIMARY]: (ago) => (ago < 10 * MINUTE ? undefined : 0) });
    expect(until(scrapes([[60, 80]]), { replica: old })).toBeUndefined();
  });
});
