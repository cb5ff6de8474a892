import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { isUnusualSilence } from '../../src/facts/unusual-silence.ts';
import { zoneErrorOf } from '../../src/facts/zone-error.ts';
import { completed, healthySnapshot, PRIMARY, REPLICA, segment } from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

/** So many completions, one every three minutes. */
const every = (count: number, host = PRIMARY) =>
  Array.from({ length: count }, (_, index) =>
    completed(10 * MINUTE + index * 3 * MINUTE, { file: segment(99 - index), host }),
  );
const isUnusual = (silence: number, uploads = every(21)): boolean =>
  isUnusualSilence(healthySnapshot({ log: { uploads } }), PRIMARY, silence);

describe('a silence', () => {
  it('is unusual where it is longer than twice the longest pause before', () => {
    expect(isUnusual(6 * MINUTE)).toBe(false);
    expect(isUnusual(6 * MINUTE + 1)).toBe(true);
    expect(isUnusual(6 * MINUTE + 1, every(21).reverse())).toBe(true);
  });

  it('is not while an upload may take as long', () => {
    const fast = every(21).map((one, index) => ({
      ...one,
      endedAt: one.endedAt + index * 170 * SECOND,
    }));

    expect(isUnusual(5 * MINUTE - 1, fast)).toBe(false);
    expect(isUnusual(5 * MINUTE, fast)).toBe(true);
  });

  it('is not known to be by few uploads, or those of others', () => {
    expect(isUnusual(60 * MINUTE, every(20))).toBe(false);
    expect(isUnusual(60 * MINUTE, [])).toBe(false);
    expect(isUnusual(60 * MINUTE, every(21, REPLICA))).toBe(false);
  });
});

describe('a host whose times are those of another zone', () => {
  const of = (...zoneErrors: readonly { host: string | undefined; offset: number }[]) =>
    zoneErrorOf(
      healthySnapshot({
        log: {
          unread: {
            count: 0,
            samples: [],
            zoneErrors: zoneErrors.map((error) => ({ ...error, count: 3 })),
          },
        },
      }),
      PRIMARY,
    );

  it('looks older than it is', () => {
    expect(of({ host: PRIMARY, offset: -60 * MINUTE })).toContain(PRIMARY);
    expect(of({ host: undefined, offset: -60 * MINUTE })).toBeDefined();
    expect(
      of({ host: PRIMARY, offset: 60 * MINUTE }, { host: PRIMARY, offset: -MINUTE }),
    ).toBeDefined();
  });

  it('is neither another, nor one whose times lie in the future', () => {
    expect(of({ host: REPLICA, offset: -60 * MINUTE })).toBeUndefined();
    expect(of({ host: PRIMARY, offset: 60 * MINUTE })).toBeUndefined();
    expect(of({ host: PRIMARY, offset: 0 })).toBeUndefined();
    expect(zoneErrorOf(healthySnapshot(), PRIMARY)).toBeUndefined();
    const uploadLog = unavailable('timeout', 'no answer in time');
    expect(zoneErrorOf(healthySnapshot({ uploadLog }), PRIMARY)).toBeUndefined();
  });
});
