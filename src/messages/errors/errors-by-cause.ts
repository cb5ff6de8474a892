import type { ArchiverError } from '../../domain/archiver-error.ts';
import type { EpochMs } from '../../domain/time.ts';
import { OPERATIONS } from './error-lines.ts';
import { greatest, least } from '../../domain/extremes.ts';

/** Errors that have one cause, or else were made by one operation. */
export interface ErrorGroup {
  readonly name: string;
  /** What the cause means; undefined where none is known. */
  readonly words: string | undefined;
  readonly count: number;
  readonly first: EpochMs;
  readonly last: EpochMs;
  readonly hosts: readonly string[];
  /** The newest of the archiver's own words, which say more than PostgreSQL's exit code. */
  readonly quote: string;
}

/** The errors by their cause, that of the newest error first. The errors come the newest first. */
export function errorsByCause(errors: readonly ArchiverError[]): readonly ErrorGroup[] {
  const groups = new Map<string, ArchiverError[]>();
  for (const error of errors) {
    const name = error.cause?.name ?? OPERATIONS[error.operation];
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [error]);
    else group.push(error);
  }
  return [...groups].map(([name, all]) => {
    const times = all.map(({ at }) => at);
    const telling = all.find(({ reportedBy }) => reportedBy === 'archiver') ?? all[0];
    return {
      name,
      words: telling?.cause?.words,
      count: all.length,
      first: least(times) ?? 0,
      last: greatest(times) ?? 0,
      hosts: [...new Set(all.flatMap(({ host }) => host ?? []))],
      quote: telling?.text ?? '',
    };
  });
}
