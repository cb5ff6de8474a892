import type { Archiver } from '../domain/archiver.ts';
import type { Cause } from './cause.ts';
import { hasSign } from './signs.ts';
import { BUCKET } from './table/bucket.ts';
import { CLOCK_SKEW } from './table/clock-skew.ts';
import { COMPRESSION } from './table/compression.ts';
import { CONFIGURATION } from './table/configuration.ts';
import { CRASHED } from './table/crashed.ts';
import { CREDENTIALS } from './table/credentials.ts';
import { DISK_FULL } from './table/disk-full.ts';
import { DNS } from './table/dns.ts';
import { DROPPED } from './table/dropped.ts';
import { GAVE_UP_WAITING } from './table/gave-up-waiting.ts';
import { KILLED } from './table/killed.ts';
import { MISSING_FILE } from './table/missing-file.ts';
import { NETWORK } from './table/network.ts';
import { NOT_EXECUTABLE } from './table/not-executable.ts';
import { PERMISSION } from './table/permission.ts';
import { STOPPED } from './table/stopped.ts';
import { STORE_FAULT } from './table/store-fault.ts';
import { THROTTLED } from './table/throttled.ts';
import { TLS } from './table/tls.ts';
import { TWO_WRITERS } from './table/two-writers.ts';
import { UNKNOWN } from './table/unknown.ts';

/**
 * In the order in which they are looked for: the first that has a sign is the cause. So the more
 * telling come first: a clock that is off is refused with 403 as well, and a name that does not
 * resolve is a connection that fails.
 */
export const FAILURE_CAUSES: readonly Cause[] = [
  TWO_WRITERS,
  DROPPED,
  STOPPED,
  CLOCK_SKEW,
  DISK_FULL,
  THROTTLED,
  STORE_FAULT,
  BUCKET,
  CREDENTIALS,
  DNS,
  TLS,
  NETWORK,
  GAVE_UP_WAITING,
  NOT_EXECUTABLE,
  CRASHED,
  KILLED,
  // A key that cannot be opened is a matter of encryption.
  COMPRESSION,
  MISSING_FILE,
  CONFIGURATION,
  PERMISSION,
  UNKNOWN,
];

/** The cause of a complaint. An exit code counts only where PostgreSQL says nothing but that. */
export const failureCause = (complaint: string, archiver?: Archiver): Cause =>
  FAILURE_CAUSES.find((cause) => isCause(cause, complaint, archiver)) ??
  FAILURE_CAUSES.find(({ weakSigns = [] }) => hasSign(weakSigns, complaint)) ??
  UNKNOWN;

export function isCause(cause: Cause, complaint: string, archiver?: Archiver): boolean {
  if (cause.unless !== undefined && hasSign(cause.unless, complaint)) return false;
  if (hasSign(cause.signs, complaint)) return true;
  const [, digits] =
    /(?:archive command failed|command terminated) with exit code (\d+)/.exec(complaint) ?? [];
  const code = Number(digits);
  return (cause.exitCodes ?? []).some(
    ({ from, to, of }) => (of === undefined || of === archiver) && code >= from && code <= to,
  );
}
