import { CURRENT_WITHIN, SHOWN_FOR, valueAt } from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { seriesOf } from './archive-metric.ts';

/**
 * The latest moment, not after `before`, of which it is certain that everything a primary had written by then lies
 * below a place in the WAL, in bytes. Undefined where no sample of its position tells. What a replica says of its own
 * position trails the primary's, so it tells nothing.
 */
export function writtenUntil(
  snapshot: Snapshot,
  host: string | undefined,
  limit: number,
  before: EpochMs,
): EpochMs | undefined {
  const position = seriesOf(snapshot, 'walPosition', host);
  const role = seriesOf(snapshot, 'replica', host);
  if (position === undefined || role === undefined) return undefined;
  const isPrimary = (at: EpochMs): boolean => valueAt(role, at, CURRENT_WITHIN) === 0;

  if (position.scrapes !== undefined) {
    return position.scrapes.findLast(
      ({ at, value }) => at <= before && value <= limit && isPrimary(at),
    )?.at;
  }
  const { points } = position;
  const last = points.findLastIndex(
    ({ at, value }) => at <= before && value <= limit && isPrimary(at),
  );
  const shown = points[last];
  if (shown === undefined) return undefined;
  // A step shows a sample from before it: from after the last step that showed another.
  const other = points.slice(0, last).findLast(({ value }) => value !== shown.value);
  const certain = Math.max(other?.at ?? -Infinity, shown.at - SHOWN_FOR);
  return isPrimary(certain) ? certain : undefined;
}
