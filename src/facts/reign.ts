import { MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { Primary } from './primary.ts';

/** A role is scraped, and what Patroni has decided takes a moment to be one: by so much a reign may be older than it looks. */
const SEEN_LATE: DurationMs = 2 * MINUTE;

/**
 * Since when a host archives as the primary that it is now. What it tried before, it tried as another: as the primary
 * of an earlier timeline, which has ended, whatever became of its last tries. Minus infinity where that is not known,
 * or it has been the primary for as long as the metrics go back.
 */
export function reignOf(primary: Primary, host: string | undefined): EpochMs {
  if (primary.kind !== 'one' || primary.host !== host || primary.since === undefined) {
    return -Infinity;
  }
  return primary.since - SEEN_LATE;
}
