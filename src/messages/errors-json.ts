import type { ArchiverError } from '../domain/archiver-error.ts';

interface ErrorJson {
  readonly at: string;
  readonly host: string | null;
  readonly pid: number | null;
  readonly operation: ArchiverError['operation'];
  readonly reportedBy: ArchiverError['reportedBy'];
  readonly segment: string | null;
  readonly cause: string | null;
  readonly text: string;
}

/** The errors as plain JSON data, the newest first. */
export const errorsJson = (
  errors: readonly ArchiverError[],
): { readonly errors: readonly ErrorJson[] } => ({
  errors: errors.map(({ at, host, pid, operation, reportedBy, file, cause, text }) => ({
    at: new Date(at).toISOString(),
    host: host ?? null,
    pid: pid ?? null,
    operation,
    reportedBy,
    segment: file ?? null,
    cause: cause?.name ?? null,
    text,
  })),
});
