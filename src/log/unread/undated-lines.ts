import { ARCHIVER_KINDS } from '../../archivers/archivers.ts';

/**
 * What archive_command says on stderr lands in PostgreSQL's log, by default without a time. PostgreSQL
 * itself says right after it, with a time, that the command failed: until then such lines are held.
 */
export interface UndatedLines {
  /** True if the line is one of those, or belongs to the one before it: then it is held. */
  readonly hold: (line: string) => boolean;
  /** Gives back what is held, now that the time is known. */
  readonly release: () => readonly string[];
}

/** An error of pgBackRest has some ten lines; a log without any of PostgreSQL's is not held for ever. */
const HELD_MAX = 100;

/** True for the first line of such a complaint; the others only go on with it. */
export const isUndatedComplaint = (line: string): boolean =>
  ARCHIVER_KINDS.some(({ log }) => log.isUndated?.(line) === true);

export function createUndatedLines(): UndatedLines {
  let held: string[] = [];
  return {
    hold: (line) => {
      const belongs =
        held.length > 0 &&
        (/^(?:\s+\S|: |caused by: )/.test(line) ||
          ARCHIVER_KINDS.some(({ log }) => log.goesOnUndated?.(line) === true));
      if ((!isUndatedComplaint(line) && !belongs) || held.length >= HELD_MAX) return false;
      held.push(line);
      return true;
    },
    release: () => {
      const lines = held;
      held = [];
      return lines;
    },
  };
}
