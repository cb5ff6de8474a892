import type { estypes } from '@elastic/elasticsearch';
import type { z } from 'zod';
import type { Question } from '../../domain/contracts.ts';
import { unavailable } from '../../domain/reading.ts';
import type { SegmentRange } from '../../domain/segment-range.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { MissingSegments } from '../../domain/upload-log.ts';
import type { Upload } from '../../domain/upload.ts';
import type { WalSegmentSize } from '../../domain/wal-file.ts';
import { came, type Outcome } from '../outcome.ts';
import { segmentsOf, type CompletedSegment } from './completed-segments.ts';
import { wholeAnswer } from './completeness.ts';
import { countStretch, type Ask, type CountedStretch } from './count-stretch.ts';
import { documentsOf, type LogDocument } from './documents.ts';
import { earlierSearches, type SearchBody } from './earlier-searches.ts';
import { HitsAnswer } from './schema.ts';

export type Search = (
  bodies: readonly estypes.MsearchMultisearchBody[],
) => Promise<Outcome<readonly unknown[]>>;
export type ReadUploads = (documents: readonly LogDocument[]) => readonly Upload[];

/**
 * So many of the oldest uploads tell where the sequence stood: twice as many as one process pushes at once. Among as
 * many of the newest some may still be open.
 */
export const OLDEST = 64;
/** So many holes at most, the newest, are told with the host that completed what came before them. */
const MOST_HOSTS = 16;
/** Timelines have numbers in a row, but for one that was promoted and archived nothing. */
const MOST_BETWEEN = 16;

/** The first and last of what completed on a timeline and on those before it. */
export interface Edges {
  /** The oldest that completed on the timeline. */
  readonly oldest: readonly CompletedSegment[];
  /** Those of the timelines before it. */
  readonly below: {
    readonly oldest: readonly CompletedSegment[];
    readonly newest: readonly CompletedSegment[];
  };
}

/** What the index is asked of uploads that were not fetched. */
export interface EarlierUploadsAsked {
  /** Up to a segment of the timeline. */
  edges(timeline: number, last: number): Promise<Outcome<Edges>>;
  /**
   * The highest timeline between two that completed anything; else the lower of them. The newest uploads do not tell: an
   * old primary that comes back pushes once more what it had pushed before others took over.
   */
  highestBetween(above: number, below: number, last: number): Promise<Outcome<number>>;
  /** Which segments of a stretch did not complete. */
  count(
    stretch: SegmentRange,
    within: { readonly from: EpochMs; readonly to: EpochMs },
  ): Promise<CountedStretch>;
  /** Tells of the newest holes who completed what came before each. Where that cannot be read, they are told without. */
  withHosts(missing: readonly MissingSegments[]): Promise<readonly MissingSegments[]>;
}

/** Each answer is taken only if it is whole. */
export function earlierUploadsAsked(
  search: Search,
  readUploads: ReadUploads,
  settings: ElasticsearchSettings,
  size: WalSegmentSize,
  { at, historic }: Pick<Question, 'at' | 'historic'>,
): EarlierUploadsAsked {
  const searches = earlierSearches(settings, size, at, historic);
  const ask: Ask = async <T>(bodies: readonly SearchBody[], form: z.ZodType<T>) => {
    const answers = await search(bodies);
    if (answers.kind === 'unavailable') return answers;
    const whole: T[] = [];
    for (const [position] of bodies.entries()) {
      const answer = wholeAnswer(form, answers.value[position], settings.index);
      if (answer.kind === 'unavailable') return answer;
      whole.push(answer.value);
    }
    return came(whole);
  };
  /** What completed, for each of the searches. */
  const completed = async (
    bodies: readonly SearchBody[],
    which: string,
  ): Promise<Outcome<readonly CompletedSegment[][]>> => {
    const found = await ask(bodies, HitsAnswer);
    if (found.kind === 'unavailable') return found;
    const parts = found.value.map((hits) => documentsOf(hits, 'phrase', settings));
    if (parts.some(({ unreadable }) => unreadable.length > 0)) {
      return unavailable('bad-response', `the ${which} cannot be read`);
    }
    return came(parts.map(({ readable }) => segmentsOf(readUploads(readable), size)));
  };

  return {
    edges: async (timeline, last) => {
      const found = await completed(
        [
          searches.oldest({ timeline, first: 0, last }, OLDEST),
          searches.below(timeline, { records: OLDEST, oldestFirst: true }),
          searches.below(timeline, { records: OLDEST }),
        ],
        'oldest uploads',
      );
      if (found.kind === 'unavailable') return found;
      const [own = [], oldest = [], newest = []] = found.value;
      const isBelow = (segment: CompletedSegment): boolean => segment.timeline < timeline;
      return came({
        oldest: own.filter((segment) => segment.timeline === timeline),
        below: { oldest: oldest.filter(isBelow), newest: newest.filter(isBelow) },
      });
    },
    highestBetween: async (above, below, last) => {
      const between = Array.from(
        { length: Math.max(0, below - above - 1) },
        (_, index) => below - 1 - index,
      );
      if (between.length === 0) return came(above);
      if (between.length > MOST_BETWEEN) {
        return unavailable('bad-response', `${between.length} timelines were not looked at`);
      }
      const found = await completed(
        between.map((timeline) => searches.oldest({ timeline, first: 0, last }, 1)),
        'uploads of an earlier timeline',
      );
      if (found.kind === 'unavailable') return found;
      const highest = between.find((timeline, position) =>
        found.value[position]?.some((one) => one.timeline === timeline),
      );
      return came(highest ?? above);
    },
    count: (stretch, within) => countStretch(ask, searches, stretch, size, within),
    withHosts: async (missing) => {
      const newest = [...missing].sort((a, b) => b.after - a.after).slice(0, MOST_HOSTS);
      const found = await ask(
        newest.map(({ timeline, first }) => searches.one(timeline, first - 1)),
        HitsAnswer,
      );
      if (found.kind === 'unavailable') return missing;
      const hosts = new Map(
        newest.map((run, index) => {
          const hits = found.value[index];
          const [before] =
            hits === undefined ? [] : readUploads(documentsOf(hits, 'phrase', settings).readable);
          return [run, before?.host] as const;
        }),
      );
      return missing.map((run) => ({ ...run, host: hosts.get(run) }));
    },
  };
}
