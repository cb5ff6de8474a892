import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../src/domain/time.ts';
import { createCommandOutput } from '../../src/log/postgres/command-output.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const FAILED = 'cp: cannot create regular file';
const origin = (over: { readonly host?: string; readonly arrivedAt?: number } = {}) => ({
  host: 'db-01',
  arrivedAt: undefined,
  at: undefined,
  ...over,
});

describe('what a command says before PostgreSQL complains of it', () => {
  it('is its reason, line by line', () => {
    const output = createCommandOutput();

    expect(output.hold(FAILED, origin())).toBe(true);
    expect(output.hold('  and more', origin())).toBe(true);
    expect(output.explained('db-01', NOON)).toEqual({ said: [FAILED, '  and more'], old: [] });
    expect(output.explained('db-01', NOON)).toEqual({ said: [], old: [] });
  });

  it('begins with what looks like trouble', () => {
    const output = createCommandOutput();

    expect(output.hold('all is well', origin())).toBe(false);
    expect(output.explained('db-01', NOON).said).toEqual([]);
  });

  it('has no time, and is no JSON', () => {
    const output = createCommandOutput();

    for (const line of ['2026-11-24 11:58:05 it failed', 'Nov 24 11:58: failed', '{"failed":1}']) {
      expect(output.hold(line, origin())).toBe(false);
    }
    expect(output.hold('2026/11/24 11:58:05 it failed', origin())).toBe(true);
  });

  it('is of its host alone', () => {
    const output = createCommandOutput();
    output.hold(FAILED, origin());

    expect(output.hold('goes on', origin({ host: 'db-02' }))).toBe(false);
    expect(output.explained('db-02', NOON).said).toEqual([]);
    expect(output.explained('db-01', NOON).said).toEqual([FAILED]);
  });

  it('may have lines of others behind it: so many, and no more', () => {
    const heldAfter = (others: number) => {
      const output = createCommandOutput();
      output.hold(FAILED, origin());
      const given = Array.from({ length: others }, () => output.otherLine('db-01')).flat();
      return { given: given.length, said: output.explained('db-01', NOON).said.length };
    };

    expect(heldAfter(30)).toEqual({ given: 0, said: 1 });
    expect(heldAfter(31)).toEqual({ given: 1, said: 0 });
    expect(createCommandOutput().otherLine('db-01')).toEqual([]);
  });

  it('goes on behind another line only with what looks like trouble itself', () => {
    const output = createCommandOutput();
    output.hold(FAILED, origin());
    output.otherLine('db-01');

    expect(output.hold('goes on', origin())).toBe(false);
    expect(output.hold(FAILED, origin())).toBe(true);
    expect(output.hold('goes on', origin())).toBe(true);
    expect(output.explained('db-01', NOON).said).toHaveLength(3);
  });

  it('is of this try where it came within five minutes before', () => {
    const of = (arrivedAt: number | undefined, at: number | undefined) => {
      const output = createCommandOutput();
      output.hold(FAILED, { host: 'db-01', arrivedAt, at: undefined });
      return output.explained('db-01', at).said.length;
    };

    expect(of(NOON - 5 * MINUTE, NOON)).toBe(1);
    expect(of(NOON - 5 * MINUTE - 1, NOON)).toBe(0);
    expect(of(undefined, NOON)).toBe(1);
    expect(of(NOON, undefined)).toBe(1);
    const output = createCommandOutput();
    output.hold(FAILED, origin({ arrivedAt: NOON - 6 * MINUTE }));
    expect(output.explained('db-01', NOON).old).toMatchObject([{ line: FAILED }]);
  });

  it('is held for so many lines, and given back where no complaint comes', () => {
    const output = createCommandOutput();
    const taken = Array.from({ length: 1001 }, () => output.hold(FAILED, origin()));

    expect(taken.filter((isTaken) => isTaken)).toHaveLength(1000);
    output.hold(FAILED, origin({ host: 'db-02' }));
    expect(output.end()).toHaveLength(1001);
    expect(output.end()).toEqual([]);
  });
});
