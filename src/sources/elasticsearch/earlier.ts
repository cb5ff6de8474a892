import { greatest } from '../../domain/extremes.ts';
import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import type { Question } from '../../domain/contracts.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import type {
  EarlierUploads,
  EndedUploads,
  MissingSegments,
  UnreadPart,
} from '../../domain/upload-log.ts';
import type { Upload } from '../../domain/upload.ts';
import { type WalSegmentSize } from '../../domain/wal-file.ts';
import { came, type Outcome } from '../outcome.ts';
import { wholeAnswer } from './completeness.ts';
import { furthest, lowest, segmentsOf } from './completed-segments.ts';
import {
  byDeficit,
  countedRows,
  Counts,
  isExplained,
  isIn,
  isOdd,
  lengthOf,
  sumOf,
} from './counted-rows.ts';
import { documentsOf, type LogDocument } from './documents.ts';
import { earlierSearches, type Stretch } from './earlier-searches.ts';
import { HitsAnswer } from './schema.ts';

type Body = estypes.MsearchMultisearchBody;
export type Search = (bodies: readonly Body[]) => Promise<Outcome<readonly unknown[]>>;
export type ReadUploads = (documents: readonly LogDocument[]) => readonly Upload[];

/** So many of the oldest uploads tell where the sequence stood: twice as many as one process pushes at once. */
const OLDEST = 64;
/** So many names are looked up one by one, where the count of a row is not what it should be. */
const MOST_NAMES = 2048;
/** Longer rows are counted in shorter ones first. */
const LONG_ROW = 128;
const MOST_LONG_ROWS = 4;

const Count = z.int().min(0);
const Names = z.object({
  aggregations: z.object({
    names: z.object({
      buckets: z.array(
        z.object({ doc_count: Count, first: z.object({ value: z.number().nullable() }) }),
      ),
    }),
  }),
});

/** What a look at earlier uploads showed, and what it left open. */
export interface EarlierLook {
  readonly earlier: EarlierUploads | undefined;
  readonly lack: UnreadPart | undefined;
}

/**
 * Looks for holes before the uploads that were fetched, by counting names and not by fetching records: up to four
 * more requests, whose answers are some tens of KB at most, however many uploads there were. First how many completed
 * of each row of names, and, across the rows, with each digit at some places: a segment that is missing and
 * another that was pushed twice change at least one of these counts. Rows whose count is odd are counted in shorter
 * rows, and at last it is asked which of their names are there.
 */
export async function lookEarlier(
  search: Search,
  ended: EndedUploads,
  readUploads: ReadUploads,
  settings: ElasticsearchSettings,
  size: WalSegmentSize,
  { at, historic }: Pick<Question, 'at' | 'historic'>,
): Promise<EarlierLook> {
  const searches = earlierSearches(settings, size, at, historic);
  const ask = async <T>(bodies: readonly Body[], form: z.ZodType<T>): Promise<Outcome<T[]>> => {
    const answers = await search(bodies);
    if (answers.kind === 'unavailable') return answers;
    const whole: T[] = [];
    for (const [index] of bodies.entries()) {
      const answer = wholeAnswer(form, answers.value[index], settings.index);
      if (answer.kind === 'unavailable') return answer;
      whole.push(answer.value);
    }
    return came(whole);
  };

  const fetched = segmentsOf(ended.uploads, size).filter(({ at }) => at >= ended.from);
  const first = fetched.slice(0, OLDEST);
  const timeline = first.reduce((newest, segment) => Math.max(newest, segment.timeline), 0);
  const until = furthest(first, timeline);
  if (until === undefined) return notLooked('no completed segment was fetched');

  const found = await ask(
    [searches.oldest({ timeline, first: 0, last: until }, OLDEST)],
    HitsAnswer,
  );
  if (found.kind === 'unavailable') return notLooked(found.detail);
  const documents = documentsOf(found.value.flat(), 'phrase', settings);
  const oldest = segmentsOf(readUploads(documents.readable), size);
  const begin = furthest(oldest, timeline);
  const from = oldest[0]?.at;
  if (begin === undefined || from === undefined || documents.unreadable.length > 0) {
    return notLooked('the oldest uploads cannot be read');
  }
  const lowestFetched = lowest(fetched, timeline, until);
  const segments = Math.max(0, lowestFetched - lowest(oldest, timeline, begin));
  const all = { from, timeline, segments, missing: [] };
  if (begin >= until) return { earlier: all, lack: undefined };

  const stretch: Stretch = { timeline, first: begin + 1, last: until };
  const counts = await ask([searches.counts(stretch)], Counts);
  if (counts.kind === 'unavailable') return notLooked(counts.detail);
  const [counted] = counts.value;
  const rows = counted === undefined ? [] : countedRows(stretch, counted);
  if (counted === undefined || sumOf(rows) === 0) {
    return notLooked('its mapping does not let the names of segments be counted');
  }
  const odd = rows.filter(isOdd);
  const notEachOnce: EarlierLook = {
    earlier: undefined,
    lack: {
      part: 'sequence of segments',
      detail: `index ${settings.index}: earlier, as many uploads completed as there are segments, and not one of each`,
    },
  };
  if (odd.length === 0) {
    return isExplained(stretch, size, counted, [])
      ? { earlier: all, lack: undefined }
      : notEachOnce;
  }

  const empty = odd.filter(({ count }) => count === 0);
  let left = 0;
  let partly = odd.filter(({ count }) => count > 0).sort(byDeficit);
  if (partly.some((row) => lengthOf(row) > LONG_ROW)) {
    left = Math.max(0, partly.length - MOST_LONG_ROWS);
    const long = partly.slice(0, MOST_LONG_ROWS);
    const shorter = await ask(long.map(searches.counts), Counts);
    if (shorter.kind === 'unavailable') return notLooked(shorter.detail);
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

  const numbers = [
    ...new Set([
      ...inFull.flatMap((row) => withNeighbours(row, stretch)),
      ...empty.flatMap(({ first, last }) => [first - 1, last + 1]),
    ]),
  ]
    .filter((number) => isIn(stretch, number) && !empty.some((row) => isIn(row, number)))
    .sort((a, b) => a - b);
  const names = await ask([searches.names(stretch, numbers)], Names);
  if (names.kind === 'unavailable') return notLooked(names.detail);
  const buckets = names.value.flatMap(({ aggregations }) => aggregations.names.buckets);
  const completedAt = new Map(
    numbers.flatMap((number, index) => {
      const at = buckets[index]?.first.value ?? undefined;
      return at === undefined ? [] : [[number, at] as const];
    }),
  );
  if (buckets.length !== numbers.length) return notLooked('not every name was counted');
  const surplus = [
    ...numbers.map((number, index) => ({
      first: number,
      last: number,
      times: (buckets[index]?.doc_count ?? 0) - 1,
    })),
    ...empty.map(({ first, last }) => ({ first, last, times: -1 })),
  ];
  if (left === 0 && !isExplained(stretch, size, counted, surplus)) return notEachOnce;
  const lookedAt = numbers.filter((number) => inFull.some((row) => isIn(row, number)));
  const missing = missingAmong(lookedAt, empty, completedAt, { from, to: ended.from });
  const lacking = missing.reduce((sum, run) => sum + run.last - run.first + 1, 0);
  return {
    earlier: {
      ...all,
      // Of what was not looked at one by one nothing is claimed.
      ...(left === 0 ? {} : { from: ended.from }),
      segments: left === 0 ? Math.max(0, segments - lacking) : 0,
      missing,
    },
    lack: left === 0 ? undefined : lackOf(`${left} more stretches were not counted name by name`),
  };
}

const lackOf = (detail: string): UnreadPart => ({ part: 'earlier segments', detail });
const notLooked = (detail: string): EarlierLook => ({ earlier: undefined, lack: lackOf(detail) });

/** The numbers of a row, and one on each side: when these completed tells when those between were due. */
function withNeighbours(row: Stretch, stretch: Stretch): readonly number[] {
  const first = Math.max(stretch.first, row.first - 1);
  const last = Math.min(stretch.last, row.last + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function missingAmong(
  numbers: readonly number[],
  empty: readonly Stretch[],
  completedAt: ReadonlyMap<number, EpochMs>,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): readonly MissingSegments[] {
  const pieces = [
    ...numbers
      .filter((number) => !completedAt.has(number))
      .map((number) => ({ first: number, last: number })),
    ...empty,
  ].sort((a, b) => a.first - b.first);
  const runs: { first: number; last: number }[] = [];
  for (const { first, last } of pieces) {
    const run = runs.at(-1);
    if (run !== undefined && first <= run.last + 1) run.last = Math.max(run.last, last);
    else runs.push({ first, last });
  }
  return runs.map(({ first, last }) => ({
    first,
    last,
    before: completedAt.get(first - 1) ?? from,
    after: completedAt.get(last + 1) ?? to,
  }));
}
