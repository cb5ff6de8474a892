/** rsyslog in place of messages that are the same as the one before (`$RepeatedMsgReduction`, on in Ubuntu). */
const REPEATED = /(?<= )message repeated \d{1,9} times: \[ ?/;
const LOOKED_AT = 300;

/** The line as it was when it came last. */
export function withoutRepetition(line: string): string {
  const found = line.endsWith(']') ? REPEATED.exec(line.slice(0, LOOKED_AT)) : null;
  if (found === null) return line;
  const { index, 0: mark } = found;
  return line.slice(0, index) + line.slice(index + mark.length, -1);
}
