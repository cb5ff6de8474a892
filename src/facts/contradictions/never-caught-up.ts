import { CURRENT_WITHIN } from '../../domain/metrics.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { MINUTE } from '../../domain/time.ts';
import { metricOf, seriesOf } from '../archive-metric.ts';
import type { SegmentUpload } from '../cluster-segments.ts';
import { isBehind } from '../wal-waiting.ts';
import { logDelay } from './contradiction.ts';

/** Fewer samples say nothing. */
const LEAST_SAMPLES = 5;

/** The upload of a large segment takes so long, and its end is no later. */
const UPLOAD = MINUTE;

/**
 * Whether at every moment of some minutes, of which all lines have arrived, and at every one since, two segments or more
 * lay between the newest completed one and the position that were not counted as waiting. Uploads that come in batches
 * have caught up at the end of each.
 */
export function neverCaughtUp(
  snapshot: Snapshot,
  host: string,
  completed: readonly SegmentUpload[],
): boolean {
  const { at, cluster } = snapshot;
  const until = at - logDelay(snapshot);
  const latest = (seriesOf(snapshot, 'walPosition', host)?.points ?? []).filter(
    (point) => point.at <= at && point.at >= until - cluster.thresholds.uploadStuckAfter,
  );
  const samples = latest.filter((point) => point.at <= until);
  const known = seriesOf(snapshot, 'pendingWal', host) !== undefined;
  if (!known || samples.length < LEAST_SAMPLES) return false;
  const [first] = samples;
  const last = samples.at(-1);
  const span = (last?.at ?? 0) - (first?.at ?? 0);
  if (span < cluster.thresholds.uploadStuckAfter - CURRENT_WITHIN) return false;

  return latest.every(({ at: moment, value }) => {
    const counted = metricOf(snapshot, 'pendingWal', host, moment);
    const newest = completed.reduce<SegmentUpload | undefined>(
      (best, upload) =>
        upload.at <= moment + UPLOAD && (best === undefined || isBehind(best, upload))
          ? upload
          : best,
      undefined,
    );
    if (counted === undefined || newest === undefined) return false;
    const beyond = Math.floor(value / cluster.walSegmentSize) - (newest.number + 1);
    return beyond - counted >= 2;
  });
}
