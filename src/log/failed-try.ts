import { SECOND } from '../domain/time.ts';
import type { ArchiverFailure, OpenUpload } from '../domain/upload.ts';

const interrupts = (failure: ArchiverFailure, upload: OpenUpload): boolean =>
  failure.reportedBy === 'archiver' &&
  failure.host === upload.host &&
  failure.at >= upload.beganAt &&
  (failure.pid === upload.pid || failure.pid === undefined);

/**
 * A failure names no action. It was a push if its process had begun to push something; where no pid is
 * logged, if what comes right after it says so.
 */
export function attribute(
  failure: ArchiverFailure,
  open: readonly OpenUpload[],
  saidAfter: SaidAfter,
): ArchiverFailure {
  if (failure.operation !== 'unknown') return failure;
  const isPush =
    failure.pid === undefined
      ? saidAfter(failure)
      : open.some((upload) => interrupts(failure, upload));
  return isPush ? { ...failure, operation: 'push' } : failure;
}

type SaidAfter = (failure: ArchiverFailure) => boolean;

/** Whether PostgreSQL says in the second of a failure, or in the next, that its command failed. */
export function createFailedCommands(failures: readonly ArchiverFailure[]): SaidAfter {
  const second = ({ host, at }: ArchiverFailure, later: number): string =>
    `${host ?? ''} ${Math.floor(at / SECOND) + later}`;
  const reported = new Set(
    failures
      .filter(({ reportedBy, operation }) => reportedBy === 'postgresql' && operation === 'push')
      .map((failure) => second(failure, 0)),
  );
  return (failure) => reported.has(second(failure, 0)) || reported.has(second(failure, 1));
}

/**
 * The first failure of the process ends what it had open. One that lost its pid ends only what the
 * newest process of the host had open: an older process had ended by then.
 */
export const failureOf = (
  upload: OpenUpload,
  failures: readonly ArchiverFailure[],
): ArchiverFailure | undefined =>
  failures.find((candidate) => candidate.pid !== undefined && interrupts(candidate, upload)) ??
  failures.find((candidate) => interrupts(candidate, upload));
