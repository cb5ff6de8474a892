import { readHost } from '../domain/host.ts';
import { unreadName } from '../domain/unread-hosts.ts';
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';

/** What a log daemon wrote in front of a record. */
export interface Framing {
  readonly host: string | undefined;
  /** What stands in the place of the host and is none, as harmless text; only where no other word may stand there. */
  readonly unreadHost: string | undefined;
  /** As written; `framingTime` turns it into a moment. */
  readonly stamp: string;
  /** Where the stamp and the host end. */
  readonly length: number;
}

// Traditional syslog, RFC 3339, RFC 5424 (`<14>1 …`), GitLab's `2019-06-07_16:50:42`, journald.
const FRAMING =
  /^(?:<\d{1,3}>(?:1 )?)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\d[T_]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?) (\S+) /;

export function lineFraming(line: string): Framing | undefined {
  const match = FRAMING.exec(line);
  if (match === null) return undefined;
  const [whole, stamp = '', host = ''] = match;
  const read = readHost(host);
  const isUnread = read === undefined && host !== NO_HOST && BEFORE_A_HOST.test(line);
  const unreadHost = isUnread ? unreadName(host) : undefined;
  return { host: read, unreadHost, stamp, length: whole.length };
}

// Behind a stamp of RFC 3339 there may be a level instead: `2026-11-24T12:00:00Z [info] …`.
const BEFORE_A_HOST = /^(?:<\d{1,3}>|[A-Z][a-z]{2} |\d{4}-\d\d-\d\d_)/;

/** What syslog writes where it knows no host (RFC 5424, NILVALUE). */
export const NO_HOST = '-';

/** Traditional stamps and GitLab's do not: they are the host's local time, or UTC. */
export const saysItsZone = (stamp: string): boolean => /(?:Z|[+-]\d\d:?\d\d)$/.test(stamp);

const ISO =
  /^(\d{4}-\d\d-\d\d)[T_ ](\d\d:\d\d:\d\d)(?:[.,](\d{1,3})\d*)?(?:\s?(Z|UTC|GMT|[+-]\d\d:?\d\d))?/;
const TRADITIONAL = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d)/;

const offsetMs = (zone: string): DurationMs => {
  if (!/^[+-]/.test(zone)) return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  return sign * (hours * HOUR + minutes * MINUTE);
};

/**
 * The moment a stamp stands for. Stamps without a zone are read as UTC, those without a year as the
 * year that puts them nearest to `reference`: good enough to place a record that lost its own time.
 */
export function framingTime(stamp: string, reference: EpochMs): EpochMs | undefined {
  const iso = ISO.exec(stamp);
  if (iso !== null) {
    const [, date = '', time = '', fraction = '0', zone = 'Z'] = iso;
    const utc = Date.parse(`${date}T${time}.${fraction.padEnd(3, '0')}Z`);
    return Number.isNaN(utc) ? undefined : utc - offsetMs(zone);
  }

  const [, month = '', day = '', time = ''] = TRADITIONAL.exec(stamp) ?? [];
  if (month === '') return undefined;
  const year = new Date(reference).getUTCFullYear();
  const candidates = [year - 1, year, year + 1]
    .map((candidate) => Date.parse(`${day.trim()} ${month} ${candidate} ${time} UTC`))
    .filter((moment) => !Number.isNaN(moment));
  return candidates.sort((a, b) => Math.abs(a - reference) - Math.abs(b - reference))[0];
}
