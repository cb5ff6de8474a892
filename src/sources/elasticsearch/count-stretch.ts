import { z } from 'zod';
import { greatest } from '../../domain/extremes.ts';
import type { EpochMs } from '../../domain/time.ts';
import { lengthOf, type SegmentRange } from '../../domain/segment-range.ts';
import type { MissingSegments } from '../../domain/upload-log.ts';
import type { WalSegmentSize } from '../../domain/wal-file.ts';
import { unavailable, type Unavailable } from '../../domain/reading.ts';
import type { Outcome } from '../outcome.ts';
import { byDeficit, countedRows, Counts, isExplained, isIn, isOdd, sumOf } from './counted-rows.ts';
import type { EarlierSearches, SearchBody } from './earlier-searches.ts';

/** Sends searches in one request, and takes each answer only if it is whole. */
export type Ask = <T>(bodies: readonly SearchBody[], form: z.ZodType<T>) => Promise<Outcome<T[]>>;

/** So many names are looked up one by one, where the count of a row is not what it should be. */
const MOST_NAMES = 2048;
/** Longer rows are counted in shorter ones first. */
const LONG_ROW = 128;
const MOST_LONG_ROWS = 16;

const Names = z.object({
  aggregations: z.object({
    names: z.object({
      buckets: z.array(
        z.object({
          doc_count: z.int().min(0),
          first: z.object({ value: z.number().nullable() }),
        }),
      ),
    }),
  }),
});

/** What counting a stretch by its names showed. */
export type CountedStretch =
  | {
      readonly kind: 'counted';
      readonly missing: readonly MissingSegments[];
      /** So many parts of it were not looked at name by name. */
      readonly left: number;
    }
  /** As many completed as there are segments, and not one of each: something is missing, and not known what. */
  | { readonly kind: 'not-each-once' }
  | Unavailable;

/**
 * Which segments of a stretch did not complete, in at most three requests. First how many completed of each row of
 * names, and, across the rows, with each digit at some places: a segment that is missing and another that was pushed
 * twice change at least one of these counts. Rows whose count is odd are counted in shorter rows, and at last it is
 * asked which of their names are there.
 */
export async function countStretch(
  ask: Ask,
  searches: EarlierSearches,
  stretch: SegmentRange,
  size: WalSegmentSize,
  /** When the time that is counted begins and ends: what no neighbour tells of lies between. */
  within: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<CountedStretch> {
  const counts = await ask([searches.counts(stretch)], Counts);
  if (counts.kind === 'unavailable') return counts;
  const [counted] = counts.value;
  const rows = counted === undefined ? [] : countedRows(stretch, counted);
  if (counted === undefined || sumOf(rows) === 0) {
    return unavailable('bad-response', 'its mapping does not let the names of segments be counted');
  }
  const odd = rows.filter(isOdd);
  if (odd.length === 0) {
    return isExplained(stretch, size, counted, [])
      ? { kind: 'counted', missing: [], left: 0 }
      : { kind: 'not-each-once' };
  }

  const empty = odd.filter(({ count }) => count === 0);
  let left = 0;
  let partly = odd.filter(({ count }) => count > 0).sort(byDeficit);
  if (partly.some((row) => lengthOf(row) > LONG_ROW)) {
    left = Math.max(0, partly.length - MOST_LONG_ROWS);
    const long = partly.slice(0, MOST_LONG_ROWS);
    const shorter = await ask(long.map(searches.counts), Counts);
    if (shorter.kind === 'unavailable') return shorter;
    const parts = long.flatMap((row, index) => {
      const answer = shorter.value[index];
      return answer === undefined ? [] : countedRows(row, answer).filter(isOdd);
    });
    empty.push(...parts.filter(({ count }) => count === 0));
    partly = parts.filter(({ count }) => count > 0).sort(byDeficit);
  }
  const most = Math.floor(MOST_NAMES / Math.max(1, greatest(partly.map(lengthOf)) ?? 1));
  left += Math.max(0, partly.length - most);
  const inFull = partly.slice(0, most);

  const emptyRuns = runsOf(empty);
  const numbers = [
    ...new Set([
      ...inFull.flatMap((row) => withNeighbours(row, stretch)),
      ...emptyRuns.flatMap(({ first, last }) => [first - 1, last + 1]),
    ]),
  ]
    .filter((number) => isIn(stretch, number) && !emptyRuns.some((run) => isIn(run, number)))
    .sort((a, b) => a - b);
  const names = await ask([searches.names(stretch, numbers)], Names);
  if (names.kind === 'unavailable') return names;
  const buckets = names.value.flatMap(({ aggregations }) => aggregations.names.buckets);
  const completedAt = new Map(
    numbers.flatMap((number, index) => {
      const at = buckets[index]?.first.value ?? undefined;
      return at === undefined ? [] : [[number, at] as const];
    }),
  );
  if (buckets.length !== numbers.length)
    return unavailable('bad-response', 'not every name was counted');
  const surplus = [
    ...numbers.map((number, index) => ({
      first: number,
      last: number,
      times: (buckets[index]?.doc_count ?? 0) - 1,
    })),
    ...emptyRuns.map(({ first, last }) => ({ first, last, times: -1 })),
  ];
  if (left === 0 && !isExplained(stretch, size, counted, surplus)) {
    return { kind: 'not-each-once' };
  }
  const lookedAt = numbers.filter((number) => inFull.some((row) => isIn(row, number)));
  const runs = missingAmong(lookedAt, emptyRuns, completedAt, within);
  return {
    kind: 'counted',
    missing: runs.map((run) => ({ timeline: stretch.timeline, ...run })),
    left,
  };
}

/** The numbers of a row, and one on each side: when these completed tells when those between were due. */
function withNeighbours(row: SegmentRange, stretch: SegmentRange): readonly number[] {
  const first = Math.max(stretch.first, row.first - 1);
  const last = Math.min(stretch.last, row.last + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function missingAmong(
  numbers: readonly number[],
  empty: readonly Run[],
  completedAt: ReadonlyMap<number, EpochMs>,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): readonly Omit<MissingSegments, 'timeline'>[] {
  const absent = numbers.filter((number) => !completedAt.has(number));
  const runs = runsOf([...absent.map((number) => ({ first: number, last: number })), ...empty]);
  return runs.map(({ first, last }) => ({
    first,
    last,
    before: completedAt.get(first - 1) ?? from,
    after: completedAt.get(last + 1) ?? to,
  }));
}

type Run = Pick<SegmentRange, 'first' | 'last'>;

/** Pieces that touch each other are one. */
function runsOf(pieces: readonly Run[]): readonly Run[] {
  const runs: { first: number; last: number }[] = [];
  for (const { first, last } of [...pieces].sort((a, b) => a.first - b.first)) {
    const run = runs.at(-1);
    if (run !== undefined && first <= run.last + 1) run.last = Math.max(run.last, last);
    else runs.push({ first, last });
  }
  return runs;
}
