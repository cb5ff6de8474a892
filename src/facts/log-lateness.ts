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
export const logLateness = (log: UploadLog, thresholds: Thresholds): DurationMs =>
  beyondUsual(arrivalDelay(log), thresholds);

/** The same of one host by its own newest record, where that tells. */
export const hostLateness = (log: UploadLog, host: string, thresholds: Thresholds): DurationMs =>
  beyondUsual(log.hostLags?.find((one) => one.host === host)?.lag ?? arrivalDelay(log), thresholds);

const beyondUsual = (delay: DurationMs, { shippingAllowance }: Thresholds): DurationMs =>
  delay > shippingAllowance ? delay : 0;
