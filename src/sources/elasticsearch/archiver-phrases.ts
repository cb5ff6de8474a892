import { ARCHIVER_KINDS, kindOf, SEARCHED_FOR } from '../../archivers/archivers.ts';
import type { SearchPhrases } from '../../archivers/search-phrases.ts';
import type { Archiver } from '../../domain/archiver.ts';

/** The phrases of one archiver, or of all that are searched for where none is named. */
export function archiverPhrases(archiver: Archiver | 'auto'): SearchPhrases {
  if (archiver !== 'auto') return kindOf(archiver).phrases;
  const all = SEARCHED_FOR.map((each) => kindOf(each).phrases);
  return {
    push: all.flatMap(({ push }) => push),
    denial: all.flatMap(({ denial }) => denial),
    attempt: all.flatMap(({ attempt }) => attempt),
    complete: all.flatMap(({ complete }) => complete),
    baseBackup: all.flatMap(({ baseBackup }) => baseBackup),
    baseBackupComplete: all.flatMap(({ baseBackupComplete }) => baseBackupComplete),
    ordinary: all.flatMap(({ ordinary }) => ordinary),
  };
}

const ALL = ARCHIVER_KINDS.map(({ phrases }) => phrases);

/** What a base backup that is at work writes, whoever takes it. */
export const BASE_BACKUP = ALL.flatMap(({ baseBackup }) => baseBackup);

/** What the record of a push holds that was left out, whoever left it: all of one of these. */
export const SKIPPED = ALL.flatMap(({ skipped }) => (skipped === undefined ? [] : [skipped]));
