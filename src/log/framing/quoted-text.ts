/** The mark in front of each quoted line of a mail. */
const QUOTED = /^(?:> ?)+(?=.)/;
/**
 * Indented when it was pasted: a record with an unmistakable beginning, of pgBackRest, Barman or WAL-G. Lines of PostgreSQL
 * and WAL-E are read as they are.
 */
const INDENTED =
  /^ {1,16}(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3} P\d{2,3} |,\d{3} \[\d{1,7}\] )|(?:INFO|WARNING|ERROR|DEBUG|FATAL): \d{4}\/\d\d\/\d\d )/;

/** Gives back lines as they were written if they are quoted or indented. */
export function createQuotedText(): (line: string) => string {
  /** The indentation of the record: its further lines have at least the same. */
  let blanks = '';

  return (line) => {
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
