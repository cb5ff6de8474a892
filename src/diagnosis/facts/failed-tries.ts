import { SECOND, type EpochMs } from '../../domain/time.ts';
import type { ArchiverFailure } from '../../domain/upload.ts';

/** PostgreSQL waits this long before it tries a file again (pgarch.c). */
const BETWEEN_TRIES = SECOND;

/**
 * How many tries these failures were. One try is often complained of more than once: by the client of
 * the store, by the archiver, and by PostgreSQL, which does not always say of which file.
 */
export function failedTries(failures: readonly ArchiverFailure[]): number {
  const newestOf = new Map<string, EpochMs>();
  let newest = -Infinity;
  let tries = 0;
  for (const { at, file } of [...failures].sort((a, b) => a.at - b.at)) {
    const before = file === undefined ? newest : (newestOf.get(file) ?? -Infinity);
    if (at - before >= BETWEEN_TRIES) tries += 1;
    if (file !== undefined) newestOf.set(file, at);
    newest = at;
  }
  return tries;
}
