import type { ArchiverError } from '../../domain/archiver-error.ts';
import { timeWords } from '../quantities.ts';

export const OPERATIONS: Readonly<Record<ArchiverError['operation'], string>> = {
  push: 'push',
  'base-backup': 'base backup',
  fetch: 'fetch',
  other: 'other',
  unknown: 'not known what it did',
};

/** When, where, what was being done, and the cause. The archiver's own words are quoted apart. */
export function errorLine({
  at,
  host,
  pid,
  operation,
  reportedBy,
  file,
  cause,
}: ArchiverError): string {
  const who = reportedBy === 'postgresql' ? ['PostgreSQL says'] : [];
  return [
    timeWords(at),
    host ?? 'host not named',
    ...(pid === undefined ? [] : [`pid ${pid}`]),
    ...who,
    OPERATIONS[operation],
    ...(file === undefined ? [] : [file]),
    ...(cause === undefined ? [] : [`${cause.name}: ${cause.words}`]),
  ].join(' · ');
}
