import { ARCHIVER_KINDS } from '../../archivers/archivers.ts';
import { lineFraming } from '../framing/line-framing.ts';
import { isAboutArchiving, looksLikeTrouble } from './trouble.ts';

/** Whose line it is, by the name that a collector found in front of it. */
export type ProgramKind = 'archiver' | 'postgres' | 'other';

const POSTGRES = /^(?:postgres(?:ql)?|postmaster)(?:-\d+(?:\.\d+)?)?(?:[@[:].*)?$/;

export const programKind = (program: string): ProgramKind =>
  ARCHIVER_KINDS.some(({ log }) => log.tag.test(program))
    ? 'archiver'
    : POSTGRES.test(program)
      ? 'postgres'
      : 'other';

// A line that a log daemon framed for another program.
const TAGGED = /^([\w./@-]+)(?:\[\d+\])?: /;
/** What the helpers write in the ordinary course of things: sudo, from a folder of root's. */
const HARMLESS = 'could not change directory to ';

const isOfHelper = (line: string): boolean =>
  ARCHIVER_KINDS.some(({ log }) => log.helper?.test(line) === true);

/** What gevent says below the traceback of one of WAL-E's greenlets; WAL-E says itself what failed. */
export const isGreenlet = (line: string): boolean => /^\d{4}-\S+Z <Greenlet at /.test(line);

/** True for a line of another program, unless it looks like an error that may be about archiving. */
export function isOfAnotherProgram(line: string): boolean {
  const framing = lineFraming(line);
  if (framing?.host === undefined) {
    if (line.startsWith(HARMLESS)) return true;
    return isOfHelper(line) && !looksLikeTrouble(line);
  }
  const text = line.slice(framing.length);
  const [tag = '', program] = TAGGED.exec(text) ?? [];
  switch (program === undefined ? 'archiver' : programKind(program)) {
    case 'archiver':
      return false;
    case 'postgres':
      return isUninteresting(text.slice(tag.length));
    case 'other':
      return !(isAboutArchiving(text) && looksLikeTrouble(text));
  }
}

/** Through syslog PostgreSQL numbers the lines of what it says: `[1172-2]` goes on with a statement. */
const FURTHER = /^\[\d+-(?:[2-9]|\d\d+)\] /;

/** What journalctl shows in place of a message that is no clean text: it may have been an error. */
const HIDDEN = /^\[[\d.]{1,8}[BKMG] blob data\]$/;

/** True for a line of PostgreSQL without a level: the rest of a statement, not what its children complain of. */
export const isUninteresting = (text: string): boolean =>
  FURTHER.test(text) || (!looksLikeTrouble(text) && !HIDDEN.test(text));
