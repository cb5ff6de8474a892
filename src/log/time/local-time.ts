import { MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';

/** All zones in use differ from UTC by a multiple of this. */
const ZONE_STEP = 15 * MINUTE;

const LOCAL = /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?$/;

/** What is known of the zone that a host writes its times in. */
export interface Zone {
  /** The same moment, by a log daemon that framed the line and says its zone. */
  readonly zonedTime?: (() => EpochMs | undefined) | undefined;
  /** From the configuration: the name of a zone, as in Europe/Berlin. */
  readonly timeZone?: string | undefined;
}

/**
 * The moment of a local time without a zone, as WAL-G, pgBackRest and Barman write it: by the log
 * daemon's stamp, else by the configured zone, else as UTC. Undefined if it is no such time.
 */
export function localTime(text: string, { zonedTime, timeZone }: Zone): EpochMs | undefined {
  const [, year = '', month = '', day = '', time = '', fraction = '0'] = LOCAL.exec(text) ?? [];
  if (year === '') return undefined;
  const asUtc = Date.parse(
    `${year}-${month}-${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`,
  );
  if (Number.isNaN(asUtc)) return undefined;
  const zoned = zonedTime?.();
  if (zoned !== undefined) return asUtc - Math.round((asUtc - zoned) / ZONE_STEP) * ZONE_STEP;
  return timeZone === undefined ? asUtc : localMoment(asUtc, timeZone);
}

/** The moment at which the clock on the wall of a zone showed `wall`, which is read as if it were UTC. */
export const localMoment = (wall: EpochMs, timeZone: string): EpochMs =>
  // What the zone is ahead by depends on the moment that is sought: the second guess is right.
  wall - aheadOfUtc(timeZone, wall - aheadOfUtc(timeZone, wall));

const formats = new Map<string, Intl.DateTimeFormat>();

function aheadOfUtc(timeZone: string, at: EpochMs): DurationMs {
  const known = formats.get(timeZone);
  const format =
    known ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  if (known === undefined) formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? NaN;
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return wall - Math.floor(at / MINUTE) * MINUTE;
}
