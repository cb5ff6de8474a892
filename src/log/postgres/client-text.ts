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

/** The records of csvlog in a file, which have several lines where a client's text has. */
export interface CsvRecords {
  /** Whether a line goes on with what an earlier one began. */
  readonly isPart: (line: string, of: string) => boolean;
}

const BEGINS = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [^\s,]+,/;
/** A quote within a value is written twice: an odd number in a row begins or ends one. */
const ODD_QUOTES = /(?<!")"(?:"")*(?!")/;
/** A record whose end is lost does not take all that comes with it. */
const LINES_MAX = 1000;

export function createCsvRecords(): CsvRecords {
  /** How many lines the open record of each stream has. */
  const open = new Map<string, number>();
  return {
    isPart: (line, of) => {
      const lines = open.get(of);
      // A client's text may look like the beginning of a record, but for the quotes around its values.
      const begins = BEGINS.test(line) && ODD_QUOTES.test(line);
      if (begins || lines === undefined) {
        if (begins && hasOpenQuote(line)) open.set(of, 1);
        else open.delete(of);
        return false;
      }
      if (hasOpenQuote(line) || lines === LINES_MAX) open.delete(of);
      else open.set(of, lines + 1);
      return true;
    },
  };
}

/** One more quote than there are pairs. */
const hasOpenQuote = (line: string): boolean => line.split('"').length % 2 === 0;
