/**
 * A line of RFC 5424 up to its text, over TCP with its length in front (RFC 6587, 3.4.1): priority, stamp and host,
 * then program, pid and kind of message, then structured data, where a bracket within a value is escaped.
 */
const HEADER =
  /^(?:\d{1,6} )?(<\d{1,3}>1 \S{1,40} \S{1,255}) (\S{1,48}) (\S{1,128}) \S{1,32} (?:-|(?:\[(?:[^\]\\]|\\.){1,4000}\])+)(?: \ufeff?|$)/;

/** The same with the tag that log daemons write elsewhere, so that whoever reads tags reads this as well. */
export const withTagOfSyslog = (line: string): string =>
  line.replace(HEADER, (_whole, before: string, program: string, pid: string) => {
    if (program === '-') return `${before} `;
    return `${before} ${program}${/^\d+$/.test(pid) ? `[${pid}]` : ''}: `;
  });
