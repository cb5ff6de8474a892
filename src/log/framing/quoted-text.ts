/** What a mail puts in front of each line that it quotes. */
const QUOTED = /^(?:> ?)+(?=.)/;
/**
 * Pasted behind blanks: a record whose beginning is unmistakable, of pgBackRest, Barman or WAL-G. What PostgreSQL and WAL-E
 * write is read as it is.
 */
const INDENTED =
  /^ {1,16}(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3} P\d{2,3} |,\d{3} \[\d{1,7}\] )|(?:INFO|WARNING|ERROR|DEBUG|FATAL): \d{4}\/\d\d\/\d\d )/;

/** Gives back lines as they were written, where they are quoted or pasted behind blanks. */
export function createQuotedText(): (line: string) => string {
  /** What goes on with a record stands behind as many blanks as that. */
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
