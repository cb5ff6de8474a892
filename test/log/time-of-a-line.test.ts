import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { LineOrigin } from '../../src/log/framing/line-origin.ts';
import { postgresTime } from '../../src/log/postgres/postgres-time.ts';
import { localTime } from '../../src/log/time/local-time.ts';
import { momentOf, stampAt, stampIn } from '../../src/log/time/stamp.ts';
import { zoneOffset } from '../../src/log/time/zone-offset.ts';

const AT = Date.parse('2026-11-24T11:58:05Z');
const BERLIN = { hostTimeZones: { 'db-01': 'Europe/Berlin' } };

describe('by how much a zone puts a time off', () => {
  it('is nothing where a clock or a shipper explains it', () => {
    expect([0, 2 * MINUTE, -40 * MINUTE].map(zoneOffset)).toEqual([0, 0, 0]);
    expect(zoneOffset(-30 * MINUTE)).toBe(0);
    expect(zoneOffset(2 * MINUTE + 1)).toBe(0);
  });

  it('is a multiple of a quarter of an hour that it is near to', () => {
    expect(zoneOffset(HOUR)).toBe(HOUR);
    expect(zoneOffset(HOUR + 2 * MINUTE)).toBe(HOUR);
    expect(zoneOffset(HOUR - 2 * MINUTE)).toBe(HOUR);
    expect(zoneOffset(HOUR + 2 * MINUTE + 1)).toBe(0);
    expect(zoneOffset(15 * MINUTE)).toBe(15 * MINUTE);
    expect(zoneOffset(-45 * MINUTE)).toBe(-45 * MINUTE);
    expect(zoneOffset(-43 * MINUTE)).toBe(-45 * MINUTE);
  });
});

describe('when PostgreSQL wrote a line', () => {
  const time = (line: string, origin: LineOrigin = {}, before?: number, prefix = line) =>
    postgresTime(line, prefix, origin, { reference: AT, zones: BERLIN }, before);
  const known = (at: number, offBy?: number) => ({
    kind: 'known',
    at,
    ...(offBy === undefined ? {} : { offBy }),
  });

  it('is said by its stamp, in its zone or that of its host', () => {
    expect(time('2026-11-24 11:58:05 UTC')).toEqual(known(AT));
    expect(time('2026-11-24 12:58:05', { host: 'db-01' })).toEqual(known(AT));
    expect(time('2026-11-24 12:58:05', { host: 'db-01', at: AT + SECOND })).toEqual(known(AT));
    expect(time('2026-11-24 11:58:05', { host: 'db-02' })).toEqual(known(AT));
  });

  it('is said by the log daemon’s stamp where it has none', () => {
    expect(time('Nov 24 11:58:05 db-02 postgres[7]: LOG', {}, undefined, '')).toEqual(known(AT));
  });

  it('is said by its own stamp where a log daemon’s stands in front', () => {
    const framed = '2026-11-24T11:59:00Z db-02 postgres[7]: 2026-11-24 11:58:05 UTC LOG';

    expect(time(framed)).toEqual(known(AT));
  });

  it('is when it arrived, or that of the line before, where nothing has a stamp', () => {
    expect(time('said', { at: AT }, 7)).toEqual(known(AT));
    expect(time('said', {}, 7)).toEqual(known(7));
    expect(time('said')).toEqual({ kind: 'unknown', zone: undefined });
    expect(time('said', { at: AT, openZone: 'IST' })).toEqual({ kind: 'unknown', zone: 'IST' });
  });

  it('is not after it arrived', () => {
    expect(time('2026-11-24 11:58:05 UTC', { at: AT - SECOND })).toEqual(known(AT - SECOND));
    expect(time('2026-11-24 11:58:05 UTC', { at: AT + SECOND })).toEqual(known(AT));
    expect(time('2026-11-24 11:58:05', { at: AT - SECOND })).toEqual(known(AT - SECOND));
  });

  it('is put right by when it arrived where nothing names a zone', () => {
    expect(time('2026-11-24 13:58:05', { at: AT })).toEqual(known(AT, 2 * HOUR));
    expect(time('2026-11-24 13:58:05', { writtenAt: AT })).toEqual(known(AT, 2 * HOUR));
    expect(time('2026-11-24 11:58:05', { at: AT })).toEqual(known(AT));
    expect(time('2026-11-24 13:58:05 UTC', { writtenAt: AT })).toEqual(known(AT + 2 * HOUR));
    expect(time('2026-11-24 13:58:05', { host: 'db-01', writtenAt: AT })).toEqual(known(AT + HOUR));
    const framed = '2026-11-24T11:58:05Z db-02 postgres[7]: 2026-11-24 13:58:05 LOG';
    expect(time(framed, { writtenAt: AT - 5 * HOUR })).toEqual(known(AT, 2 * HOUR));
  });

  it('is not known where its zone leaves that open', () => {
    expect(time('2026-11-24 11:58:05 IST')).toEqual({ kind: 'unknown', zone: 'IST' });
  });
});

describe('a stamp', () => {
  it('is of the year that is nearest, or that it names', () => {
    const wall = (text: string, reference = AT) => stampAt(text, reference)?.wall;
    const newYear = Date.UTC(2027, 0, 1);

    expect(wall('Nov 24 11:58:05')).toBe(AT);
    expect(wall('Dec 31 23:59:59', newYear)).toBe(newYear - SECOND);
    expect(wall('Jan  1 00:00:00', newYear - SECOND)).toBe(newYear);
    expect(wall('2025 Nov 24 11:58:05')).toBe(Date.UTC(2025, 10, 24, 11, 58, 5));
    expect(wall('Nov 24 2025 11:58:05')).toBe(Date.UTC(2025, 10, 24, 11, 58, 5));
    expect(wall('Foo 24 11:58:05')).toBeUndefined();
    expect(wall('said')).toBeUndefined();
  });

  it('is one of RFC 3339 or of seconds, with at most three decimals', () => {
    expect(stampAt('2026-11-24T11:58:05.1234567Z', AT)).toEqual({ wall: AT + 123, zone: 'Z' });
    expect(stampAt('2026-11-24 11:58:05,5 CET', AT)).toEqual({ wall: AT + 500, zone: 'CET' });
    expect(stampAt('2026-11-24_11:58:05', AT)).toEqual({ wall: AT, zone: 'Z' });
    expect(stampAt('2026-11-24 11:58:05 ERROR', AT)).toEqual({ wall: AT, zone: undefined });
    expect(stampAt('1795521485.438000 said', AT)).toEqual({ wall: AT + 438, zone: 'Z' });
    expect(stampAt('2026-13-24 11:58:05', AT)).toBeUndefined();
  });

  it('is the latest of several', () => {
    expect(stampIn('2026-11-24 11:58:05 UTC 2026-11-24 11:00:00 UTC')?.wall).toBe(AT);
    expect(stampIn('2026-11-24 11:00:00 UTC 2026-11-24 11:58:05 UTC')?.wall).toBe(AT);
    expect(stampIn('at 1795521485.438 said')).toEqual({ wall: AT + 438, zone: 'Z' });
    expect(stampIn('said')).toBeUndefined();
  });

  it('has its moment in its zone, or in the one that is configured', () => {
    const moment = (zone: string | undefined, evidence = {}) =>
      momentOf({ wall: AT, zone }, evidence);
    const known = (at: number) => ({ kind: 'known', at });

    expect(moment(undefined)).toEqual(known(AT));
    expect(moment(undefined, { timeZone: 'Europe/Berlin' })).toEqual(known(AT - HOUR));
    expect(moment('+05:30')).toEqual(known(AT - 5.5 * HOUR));
    expect(moment('-03')).toEqual(known(AT + 3 * HOUR));
    expect(moment('CET')).toEqual(known(AT - HOUR));
    expect(moment('IST', { timeZone: 'Asia/Kolkata' })).toEqual(known(AT - 5.5 * HOUR));
    expect(moment('XYZ', { timeZone: 'Europe/Berlin' })).toEqual(known(AT - HOUR));
    expect(moment('IST')).toEqual({ kind: 'unknown', zone: 'IST' });
    expect(moment('IST', { timeZone: 'Europe/Berlin' })).toEqual({ kind: 'unknown', zone: 'IST' });
  });

  it('of letters that several zones share is of the one that it arrived soon after', () => {
    const india = AT - 5.5 * HOUR;
    const of = (arrivedAt: number, zone = 'IST') => momentOf({ wall: AT, zone }, { arrivedAt });

    expect(of(india + 10 * MINUTE)).toEqual({ kind: 'known', at: india });
    expect(of(india - 2 * MINUTE)).toEqual({ kind: 'known', at: india });
    expect(of(india + 10 * MINUTE + 1)).toEqual({ kind: 'known', at: india + 10 * MINUTE + 1 });
    expect(of(india - 2 * MINUTE - 1)).toEqual({ kind: 'known', at: india - 2 * MINUTE - 1 });
    expect(of(AT - HOUR, 'XYZ')).toEqual({ kind: 'known', at: AT - HOUR });
    expect(of(AT - HOUR + MINUTE, 'XYZ')).toEqual({ kind: 'known', at: AT - HOUR });
  });
});

describe('a local time', () => {
  it('is read with at most three decimals, in the zone that is configured', () => {
    expect(localTime('2026/11/24 11:58:05.401641', {})).toBe(AT + 401);
    expect(localTime('2026-11-24 11:58:05,4', {})).toBe(AT + 400);
    expect(localTime('2026-11-24 11:58:05', {})).toBe(AT);
    expect(localTime('2026-11-24 12:58:05', { timeZone: 'Europe/Berlin' })).toBe(AT);
    expect(localTime('2026-07-24 12:58:05', { timeZone: 'America/New_York' })).toBe(
      Date.UTC(2026, 6, 24, 16, 58, 5),
    );
    expect(localTime('2026-11-24 00:30:00', { timeZone: 'Asia/Kolkata' })).toBe(
      Date.UTC(2026, 10, 23, 19),
    );
    expect(localTime('2026-11-24', {})).toBeUndefined();
    expect(localTime('2026-13-24 11:58:05', {})).toBeUndefined();
  });

  it('is put right by the log daemon’s', () => {
    const zonedTime = () => AT + SECOND;

    expect(localTime('2026-11-24 13:58:05', { zonedTime })).toBe(AT);
    expect(localTime('2026-11-24 13:58:05', { zonedTime: () => undefined })).toBe(AT + 2 * HOUR);
  });
});
