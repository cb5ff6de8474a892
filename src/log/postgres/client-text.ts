import { postgresLine } from './postgres-line.ts';

/**
 * Whether what follows stands in a line of PostgreSQL's: part of a statement, or of the values in it. A client may have
 * sent anything, an archiver's very words too.
 */
export const isWithinPostgresLine = (before: string): boolean =>
  isFurtherLine(before) || FURTHER_MESSAGE.test(before) || postgresLine(before) !== undefined;

/** Whether a line goes on with what was begun: a tab stands before it, which rsyslog writes out. */
export const isFurtherLine = (line: string): boolean => FURTHER.test(line);

const FURTHER = /^(?:[^\t#]{0,200}(?:: |\[\d{1,10}-\d{1,10}\] ))?(?:\t|#011)/;
/** Through syslog PostgreSQL counts the lines of a message. */
const FURTHER_MESSAGE = /\[\d{1,10}-(?!1\])\d{1,10}\] *$/;
