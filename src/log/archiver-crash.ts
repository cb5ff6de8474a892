import { ARCHIVER_KINDS } from '../archivers/archivers.ts';

/** A crash of an archiver, in words that its runtime has. */
export interface ArchiverCrash {
  /** Undefined for a line that is none of its. */
  readonly placeOf: (line: string) => 'first' | 'further' | undefined;
}

/** Undefined where no archiver crashed in these lines. */
export function crashIn(lines: readonly string[]): ArchiverCrash | undefined {
  const crash = ARCHIVER_KINDS.flatMap(({ log }) => log.crash ?? []).find(({ isOwn }) =>
    lines.some((line) => isOwn(line)),
  );
  if (crash === undefined) return undefined;
  return {
    placeOf: (line) => {
      if (crash.isFirst(line)) return 'first';
      return crash.isPart(line) || INDENTED.test(line) ? 'further' : undefined;
    },
  };
}

const INDENTED = /^[ \t]/;
