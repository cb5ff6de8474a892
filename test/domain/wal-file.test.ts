import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatLsn, parseLsn } from '../../src/domain/lsn.ts';
import {
  compareSegments,
  formatWalSegment,
  isWalSegmentSize,
  nextSegment,
  parseWalFile,
  segmentAt,
  segmentEnd,
  segmentHolding,
  segmentNumber,
  type WalSegment,
} from '../../src/domain/wal-file.ts';

const MIB = 1024 * 1024;
const LEGAL_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].map((mib) => mib * MIB);

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const timeline = fc.integer({ min: 1, max: 0xffff_ffff });
const size = fc.constantFrom(...LEGAL_SIZES);

/** Any segment that a server of some legal size can write, the last one of all included. */
const sized = fc
  .tuple(timeline, uint32, uint32, size)
  .map(([line, log, raw, bytes]): [WalSegment, number] => [
    { timeline: line, log, segment: raw % (2 ** 32 / bytes) },
    bytes,
  ]);

const read = (name: string): WalSegment => {
  const file = parseWalFile(name);
  if (file?.kind !== 'segment') throw new Error(`${name} is no segment`);
  return file.segment;
};

describe('the name of a WAL file', () => {
  it.each([
    ['000000140001003100000077', { kind: 'segment' }],
    ['00000002.history', { kind: 'history', timeline: 2 }],
    ['00000001000000000000002C.000000D8.backup', { kind: 'backup', offset: 0xd8 }],
    ['000000010000000000000022.partial', { kind: 'partial' }],
  ])('%s is read', (name, expected) => {
    expect(parseWalFile(name)).toMatchObject(expected);
  });

  it.each([
    '',
    '00000014000100310000007',
    '0000001400010031000000770',
    '00000014000100310000007g',
    '00000014000100310000007a',
    '000000000000000000000001',
    '00000000.history',
    '000000140001003100000077.lzo',
    '000000140001003100000077\n',
    '../00000014000100310000007',
  ])('%j is the name of none', (name) => {
    expect(parseWalFile(name)).toBeUndefined();
  });

  it('comes back as it was written, for every segment there can be', () => {
    fc.assert(
      fc.property(sized, ([segment]) => {
        expect(read(formatWalSegment(segment))).toEqual(segment);
      }),
    );
  });
});

describe('segment arithmetic', () => {
  it.each([
    { size: 16, name: '0000000100000000000000FF', next: '000000010000000100000000' },
    { size: 1, name: '0000000100000000000000FF', next: '000000010000000000000100' },
    { size: 1, name: '000000010000000000000FFF', next: '000000010000000100000000' },
    { size: 64, name: '00000001000000000000003F', next: '000000010000000100000000' },
    { size: 1024, name: '000000010000000000000003', next: '000000010000000100000000' },
  ])('after $name with $size MiB comes $next', ({ size: mib, name, next }) => {
    expect(nextSegment(read(name), mib * MIB)).toEqual(read(next));
  });

  it('has nothing after the last segment of all', () => {
    expect(nextSegment(read('FFFFFFFFFFFFFFFF000000FF'), 16 * MIB)).toBeUndefined();
    expect(nextSegment(read('FFFFFFFFFFFFFFFF00000FFF'), 1 * MIB)).toBeUndefined();
  });

  it('refuses a name that no segment of this size can have', () => {
    expect(segmentNumber(read('000000010000000000000100'), 16 * MIB)).toBeUndefined();
    expect(segmentEnd(read('000000010000000000000100'), 16 * MIB)).toBeUndefined();
  });

  it('ends the last segment where the 64-bit WAL ends', () => {
    expect(segmentEnd(read('FFFFFFFFFFFFFFFF000000FF'), 16 * MIB)).toBe(2n ** 64n);
  });

  it('numbers and names are two ways to say the same', () => {
    fc.assert(
      fc.property(sized, ([segment, bytes]) => {
        const number = segmentNumber(segment, bytes) ?? NaN;

        expect(Number.isSafeInteger(number)).toBe(true);
        expect(segmentAt(segment.timeline, number, bytes)).toEqual(segment);
      }),
    );
  });

  it('the next segment is one further, begins where this one ends, and sorts behind it', () => {
    fc.assert(
      fc.property(sized, ([segment, bytes]) => {
        const next = nextSegment(segment, bytes);
        fc.pre(next !== undefined);
        const end = segmentEnd(segment, bytes) ?? -1n;

        expect(segmentNumber(next, bytes)).toBe((segmentNumber(segment, bytes) ?? NaN) + 1);
        expect(segmentHolding(segment.timeline, end, bytes)).toEqual(next);
        expect(segmentHolding(segment.timeline, end - 1n, bytes)).toEqual(segment);
        expect(compareSegments(segment, next)).toBeLessThan(0);
      }),
    );
  });

  it('sorts segments as their names sort', () => {
    fc.assert(
      fc.property(sized, sized, ([a], [b]) => {
        const byName = formatWalSegment(a) < formatWalSegment(b);
        expect(compareSegments(a, b) < 0).toBe(byName);
      }),
    );
  });

  it('knows the legal segment sizes', () => {
    expect(LEGAL_SIZES.every(isWalSegmentSize)).toBe(true);
    expect([0, MIB - 1, 3 * MIB, 2048 * MIB, NaN].some(isWalSegmentSize)).toBe(false);
  });
});

describe('an LSN', () => {
  it('is read as PostgreSQL writes it', () => {
    expect(parseLsn('16/B374D848')).toBe(0x16_b374_d848n);
    expect(formatLsn(0x16_b374_d848n)).toBe('16/B374D848');
  });

  it.each(['', '16', '16/', '/16', '16/B374D8480', 'x/1'])('is not %j', (text) => {
    expect(parseLsn(text)).toBeUndefined();
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (lsn) => {
        expect(parseLsn(formatLsn(lsn))).toBe(lsn);
      }),
    );
  });
});
