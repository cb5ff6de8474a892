import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { localTime } from '../../src/log/time/local-time.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';

const utc = (text: string): number => Date.parse(text);

describe('a local time without a zone', () => {
  it.each([
    ['2026/11/24 11:59:42.138682', '2026-11-24T11:59:42.138Z'],
    ['2026-11-24 02:15:03.433', '2026-11-24T02:15:03.433Z'],
    ['2026-11-24 02:25:00,971', '2026-11-24T02:25:00.971Z'],
    ['2026/11/24 11:59:42', '2026-11-24T11:59:42.000Z'],
  ])('%s is read as UTC where nothing else is known', (text, expected) => {
    expect(localTime(text, {})).toBe(utc(expected));
  });

  it.each(['2026/13/24 11:59:42', '24.11.2026 11:59', '', '2026-11-24T11:59:42Z'])(
    'is not read from %j',
    (text) => {
      expect(localTime(text, {})).toBeUndefined();
    },
  );

  it.each([
    ['Europe/Berlin', '2026/11/24 12:59:42', '2026-11-24T11:59:42Z'],
    ['Europe/Berlin', '2026/07/01 13:59:42', '2026-07-01T11:59:42Z'],
    ['America/New_York', '2026/11/24 06:59:42', '2026-11-24T11:59:42Z'],
    ['Asia/Kathmandu', '2026/11/24 17:44:42', '2026-11-24T11:59:42Z'],
    // The hour after the clocks went forward.
    ['Europe/Berlin', '2026/03/29 03:30:00', '2026-03-29T01:30:00Z'],
    ['Europe/Berlin', '2026/03/29 01:30:00', '2026-03-29T00:30:00Z'],
  ])('in %s %s is %s', (timeZone, text, expected) => {
    expect(localTime(text, { timeZone })).toBe(utc(expected));
  });

  it('takes the zone of the stamp before it over the configured one', () => {
    const zonedTime = () => utc('2026-11-24T11:59:43Z');

    expect(localTime('2026/11/24 13:59:42.138682', { zonedTime, timeZone: 'Asia/Tokyo' })).toBe(
      utc('2026-11-24T11:59:42.138Z'),
    );
  });

  it('is right by a stamp that came up to seven minutes late, in every zone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -48, max: 56 }),
        fc.integer({ min: 0, max: 7 * MINUTE }),
        (quarters, late) => {
          const at = utc('2026-11-24T11:59:42.138Z');
          const local = new Date(at + quarters * 15 * MINUTE)
            .toISOString()
            .replace('T', ' ')
            .replace('Z', '');
          return localTime(local, { zonedTime: () => at + late }) === at;
        },
      ),
    );
  });

  it('gives back what was written, in any zone at any time but when clocks go back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC'),
        fc.integer({ min: utc('2020-01-01T00:00:00Z'), max: utc('2030-01-01T00:00:00Z') }),
        (timeZone, moment) => {
          const at = Math.floor(moment / 1000) * 1000;
          const written = new Date(at).toLocaleString('sv-SE', { timeZone }).replaceAll('-', '/');
          const back = localTime(written, { timeZone }) ?? NaN;
          return Math.abs(back - at) <= HOUR && (back === at || Math.abs(back - at) >= HOUR / 2);
        },
      ),
    );
  });
});
