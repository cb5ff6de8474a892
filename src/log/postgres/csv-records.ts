import { hasOpenQuote } from '../framing/open-quote.ts';
import { isCsv } from './postgres-line.ts';

/** The records of csvlog in a file, which have several lines where a client's text has. */
export interface CsvRecords {
  /** Whether a line goes on with what an earlier one began. */
  readonly isPart: (line: string, of: string) => boolean;
}

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
      const begins = isCsv(line) && ODD_QUOTES.test(line);
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
