import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type EpochMs } from '../domain/time.ts';
import { archivedAt } from './archive-metric.ts';
import { arrivalDelay } from './log-lateness.ts';
import { lastEndBy } from './uploads.ts';

/** How far apart the log's and the metric's time of one and the same upload may be. */
const SAME_UPLOAD = MINUTE;

/**
 * Whether the metrics know of an upload that the log should know by now and does not.
 * What matters is what the metric said a while ago: a record of that time has had time to arrive.
 * Undefined if the metric said nothing then.
 */
export function uploadMissingFromLog(
  snapshot: Snapshot,
  host: string,
): { readonly missing: boolean; readonly archivedAt: EpochMs } | undefined {
  const { uploadLog, at, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return undefined;
  const { shippingAllowance } = cluster.thresholds;
  // Lines that all arrive a little later than allowed are no lines that do not arrive.
  const late = Math.min(arrivalDelay(uploadLog.value), 2 * shippingAllowance) + SAME_UPLOAD;
  const earlier = archivedAt(snapshot, host, at - Math.max(shippingAllowance, late));
  if (earlier === undefined) return undefined;

  const logged = lastEndBy(uploadLog.value, host);
  const known = logged ?? uploadLog.value.from;
  return { missing: earlier > known + SAME_UPLOAD, archivedAt: earlier };
}
