import {
  failedCommand,
  LOGGED_STATEMENT,
  postgresLine,
  type PostgresLine,
} from './postgres-line.ts';

/** A statement may have lines of its own, whatever became of the tabs in front of them. */
const STATEMENT = new RegExp(`^(?:${LOGGED_STATEMENT}|duration): `);

/** Between two lines, but for those of PostgreSQL’s own that go on with a tab. */
const LINE_FEED = /\n(?=[^\t\n])/;
/** rsyslog’s imfile puts these two characters in place of a line feed, unless it is told otherwise. */
const WRITTEN_OUT = /\\n(?=[^\t\\])/;

/**
 * A shipper that joins lines without a time to the one before them (Filebeat's `multiline`, `startmsg.regex` of
 * rsyslog) joins what an archive command wrote to stderr to whatever PostgreSQL had logged last: as often as not to the
 * DETAIL of the try before. PostgreSQL begins its own further lines with a tab.
 */
export function apart(text: string): readonly string[] {
  // JSON is whole: what is written out in it is in its strings.
  if (text.startsWith('{') || text.startsWith('[{')) return [text];
  const isWrittenOut = !text.includes('\n');
  if (isWrittenOut && !text.includes('\\n')) return [text];
  const end = (isWrittenOut ? WRITTEN_OUT : LINE_FEED).exec(text)?.index;
  if (end === undefined) return [text];
  const head = text.slice(0, end);
  const first = postgresLine(head.split('\n', 1)[0] ?? '');
  if (first === undefined || !isAlone(first)) return [text];
  // A command may itself hold the two characters, as in printf 'a\n'.
  if (isWrittenOut && !hasEvenQuotes(head)) return [text];
  if (!isWrittenOut) return text.split(LINE_FEED);
  return text.split(WRITTEN_OUT).map((line) => line.replaceAll('\\n\t', '\n\t'));
}

/** In csv a value may have lines of its own, and so may what a message is followed by, but for a command that failed. */
const isAlone = ({ level, role, text }: PostgresLine): boolean =>
  level !== undefined &&
  (role === 'message' ? !STATEMENT.test(text) : failedCommand(text) !== undefined);

const hasEvenQuotes = (text: string): boolean =>
  ["'", '"'].every((quote) => text.split(quote).length % 2 === 1);
