import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { formatWalSegment, segmentAt, type WalSegmentSize } from '../../domain/wal-file.ts';
import { DIGITS, PLACES } from './digit-counts.ts';
import { namedFields } from './message-fields.ts';
import { completedQuery, fetched } from './searches.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { SegmentRange } from '../../domain/segment-range.ts';

type Query = estypes.QueryDslQueryContainer;
type Body = estypes.MsearchMultisearchBody;
export type SearchBody = Body;
export type EarlierSearches = ReturnType<typeof earlierSearches>;

/** So many records, the newest unless the oldest are wanted. */
interface Records {
  readonly records: number;
  readonly oldestFirst?: true;
}

/** So many names in a row, at least, are counted together. */
const ROW = 16;
/** At most so many rows are counted: the longer the stretch, the longer the row. */
const ROWS = 256;

/** No name comes after it. */
const BEHIND_ALL = 'g';

/** The stretch cut into rows. */
export function rowsOf({ timeline, first, last }: SegmentRange): readonly SegmentRange[] {
  const length = Math.max(ROW, Math.ceil((last - first + 1) / ROWS));
  const count = Math.ceil((last - first + 1) / length);
  return Array.from({ length: count }, (_, index) => ({
    timeline,
    first: first + index * length,
    last: Math.min(last, first + (index + 1) * length - 1),
  }));
}

/**
 * Names of segments are words of the message, in the order of the sequence, so that a range of names is a range of
 * words, whatever else the message holds and whatever the mapping keeps of it. The analyzer makes them lower-case, and
 * may leave a suffix such as `.lz4` on.
 */
export function earlierSearches(
  log: ElasticsearchSettings,
  size: WalSegmentSize,
  at: EpochMs,
  historic: boolean,
) {
  const completed = completedQuery(log, at, historic);
  const inAnyField = anyFieldOf(log);
  const nameOf = (timeline: number, number: number): string => {
    const segment = segmentAt(timeline, number, size);
    return segment === undefined ? BEHIND_ALL : formatWalSegment(segment).toLowerCase();
  };
  const words = (gte: string, lt: string): Query =>
    inAnyField((field) => ({ range: { [field]: { gte, lt } } }));
  const within = ({ timeline, first, last }: SegmentRange): Query =>
    words(nameOf(timeline, first), nameOf(timeline, last + 1));
  /** A name, bare or with the suffix of a compressed file; not the `.backup` file of a base backup. */
  const exactly = (timeline: number, number: number): Query => {
    const name = nameOf(timeline, number);
    return {
      bool: {
        should: [words(name, `${name}.`), words(`${name}.a`, `${name}/`)],
        minimum_should_match: 1,
      },
    };
  };
  const endingIn = (digit: number, after: number): Query =>
    inAnyField((field) => ({
      regexp: {
        [field]: {
          value: `[0-9a-f]{${23 - after}}${digit.toString(16)}${'[0-9a-f]'.repeat(after)}(\\..*)?`,
        },
      },
    }));
  const fetching = (named: Query, { records, oldestFirst }: Records): Body => ({
    track_total_hits: false,
    ...fetched(log, { ...(oldestFirst === true ? { oldestFirst } : {}), brief: true }),
    size: records,
    query: { bool: { filter: [completed, named] } },
  });
  const counting = (stretch: SegmentRange, aggs: NonNullable<Body['aggs']>): Body => ({
    track_total_hits: false,
    size: 0,
    query: { bool: { filter: [completed, within(stretch)], must_not: [ofBaseBackup(log)] } },
    aggs,
  });

  return {
    /** The oldest that completed on a timeline, up to a segment. */
    oldest: (stretch: SegmentRange, records: number): Body =>
      fetching(within(stretch), { records, oldestFirst: true }),
    /** A record of this very segment. */
    one: (timeline: number, number: number): Body =>
      fetching(exactly(timeline, number), { records: 1 }),
    /** Those that completed on the timelines before one. */
    below: (timeline: number, which: Records): Body =>
      fetching(words(nameOf(1, 0), nameOf(timeline, 0)), which),
    /** How many completed of each row, and with each digit at some places. */
    counts: (stretch: SegmentRange): Body =>
      counting(stretch, {
        rows: { filters: { filters: rowsOf(stretch).map(within) } },
        ...Object.fromEntries(
          PLACES.map((place) => [
            `place${place}`,
            { filters: { filters: DIGITS.map((digit) => endingIn(digit, place)) } },
          ]),
        ),
      }),
    /** When each of these first completed, one by one. */
    names: (stretch: SegmentRange, numbers: readonly number[]): Body =>
      counting(stretch, {
        names: {
          filters: { filters: numbers.map((number) => exactly(stretch.timeline, number)) },
          aggs: { first: { min: { field: log.fields.timestamp } } },
        },
      }),
  };
}

const anyFieldOf =
  ({ fields }: ElasticsearchSettings) =>
  (query: (field: string) => Query): Query => ({
    bool: { should: namedFields(fields.message).map(query), minimum_should_match: 1 },
  });

/**
 * The file that a base backup leaves, `SEGMENT.OFFSET.backup`, begins with the name of a segment that it does not hold.
 * Where the analyzer cuts it depends on which of its hex digits are letters, so it may be one to three words.
 */
export const ofBaseBackup = (log: ElasticsearchSettings): Query => {
  const inAnyField = anyFieldOf(log);
  const like = (value: string): Query =>
    inAnyField((field) => ({ regexp: { [field]: { value } } }));
  return {
    bool: {
      filter: [
        like('([0-9a-f]{24}\\.)?[0-9a-f]{8}(\\.backup.*)?'),
        like('([0-9a-f]{24}\\.)?([0-9a-f]{8}\\.)?backup.*'),
      ],
    },
  };
};
