import { MINUTE, type EpochMs } from '../domain/time.ts';

/** All zones in use differ from UTC by a multiple of this. */
const ZONE_STEP = 15 * MINUTE;

const LOCAL = /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?$/;

/**
 * The moment of a local time without a zone, as WAL-G, pgBackRest and Barman write it. A log daemon that
 * framed the line and says the zone tells how far the host is from UTC; else the host is taken to run
 * on UTC. Undefined if it is no such time.
 */
export function localTime(text: string, zoned: EpochMs | undefined): EpochMs | undefined {
  const [, year = '', month = '', day = '', time = '', fraction = '0'] = LOCAL.exec(text) ?? [];
  if (year === '') return undefined;
  const asUtc = Date.parse(
    `${year}-${month}-${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`,
  );
  if (Number.isNaN(asUtc)) return undefined;
  return zoned === undefined ? asUtc : asUtc - Math.round((asUtc - zoned) / ZONE_STEP) * ZONE_STEP;
}
