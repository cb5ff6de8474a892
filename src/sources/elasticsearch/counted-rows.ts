import { z } from 'zod';
import { lengthOf, type SegmentRange } from '../../domain/segment-range.ts';
import type { WalSegmentSize } from '../../domain/wal-file.ts';
import { digitCounts, PLACES } from './digit-counts.ts';
import { rowsOf } from './earlier-searches.ts';

const Count = z.int().min(0);
const Buckets = z.object({ buckets: z.array(z.object({ doc_count: Count })) });
/** How many completed of each row of names, and across them with each digit at some places. */
export const Counts = z.object({
  aggregations: z.object({ rows: Buckets, place0: Buckets, place1: Buckets, place8: Buckets }),
});

export interface CountedRow extends SegmentRange {
  readonly count: number;
}
type Counted = z.infer<typeof Counts>;

export const countedRows = (
  stretch: SegmentRange,
  { aggregations }: Counted,
): readonly CountedRow[] =>
  rowsOf(stretch).map((row, index) => ({
    ...row,
    count: aggregations.rows.buckets[index]?.doc_count ?? 0,
  }));

export const isIn = ({ first, last }: Omit<SegmentRange, 'timeline'>, number: number): boolean =>
  first <= number && number <= last;
export const isOdd = (row: CountedRow): boolean => row.count !== lengthOf(row);
export const sumOf = (rows: readonly CountedRow[]): number =>
  rows.reduce((sum, { count }) => sum + count, 0);
/** Where something is missing for sure first, and of these the newest. */
export const byDeficit = (a: CountedRow, b: CountedRow): number =>
  Number(isShort(b)) - Number(isShort(a)) || b.first - a.first;
const isShort = (row: CountedRow): boolean => row.count < lengthOf(row);

/** Segments that completed so many times more often than once. */
export interface Surplus {
  readonly first: number;
  readonly last: number;
  readonly times: number;
}

/** Whether the counts by digits are those of one upload a segment, but for what is known of some of them. */
export const isExplained = (
  stretch: SegmentRange,
  size: WalSegmentSize,
  { aggregations }: Counted,
  surplus: readonly Surplus[],
): boolean =>
  PLACES.every((place) => {
    const { buckets } = aggregations[`place${place}`];
    const wanted = [...digitCounts(stretch, size, place)];
    for (const { first, last, times } of surplus) {
      if (times === 0) continue;
      digitCounts({ first, last }, size, place).forEach((count, digit) => {
        wanted[digit] = (wanted[digit] ?? 0) + times * count;
      });
    }
    return wanted.every((count, digit) => buckets[digit]?.doc_count === count);
  });
