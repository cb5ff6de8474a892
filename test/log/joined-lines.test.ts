import { describe, expect, it } from '@jest/globals';
import { apart } from '../../src/log/postgres/joined-lines.ts';

const LINE = '2026-11-24 10:00:00 UTC [1] ERROR:  syntax error at or near';

describe('lines that a shipper joined', () => {
  it('are taken apart at a line feed, and at one that is written out', () => {
    expect(apart(`${LINE} x\ncp: no`)).toEqual([`${LINE} x`, 'cp: no']);
    expect(apart(`${LINE} x\\ncp: no`)).toEqual([`${LINE} x`, 'cp: no']);
  });

  it.each([
    ['what goes on with a tab', `${LINE} x\n\tcp: no`],
    ['what stands in quotes', `${LINE} "x\\ncp: no"`],
    ['a line of JSON, whatever its strings hold', `{"log":"${LINE} \\"\\nfoo\\"","host":"db-1"}`],
  ])('are none: %s', (_what, line) => {
    expect(apart(line)).toEqual([line]);
  });
});
