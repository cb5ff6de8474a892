import { describe, expect, it } from '@jest/globals';
import { DEFAULT_GRACES } from '../../src/domain/graces.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { FLAPPING_WITHIN, graceOf } from '../../src/guard/guard-settings.ts';
import { afterSight, type Sight } from '../../src/guard/trouble.ts';

const SETTINGS = { everyMs: MINUTE, settleMs: 10 * MINUTE, graces: DEFAULT_GRACES };
const NOW = 100 * HOUR;
const ill = (headline = 'stuck'): Sight => ({
  kind: 'trouble',
  code: 'upload-stuck',
  grace: 'upload-stuck',
  severity: 'critical',
  headline,
});
const after = (before: Parameters<typeof afterSight>[1], sight: Sight) =>
  afterSight('a', before, sight, { now: NOW, sinceLastMs: MINUTE }, SETTINGS);

describe('what the guard remembers of a subject', () => {
  it.each<Sight>([{ kind: 'well' }, { kind: 'blind' }])(
    'is nothing where nothing was there before and it sees %j',
    (sight) => {
      expect(after(undefined, sight)).toEqual({ toldAt: [] });
    },
  );

  it('is when it was told of within the last day', () => {
    const toldAt = [NOW - FLAPPING_WITHIN, NOW - FLAPPING_WITHIN + 1, NOW - MINUTE];

    expect(after({ toldAt }, { kind: 'well' })).toEqual({ toldAt: toldAt.slice(1) });
  });

  it('is a headline of a bounded length', () => {
    expect(after(undefined, ill('x'.repeat(1000))).trouble?.headline).toBe('x'.repeat(300));
  });

  it('is for how long it was seen, and since when all is well', () => {
    const begun = after(undefined, ill());
    expect(begun.trouble).toMatchObject({ id: `guard:a:${NOW}`, since: NOW, badForMs: 0 });

    const well = after(begun, { kind: 'well' });
    expect(well.trouble?.wellSince).toBe(NOW);
    const told = after(well, ill());
    expect(told).toMatchObject({
      toldAt: [NOW],
      trouble: { badForMs: MINUTE, told: { at: NOW, critical: true, left: false } },
    });
    expect(told.trouble?.wellSince).toBeUndefined();
  });
});

describe('the grace of a trouble', () => {
  it.each([
    ['is its own where it was not told before', 0, 0, 0],
    ['is its own, shorter than a pause between looks', MINUTE / 2, 0, MINUTE / 2],
    ['is twice as long after it was told', 3 * MINUTE, 1, 6 * MINUTE],
    ['is at least two pauses then', 0, 1, 2 * MINUTE],
    ['is twice as long again each time', 3 * MINUTE, 3, 24 * MINUTE],
    ['is an hour at most', 3 * MINUTE, 1000, HOUR],
    ['is never shorter than its own', 2 * HOUR, 4, 2 * HOUR],
  ])('%s', (_what, grace, toldBefore, expected) => {
    expect(graceOf(grace, toldBefore, MINUTE)).toBe(expected);
  });
});
