import { failureCause } from '../causes/failure-causes.ts';
import type { ArchiverError, ErrorList } from '../domain/archiver-error.ts';
import { measured, type Reading } from '../domain/reading.ts';
import type { ArchiverFailure } from '../domain/upload.ts';
import type { ListUploads, UploadsRequest } from './list-uploads.ts';

export type ListErrors = (request: UploadsRequest) => Promise<Reading<ErrorList>>;

/** Asks the log alone for its errors, and names the cause of each. */
export const createListErrors =
  (listUploads: ListUploads): ListErrors =>
  async (request) => {
    const reading = await listUploads(request);
    if (reading.kind === 'unavailable') return reading;
    const { failures, from, unread } = reading.value;
    const errors = [...failures].sort((a, b) => b.at - a.at).map(withCause);
    return measured({ errors, from, unread }, reading.observedAt);
  };

function withCause(failure: ArchiverFailure): ArchiverError {
  const push = failure.operation === 'push' || failure.operation === 'unknown';
  const { cause, words } = failureCause(failure.text);
  return { ...failure, cause: push ? { name: cause, words } : undefined };
}
