import { BOUNDS } from '../../domain/bounds.ts';

/** What is longer is not read, and is counted as unread: nothing that an archiver or PostgreSQL says of it is near this. */
export const LINE_MAX = BOUNDS.logLine.most;

/** As much of a line is looked at; the longest real record has some 4 KB in 60 lines. */
export const LOOKED_AT_MAX = BOUNDS.logLineLookedAt.most;

/** A line without its middle, should it be long: what it is about stands in front, and whose it is at its end. */
export function withoutMiddle(line: string): string {
  if (line.length <= LOOKED_AT_MAX) return line;
  const half = LOOKED_AT_MAX / 2;
  return `${line.slice(0, half)} … ${line.slice(-half)}`;
}
