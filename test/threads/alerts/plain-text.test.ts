import { describe, expect, it } from '@jest/globals';
import { withoutLinks, withoutMarks } from '../../../src/threads/alerts/plain-text.ts';

describe('a text without what is not read aloud', () => {
  it.each([
    ['<https://x/y|the words> of a link', 'the words of a link'],
    ['<https://x/y|> nothing', ' nothing'],
    ['a bare http://x/y?z=1 address', 'a bare   address'],
    ['a bare https://x/y address', 'a bare   address'],
    ['one <https://x/y> in brackets', 'one   in brackets'],
    ['one,https://x/y<b', 'one, <b'],
    [':fire: at the begin', '  at the begin'],
    ['two:label:words', 'two words'],
    ['it is 12:30:45 now', 'it is 12:30:45 now'],
    ['it is a:1:b', 'it is a:1:b'],
    ['`code` and ``more``', 'code and more'],
    ['*bold*\n_lines_ stay', '*bold*\n_lines_ stay'],
  ])('is what is left of “%s”', (text, plain) => {
    expect(withoutLinks(text)).toBe(plain);
  });
});

describe('a line without marks', () => {
  it.each([
    ['*<https://x/y|[FIRING:1] name>* is late', '[FIRING:1] name is late'],
    [':fire:*CRITICAL*:no_entry:backup', 'CRITICAL backup'],
    [':1234: numbered', 'numbered'],
    ['_a_ ~b~ `c`', 'a b c'],
    ['🚨  — two   blanks\tand a tab ', 'two blanks and a tab'],
    [' • - “quoted”', 'quoted”'],
    ['!!!', ''],
  ])('is what is read of “%s”', (line, bare) => {
    expect(withoutMarks(line)).toBe(bare);
  });

  it('is at most so long that it is read in good time', () => {
    expect(withoutMarks('x'.repeat(5000))).toBe('x'.repeat(1000));
  });
});
