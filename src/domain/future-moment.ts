import { HOUR, MINUTE, SECOND, type EpochMs } from './time.ts';

const DAY = 24 * HOUR;
const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

const AHEAD = /^(\d{1,4}) ?(m|h|d)(?:in|ours?|ays?)?$/;
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?: ?(?:utc|z))?$/;
const FULL = /^(\d{4}-\d\d-\d\d)(?:[t ](\d\d:\d\d(?::\d\d)?) ?(?:utc|z)?)?$/;

/**
 * The moment that somebody means by `3h`, `18:00` (the next time that it is six, UTC), `2026-11-27` or
 * `2026-11-27 08:00`; undefined for anything else, and for what has been.
 */
export function futureMoment(words: string, now: EpochMs): EpochMs | undefined {
  const text = words.trim().toLowerCase();
  const [, count, unit = ''] = AHEAD.exec(text) ?? [];
  if (count !== undefined) {
    const length = Number(count) * (UNITS[unit] ?? 0);
    return length > 0 ? now + length : undefined;
  }
  const [, hours, minutes] = CLOCK.exec(text) ?? [];
  if (hours !== undefined) {
    const at = Math.floor(now / DAY) * DAY + Number(hours) * HOUR + Number(minutes) * MINUTE;
    return at > now ? at : at + DAY;
  }
  const [, day, time = '00:00'] = FULL.exec(text) ?? [];
  if (day === undefined) return undefined;
  const at = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(at) || at <= now || !new Date(at).toISOString().startsWith(day)
    ? undefined
    : at;
}
