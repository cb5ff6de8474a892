import { SECOND, type EpochMs } from '../domain/time.ts';
import type { ArchiverFailure } from '../domain/upload.ts';

/** PostgreSQL waits this long before it tries a file again (pgarch.c). */
const BETWEEN_TRIES = SECOND;

/**
 * How many tries these failures were. One try is often complained of more than once: by the client of
 * the store and by the archiver, within a moment, and by PostgreSQL as well.
 */
export function failedTries(failures: readonly ArchiverFailure[]): number {
  const by = (reporter: ArchiverFailure['reportedBy']): number =>
    triesOf(failures.filter(({ reportedBy, isTry }) => reportedBy === reporter && isTry !== false));
  // Where only PostgreSQL's last word on several tries is left, there was one at least.
  return Math.max(by('archiver'), by('postgresql'), failures.length === 0 ? 0 : 1);
}

function triesOf(failures: readonly ArchiverFailure[]): number {
  const newestOf = new Map<string, EpochMs>();
  let newest = -Infinity;
  let tries = 0;
  for (const { at, file } of [...failures].sort((a, b) => a.at - b.at)) {
    // A complaint that names no file is about what has just failed.
    const before = file === undefined ? newest : (newestOf.get(file) ?? -Infinity);
    if (at - before >= BETWEEN_TRIES) tries += 1;
    if (file !== undefined) newestOf.set(file, at);
    newest = at;
  }
  return tries;
}
