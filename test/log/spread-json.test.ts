import { describe, expect, it } from '@jest/globals';
import { BOUNDS } from '../../src/domain/bounds.ts';
import { createSpreadJson } from '../../src/log/framing/spread-json.ts';

const gathered = (...lines: readonly string[]) => {
  const json = createSpreadJson();
  const told = lines.flatMap((line) => (json.mayTake(line) ? json.take(line) : [line]));
  return { told, left: json.end() };
};
/** What is told, each as the value that it is; a list by its elements. */
const values = (text: string): unknown[] =>
  gathered(...text.split('\n')).told.map((one) => JSON.parse(one) as unknown);
const RECORD = { log: 'a "b" [{ \\', n: [1, -2.5e3, true, null], inner: { pid: 7 } };

describe('JSON that is spread over lines', () => {
  it('is told as the record that it is', () => {
    expect(values(JSON.stringify(RECORD, null, 2))).toEqual([RECORD]);
    expect(values(`{\n${JSON.stringify(RECORD, null, 4).slice(2)}`)).toEqual([RECORD]);
  });

  it('is told element by element where it is a list', () => {
    expect(values(JSON.stringify([RECORD, { b: 1 }, { c: [] }], null, 2))).toEqual([
      RECORD,
      { b: 1 },
      { c: [] },
    ]);
    expect(values('[{\n"a": 1\n},\n{\n"b": 2\n}\n]\n{\n"c": 3\n}')).toEqual([
      { a: 1 },
      { b: 2 },
      { c: 3 },
    ]);
    expect(values(' [ \n {\n "a": 1\n }\n ]\n{\n"c": [\n3\n]\n}')).toEqual([{ a: 1 }, { c: [3] }]);
  });

  it('keeps the line feeds between its lines', () => {
    expect(gathered('{', '  "a": 1', '}').told).toEqual(['{\n  "a": 1\n}']);
  });

  it('counts no bracket within a string', () => {
    expect(values('{\n"a": "}",\n"b": "\\"}"\n}')).toEqual([{ a: '}', b: '"}' }]);
  });

  it('is told line by line where it is none after all', () => {
    expect(gathered('{', '"a": 1,', 'and then words', 'more')).toEqual({
      told: ['{', '"a": 1,', 'and then words', 'more'],
      left: [],
    });
    expect(gathered('{', '"a": 1,')).toEqual({ told: [], left: ['{', '"a": 1,'] });
    expect(gathered('[', 'words', '{', '"a": 1', '}').told).toEqual(['words', '{\n"a": 1\n}']);
  });

  it('begins with a bracket alone, whatever blanks are around it', () => {
    expect(gathered('short', '}', 'a {').told).toEqual(['short', '}', 'a {']);
    expect(gathered('       {', '"a": 1', '}').told).toEqual(['{\n"a": 1\n}']);
    expect(gathered('        {', '"a": 1', '}').told).toEqual(['        {', '"a": 1', '}']);
  });

  it('is given back once it is longer than any record', () => {
    const MIB = 1024 * 1024;
    const line = `"${'x'.repeat(MIB - 3)}",`;
    const most = Array.from({ length: BOUNDS.spreadJson.most / MIB }, () => line);

    // The first bracket counts as well.
    expect(gathered('{', ...most, 'more').told).toEqual(['{', ...most, 'more']);
    expect(gathered('{', ...most.slice(1), `"${'x'.repeat(MIB - 4)}",`).told).toEqual([]);
    expect(gathered('{', ...most).told).toHaveLength(most.length + 1);
    expect(gathered('{', ...most, '{', '"a": 1', '}').told.at(-1)).toBe('{\n"a": 1\n}');
  });
});
