import type { MetricName } from './metrics.ts';
import { isMoment, SECOND } from './time.ts';

const isRole = (value: number): boolean => value === 0 || value === 1;
const isAmount = (value: number): boolean => value >= 0;
const isUnixSeconds = (value: number): boolean => value >= 0 && isMoment(value * SECOND);
// Below zero it says that nothing was archived yet (CloudNativePG), or that a clock is ahead.
const isAge = (value: number): boolean => isMoment(value * SECOND);

/** The WAL is 64 bits long. https://www.postgresql.org/docs/current/datatype-pg-lsn.html */
const isWalPosition = (value: number): boolean => value >= 0 && value <= 2 ** 64;

/** Which numbers a metric can have. Any other is no measurement, whoever exports it. */
export const IS_POSSIBLE: Readonly<Record<MetricName, (value: number) => boolean>> = {
  replica: isRole,
  lastArchive: isUnixSeconds,
  logExporterUp: isAmount,
  archiverAge: isAge,
  archiverFailedCount: isAmount,
  // CloudNativePG says -1 for never.
  archiverLastFailed: (value) => value === -1 || isUnixSeconds(value),
  pendingWal: isAmount,
  walPosition: isWalPosition,
  baseBackupSuccess: isUnixSeconds,
  baseBackupStart: isUnixSeconds,
  baseBackupFailed: isAmount,
  walDiskFree: isAmount,
};
