import { HOUR, MINUTE, SECOND, type DurationMs, type EpochMs } from '../../domain/time.ts';
import { localMoment } from './local-time.ts';
import { offsetIn, offsetsOf } from './zone-abbreviations.ts';

/** A time as it is written in a log. */
export interface Stamp {
  /** What the clock on the wall showed, read as if it were UTC. */
  readonly wall: EpochMs;
  /** As written: `Z`, `CET`, `-03`, `+05:30`; undefined if the stamp names none. */
  readonly zone: string | undefined;
}

/** The moment that a stamp stands for, or the zone that leaves it open. */
export type Moment =
  | { readonly kind: 'known'; readonly at: EpochMs }
  | { readonly kind: 'unknown'; readonly zone: string };

/** What else tells in which zone a stamp was written. */
export interface ZoneEvidence {
  /** From the configuration: the name of a zone, as in Europe/Berlin. */
  readonly timeZone?: string | undefined;
  /** When the line came to whoever wrote that down with a zone. */
  readonly arrivedAt?: EpochMs | undefined;
}

// PostgreSQL prints a zone without letters as its hours alone where it has no minutes.
const ISO =
  /(\d{4}-\d\d-\d\d)([T_ ])(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?:(Z)(?![A-Za-z])| ?([+-]\d\d(?::?(?:00|15|30|45)(?![\w.]))?)(?!\d)| ([A-Z][A-Za-z][A-Z]{1,4})(?![A-Za-z0-9]))?/;
/** `journalctl -o short-full` begins with the day of the week. */
const AT_START = new RegExp(`^(?:[A-Z][a-z]{2} (?=\\d))?${ISO.source}`);
const ANYWHERE = new RegExp(`(?<!\\d)${ISO.source}`, 'g');
const TRADITIONAL = /^(?:(\d{4}) )?([A-Z][a-z]{2}) ([ \d]\d) (?:(\d{4}) )?(\d\d:\d\d:\d\d)/;
/** `journalctl -o short-unix`: seconds since 1970, with microseconds. */
const UNIX = /^(\d{10})\.(\d{3})\d{3}(?!\d)/;
/** `%n` of log_line_prefix: seconds since 1970 with three decimals; some collectors leave the dot out. */
const EPOCH = /(?<![\d.])(\d{10})\.?(\d{3})(?![\d.])/;

/** What stands where a zone would, and is none. */
const LEVEL = /^(?:LOG|INFO|DEBUG|ERROR|FATAL|PANIC|WARN|NOTICE|DETAIL|HINT|TRACE)$/;

function isoStamp(match: RegExpExecArray | null): Stamp | undefined {
  if (match === null) return undefined;
  const [, date = '', separator, time = '', fraction = '', z, offset, letters] = match;
  const wall = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  if (Number.isNaN(wall)) return undefined;
  const word = letters === undefined || LEVEL.test(letters) ? undefined : letters;
  // svlogd, which GitLab runs, writes UTC and does not say so.
  return { wall, zone: z ?? offset ?? word ?? (separator === '_' ? 'Z' : undefined) };
}

/**
 * The stamp that a text begins with. One without a year is put into the year that brings it nearest to
 * `reference`.
 */
export function stampAt(text: string, reference: EpochMs): Stamp | undefined {
  const iso = isoStamp(AT_START.exec(text));
  if (iso !== undefined) return iso;
  const [, unixSeconds, millis] = UNIX.exec(text) ?? [];
  if (unixSeconds !== undefined) {
    return { wall: Number(unixSeconds) * SECOND + Number(millis), zone: 'Z' };
  }
  const [, yearBefore, month = '', day = '', yearBehind, time = ''] = TRADITIONAL.exec(text) ?? [];
  if (month === '') return undefined;
  const named = yearBefore ?? yearBehind;
  const year = new Date(reference).getUTCFullYear();
  const [wall] = (named === undefined ? [year - 1, year, year + 1] : [Number(named)])
    .map((candidate) => Date.parse(`${day.trim()} ${month} ${candidate} ${time} UTC`))
    .filter((moment) => !Number.isNaN(moment))
    .sort((a, b) => Math.abs(a - reference) - Math.abs(b - reference));
  return wall === undefined ? undefined : { wall, zone: undefined };
}

/**
 * The stamp in a text, wherever it stands. Of several the latest: a log_line_prefix may also hold
 * when the session began.
 */
export function stampIn(text: string): Stamp | undefined {
  const stamps = [...text.matchAll(ANYWHERE)].flatMap((match) => isoStamp(match) ?? []);
  const latest = stamps.sort((a, b) => b.wall - a.wall)[0];
  if (latest !== undefined) return latest;
  const [, seconds, millis] = EPOCH.exec(text) ?? [];
  return seconds === undefined
    ? undefined
    : { wall: Number(seconds) * SECOND + Number(millis), zone: 'Z' };
}

/** A line may arrive so long after it was written, and a clock be so far ahead, where its zone is sought. */
const LATE = 10 * MINUTE;
const AHEAD = 2 * MINUTE;
/** All zones in use differ from UTC by a multiple of this. */
const ZONE_STEP = 15 * MINUTE;

/** The moment of a stamp. Without a zone it is local time as configured, or else UTC. */
export function momentOf(stamp: Stamp, evidence: ZoneEvidence = {}): Moment {
  const { wall, zone } = stamp;
  if (zone === undefined) {
    const { timeZone } = evidence;
    return known(timeZone === undefined ? wall : localMoment(wall, timeZone));
  }
  if (/^[+-]/.test(zone)) return known(wall - numericOffset(zone));
  const offsets = offsetsOf(zone);
  const [only] = offsets ?? [];
  return offsets?.length === 1 && only !== undefined
    ? known(wall - only)
    : ofManyZones(wall, zone, offsets, evidence);
}

const known = (at: EpochMs): Moment => ({ kind: 'known', at });

function numericOffset(zone: string): DurationMs {
  const digits = zone.slice(1).replace(':', '');
  const offset = Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2)) * MINUTE;
  return zone.startsWith('-') ? -offset : offset;
}

/** Letters that several zones share, or that are not known: only what else is known decides. */
function ofManyZones(
  wall: EpochMs,
  zone: string,
  offsets: readonly DurationMs[] | undefined,
  evidence: ZoneEvidence,
): Moment {
  const { timeZone, arrivedAt } = evidence;
  if (timeZone !== undefined) {
    // Letters that are in no table say nothing against the zone that is configured.
    if (offsets === undefined) return known(localMoment(wall, timeZone));
    const offset = offsetIn(zone, timeZone);
    if (offset !== undefined) return known(wall - offset);
  }
  if (arrivedAt === undefined) return { kind: 'unknown', zone };
  const nearest = Math.floor((wall - arrivedAt + LATE) / ZONE_STEP) * ZONE_STEP;
  const fits = (offset: DurationMs): boolean => {
    const late = arrivedAt - (wall - offset);
    return late >= -AHEAD && late <= LATE;
  };
  const fitting = (offsets ?? [nearest]).find(fits);
  return known(fitting === undefined ? arrivedAt : wall - fitting);
}
