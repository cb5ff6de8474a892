import { describe, expect, it } from '@jest/globals';
import { createQuotedText } from '../../src/log/framing/quoted-text.ts';

const bare = (...lines: readonly string[]): readonly string[] => lines.map(createQuotedText());

const ERROR = '2026-11-24 02:15:03.433 P00  ERROR: [103]: unable to find a valid repository';
const HINT = 'HINT: is the repository there?';

describe('a log that was quoted in a mail', () => {
  it('loses the marks before each line, however often it was answered', () => {
    expect(bare(`> ${ERROR}`, `> > ${ERROR}`, `>>${ERROR}`, '>')).toEqual([
      ERROR,
      ERROR,
      ERROR,
      '>',
    ]);
  });
});

describe('a log that was indented where it was pasted', () => {
  it('loses what its record is indented by, in the further lines of that as well', () => {
    expect(bare(`  ${ERROR}`, `         ${HINT}`, `  ${HINT}`)).toEqual([
      ERROR,
      `       ${HINT}`,
      HINT,
    ]);
  });

  it('goes on behind an empty line', () => {
    expect(bare(`  ${ERROR}`, '', `  ${HINT}`)).toEqual([ERROR, '', HINT]);
  });

  it('ends with a line that is not indented, or less', () => {
    expect(bare(`  ${ERROR}`, HINT, `  ${HINT}`)).toEqual([ERROR, HINT, `  ${HINT}`]);
    expect(bare(`  ${ERROR}`, ` ${HINT}`)).toEqual([ERROR, ` ${HINT}`]);
  });

  it('begins with a record: what is indented before it is as it was written', () => {
    expect(bare(`  ${HINT}`, `    ${ERROR}`, `    ${HINT}`)).toEqual([`  ${HINT}`, ERROR, HINT]);
  });
});
