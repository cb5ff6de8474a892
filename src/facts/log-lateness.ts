import type { Thresholds } from '../domain/thresholds.ts';
import type { DurationMs } from '../domain/time.ts';
import type { UploadLog } from '../domain/upload-log.ts';

/**
 * By how much the log's times look older than they are: its lines arrive late, or the clock of the host
 * is behind. What is within the usual delay counts as none.
 */
export function logLateness(
  { shippingLag }: UploadLog,
  { shippingAllowance }: Thresholds,
): DurationMs {
  return shippingLag !== undefined && shippingLag > shippingAllowance ? shippingLag : 0;
}
