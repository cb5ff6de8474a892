import { MINUTE, type DurationMs } from '../../domain/time.ts';

/** No clock that is kept is so far ahead, and no shipper so far behind, in the ordinary course of things. */
const AHEAD = 2 * MINUTE;
const BEHIND = 40 * MINUTE;
/** All zones in use differ from UTC by a multiple of this. */
const QUARTER = 15 * MINUTE;
/** So near to a multiple the difference is, where it is the zone that is wrong. */
const NEAR = 2 * MINUTE;

/**
 * By how much a zone that is taken wrongly puts a time off, from how much later than its arrival it is;
 * 0 where a zone does not explain that.
 */
export function zoneOffset(difference: DurationMs): DurationMs {
  if (difference <= AHEAD && difference >= -BEHIND) return 0;
  const quarters = Math.round(difference / QUARTER) * QUARTER;
  return Math.abs(difference - quarters) <= NEAR ? quarters : 0;
}
