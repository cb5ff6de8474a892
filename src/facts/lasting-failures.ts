import type { DurationMs, EpochMs } from '../domain/time.ts';
import type { Thresholds } from '../domain/thresholds.ts';
import type { ArchiverFailure } from '../domain/upload.ts';

/**
 * A connection that breaks once, or a store that is busy for a moment, is over by then: in a fifth of the time after
 * which an upload is stuck, which is a minute by default. PostgreSQL has tried again as well: after a second, and after
 * three failures in a row after a minute (pgarch.c).
 */
const PASSING = 1 / 5;

/**
 * Failures without those that may pass by themselves: what the archiver tries again counts once it has done so for
 * some time, or once a try of the same file has come to its end.
 */
export function lastingFailures(
  failures: readonly ArchiverFailure[],
  at: EpochMs,
  uploadStuckAfter: DurationMs,
): readonly ArchiverFailure[] {
  return failures.filter((failure) => {
    if (failure.retrying !== true) return true;
    const same = failures.filter(
      ({ file, host }) => file === failure.file && host === failure.host,
    );
    return same.some(
      (other) => other.retrying !== true || at - other.at >= PASSING * uploadStuckAfter,
    );
  });
}

/** True where no try has come to its end yet: the archiver is still at it. */
export const isRetrying = (failures: readonly ArchiverFailure[]): boolean =>
  failures.length > 0 && failures.every(({ retrying }) => retrying === true);

/** Of failures that no success has made good. */
interface Tries {
  readonly count: number;
  readonly firstAt: EpochMs;
  /** Of all that the host archives. */
  readonly lastSuccessAt: EpochMs | undefined;
}

/** True for one try that failed just now on a host that archived until then: the next has not been seen yet. */
export const isLoneFailure = (
  { count, firstAt, lastSuccessAt = -Infinity }: Tries,
  at: EpochMs,
  { uploadMaxAge, uploadStuckAfter }: Thresholds,
): boolean =>
  count === 1 &&
  at - firstAt < PASSING * uploadStuckAfter &&
  firstAt - lastSuccessAt < uploadMaxAge;
