import { isWithinPostgresLine } from '../postgres/client-text.ts';
import { LOGGED_STATEMENT } from '../postgres/postgres-line.ts';

/** A beginning of a record that no other program writes: of WAL-G, of pgBackRest, of Barman and its scripts. */
const RECORD =
  /(?:INFO|WARNING|ERROR|DEBUG|FATAL): \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} |\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3} P\d{2,3} +(?:ERROR|WARN|INFO|DETAIL|DEBUG|TRACE|ASSERT): |,\d{3} \[\d{1,9}\] (?:[a-z][\w.]{1,60} )?(?:DEBUG|INFO|WARNING|ERROR|CRITICAL|EXCEPTION): )/;
/** Names, times and levels, as collectors write them; quotes and brackets of code are a sign of something else. */
const FRAMING = /^(?!.*#011)[^\s'"`(){}=][^\t'"`(){}=]{0,159}$/;
const STATEMENT = new RegExp(String.raw`(?:^|\s)(?:${LOGGED_STATEMENT}|duration):`);
/** What stands behind the tag of a program is said by that program. */
const IS_SAID = /: (?=.)/;
const LOOKED_AT = 320;

/**
 * The record of an archiver in a line whose framing nobody knows; undefined if there is none. What a client sent may hold
 * the same words, as may what another program quotes.
 */
export function behindUnknownFraming(line: string): string | undefined {
  const at = RECORD.exec(line.slice(0, LOOKED_AT))?.index ?? 0;
  const before = line.slice(0, at);
  const isFraming =
    FRAMING.test(before) &&
    !IS_SAID.test(before) &&
    !STATEMENT.test(before) &&
    !isWithinPostgresLine(before);
  return isFraming ? line.slice(at) : undefined;
}
