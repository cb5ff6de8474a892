import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatWalSegment, segmentAt } from '../../src/domain/wal-file.ts';
import { DIGITS, digitCounts, PLACES } from '../../src/sources/elasticsearch/digit-counts.ts';

const MIB = 1024 * 1024;

/** The names themselves, written out. */
const namesOf = (first: number, length: number, size: number): readonly string[] =>
  Array.from({ length }, (_, index) => segmentAt(1, first + index, size)).flatMap((segment) =>
    segment === undefined ? [] : [formatWalSegment(segment)],
  );

it.each([1, 4, 16, 64, 256, 1024])(
  'counts the digits that names of segments of %i MiB have',
  (mib) => {
    const size = mib * MIB;
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 700 }), (first, length) => {
        const names = namesOf(first, length, size);
        for (const place of PLACES) {
          const digits = names.map((name) => parseInt(name.charAt(23 - place), 16));
          expect(digitCounts({ first, last: first + length - 1 }, size, place)).toEqual(
            DIGITS.map((digit) => digits.filter((one) => one === digit).length),
          );
        }
      }),
    );
  },
);
