import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Duration, SegmentSize, WaitingTime } from '../../src/config/quantities.ts';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['2.5s', 2500],
    ['2.01s', 2010],
    ['15m', 900_000],
    ['15min', 900_000],
    ['30h', 108_000_000],
    ['7d', 604_800_000],
    ['1ms', 1],
  ])('%s is %i milliseconds', (text, length) => {
    expect(Duration.parse(text)).toBe(length);
  });

  it.each(['15', 15, '', 'm', '-1s', '1 h', '1h30m', '0s', '0.4ms', '1w', '.5s', null])(
    'is not %j',
    (text) => {
      expect(Duration.safeParse(text).success).toBe(false);
    },
  );

  it('is always a whole number of milliseconds, which is what timers take', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), (hundredths) => {
        return Number.isInteger(Duration.parse(`${(hundredths / 100).toFixed(2)}s`));
      }),
    );
  });

  it.each([
    ['10m', true],
    ['10.01m', false],
  ])('that is waited for has an end: %s', (text, fine) => {
    expect(WaitingTime.safeParse(text).success).toBe(fine);
  });
});

describe('a segment size', () => {
  it.each([
    ['1MiB', 2 ** 20],
    ['16MiB', 2 ** 24],
    ['16MB', 2 ** 24],
    ['1GiB', 2 ** 30],
    ['1GB', 2 ** 30],
  ])('%s is %i bytes', (text, bytes) => {
    expect(SegmentSize.parse(text)).toBe(bytes);
  });

  it.each(['16', 16, '0MiB', '20MiB', '2GiB', '512kB', '16 MiB'])('is not %j', (text) => {
    expect(SegmentSize.safeParse(text).success).toBe(false);
  });
});
