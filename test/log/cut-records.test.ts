import { describe, expect, it } from '@jest/globals';
import { BOUNDS } from '../../src/domain/bounds.ts';
import { createCutRecords } from '../../src/log/framing/cut-records.ts';
import type { JsonLine } from '../../src/log/framing/json-line.ts';

const record = (message: string, over: Partial<JsonLine> = {}): JsonLine => ({
  message,
  program: undefined,
  postgresProcess: undefined,
  part: undefined,
  origin: { host: 'db-01' },
  ...over,
});
const part = (
  message: string,
  isLast: boolean,
  of = 'stderr',
  host: string | undefined = 'db-01',
) => record(message, { part: { of, isLast }, origin: { host } });

const joined = (...records: readonly JsonLine[]) => {
  const cut = createCutRecords();
  return {
    told: records.flatMap((one) => cut.join(one)?.message ?? []),
    left: cut.end().map(({ message }) => message),
  };
};

describe('a line that was cut into several records', () => {
  it('is told once its last part has come', () => {
    expect(joined(part('a', false), part('b', false), part('c', true), part('d', true))).toEqual({
      told: ['abc', 'd'],
      left: [],
    });
  });

  it('keeps what its first part said of it', () => {
    const cut = createCutRecords();
    cut.join({ ...part('a', false), program: 'wal-g' });

    expect(cut.join(part('b', true))).toMatchObject({ message: 'ab', program: 'wal-g' });
  });

  it('is put together by stream and host, beside others', () => {
    expect(
      joined(
        part('a', false),
        part('1', false, 'stdout'),
        part('x', false, 'stderr', 'db-02'),
        record('whole'),
        part('b', true),
        part('2', true, 'stdout'),
        part('y', true, 'stderr', 'db-02'),
      ),
    ).toEqual({ told: ['whole', 'ab', '12', 'xy'], left: [] });
  });

  it('ends with a record of its host that says nothing of parts', () => {
    expect(joined(part('a', false, ''), record('b'), record('c'))).toEqual({
      told: ['ab', 'c'],
      left: [],
    });
    const nobodys = record('a', { part: { of: '', isLast: false }, origin: {} });
    expect(joined(nobodys, record('b', { origin: {} }))).toEqual({ told: ['ab'], left: [] });
  });

  it('is told as far as it came where its last part never did', () => {
    expect(joined(part('a', false), part('b', false))).toEqual({ told: [], left: ['ab'] });
  });

  it('is not gathered beyond what is read of a line', () => {
    const most = BOUNDS.logLine.most;

    expect(joined(part('x'.repeat(most - 1), false), part('y', false)).told).toEqual([]);
    expect(joined(part('x'.repeat(most), false), part('y', false)).told).toHaveLength(1);
  });
});
