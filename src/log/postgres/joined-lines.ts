import { postgresLine } from './postgres-line.ts';

/** A statement may have lines of its own, whatever became of the tabs in front of them. */
const STATEMENT = /^(?:statement|execute [^:]{0,80}|parse [^:]{0,80}|bind [^:]{0,80}|duration): /;

/**
 * A shipper that joins lines without a time to the one before them (Filebeat's `multiline`) joins what an archive
 * command wrote to stderr to whatever PostgreSQL had logged last. PostgreSQL begins its own further lines with a tab.
 */
export function apart(text: string): readonly string[] {
  const end = text.indexOf('\n');
  if (end < 0 || !/\n[^\t\n]/.test(text)) return [text];
  const first = postgresLine(text.slice(0, end));
  // In csv a value may have lines of its own, and so may what a message is followed by.
  const isAlone =
    first?.level !== undefined && first.role === 'message' && !STATEMENT.test(first.text);
  return isAlone ? text.split(/\n(?=[^\t\n])/) : [text];
}
