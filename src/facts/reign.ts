import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';
import { seriesOf } from './archive-metric.ts';
import type { Primary } from './primary.ts';

/** A role is scraped, and what Patroni has decided takes a moment to be one: by so much a reign may be older than it looks. */
const SEEN_LATE: DurationMs = 2 * MINUTE;

/**
 * Since when a host archives as the primary that it is now. What it tried before, it tried as another: as the primary
 * of an earlier timeline, which has ended, whatever became of its last tries. Minus infinity where that is not known,
 * or it has been the primary for as long as the metrics go back.
 */
export function reignOf(
  { primary, snapshot }: { readonly primary: Primary; readonly snapshot: Snapshot },
  host: string | undefined,
): EpochMs {
  if (primary.kind !== 'one' || primary.host !== host || primary.since === undefined) {
    return -Infinity;
  }
  return Math.max(primary.since - SEEN_LATE, replicaFrom(snapshot, primary.host, primary.since));
}

/** When a host that has been the primary since a moment was first seen as the replica that it was until then. */
function replicaFrom(snapshot: Snapshot, host: string, since: EpochMs): EpochMs {
  const points = seriesOf(snapshot, 'replica', host)?.points ?? [];
  const before = points.filter(({ at }) => at < since);
  const lastAsPrimary = before.findLastIndex(({ value }) => value === 0);
  return before[lastAsPrimary + 1]?.at ?? -Infinity;
}
