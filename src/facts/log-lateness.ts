import type { Thresholds } from '../domain/thresholds.ts';
import type { DurationMs } from '../domain/time.ts';
import type { UploadLog } from '../domain/upload-log.ts';

/** How long lines take to arrive. Where nothing tells, none is allowed for. */
export const arrivalDelay = ({ shippingLag }: UploadLog): DurationMs =>
  shippingLag.kind === 'measured' ? shippingLag.value : 0;

/**
 * By how much the log's times look older than they are: its lines arrive late, or the clock of the host
 * is behind. What is within the usual delay counts as none.
 */
export function logLateness(log: UploadLog, { shippingAllowance }: Thresholds): DurationMs {
  const delay = arrivalDelay(log);
  return delay > shippingAllowance ? delay : 0;
}
