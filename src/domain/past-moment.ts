import { HOUR, MINUTE, SECOND, type EpochMs } from './time.ts';

const DAY = 24 * HOUR;
const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

const AGO = /^(\d{1,4}) ?(s|m|h|d)(?:ec|in|ours?|ays?)? ago$/;
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?: ?(?:utc|z))?$/;
const FULL = /^(\d{4}-\d\d-\d\d)[t ](\d\d:\d\d(?::\d\d)?) ?(?:utc|z)?$/;

/**
 * The moment that somebody means by `3h ago`, `02:10` (the last time it was ten past two, UTC) or `2026-11-24 02:10`;
 * undefined for anything else, and for what has not been yet.
 */
export function pastMoment(words: string, now: EpochMs): EpochMs | undefined {
  const text = words.trim().toLowerCase();
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  const [, hours, minutes, seconds = '0'] = CLOCK.exec(text) ?? [];
  if (hours !== undefined) {
    const today = Math.floor(now / DAY) * DAY;
    const at = today + Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND;
    return at > now ? at - DAY : at;
  }
  const [, day, time] = FULL.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const at = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(at) || at > now || !new Date(at).toISOString().startsWith(day)
    ? undefined
    : at;
}
