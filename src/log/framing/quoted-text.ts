/** The mark in front of each quoted line of a mail. */
const QUOTED = /^(?:> ?)+(?=.)/;
/** An unmistakable beginning of a record, of pgBackRest, Barman or WAL-G. */
const RECORD = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3} P\d{2,3} |,\d{3} \[\d{1,7}\] )|(?:INFO|WARNING|ERROR|DEBUG|FATAL): \d{4}\/\d\d\/\d\d `;
/** Indented when it was pasted. Lines of PostgreSQL and WAL-E are read as they are. */
const INDENTED = new RegExp(String.raw`^ {1,16}(?=${RECORD})`);
/** The number of a line, as `grep -n`, `cat -n` and `less -N` write it, in front of a record or of what a log daemon framed. */
const NUMBERED = new RegExp(
  String.raw`^ {0,9}(\d{1,9})(?:[:-] ?|\t| {1,2})(?=${RECORD}|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )`,
);
/** The same in front of whatever goes on with such a line; no year of a date. */
const NUMBER = /^ {0,9}(\d{1,9})(?:[:\t ]|-(?!\d\d-))/;

/** Gives back lines as they were written if they are quoted, indented or numbered. */
export function createQuotedText(): (line: string) => string {
  /** The indentation of the record: its further lines have at least the same. */
  let blanks = '';
  /** Of the last line, if that had one. */
  let number: number | undefined;

  const withoutNumber = (line: string): string | undefined => {
    const record = NUMBERED.exec(line);
    if (record === null && number === undefined) return undefined;
    const [mark, digits] = record ?? NUMBER.exec(line) ?? [];
    const found = Number(digits);
    const isNumbered = record !== null || (number !== undefined && found === number + 1);
    number = isNumbered ? found : undefined;
    return isNumbered ? line.slice(mark?.length) : undefined;
  };

  return (line) => {
    const unnumbered = withoutNumber(line);
    if (unnumbered !== undefined) return unnumbered;
    const first = line.charCodeAt(0);
    if (first === 0x3e) return line.replace(QUOTED, '');
    if (first !== 0x20) {
      if (line !== '') blanks = '';
      return line;
    }
    const [indent] = INDENTED.exec(line) ?? [];
    blanks = indent ?? blanks;
    return line.startsWith(blanks) ? line.slice(blanks.length) : line;
  };
}
