import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import type { Question } from '../../domain/contracts.ts';
import type { SegmentRange } from '../../domain/segment-range.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';
import type {
  EarlierUploads,
  EndedUploads,
  MissingSegments,
  TimelineBegin,
  UnreadPart,
} from '../../domain/upload-log.ts';
import type { Upload } from '../../domain/upload.ts';
import type { WalSegmentSize } from '../../domain/wal-file.ts';
import { unavailable } from '../../domain/reading.ts';
import { came, type Outcome } from '../outcome.ts';
import { wholeAnswer } from './completeness.ts';
import { furthest, lowest, segmentsOf, type CompletedSegment } from './completed-segments.ts';
import { countStretch, type Ask } from './count-stretch.ts';
import { documentsOf, type LogDocument } from './documents.ts';
import { earlierSearches, type EarlierSearches } from './earlier-searches.ts';
import { HitsAnswer } from './schema.ts';

type Body = estypes.MsearchMultisearchBody;
export type Search = (bodies: readonly Body[]) => Promise<Outcome<readonly unknown[]>>;
export type ReadUploads = (documents: readonly LogDocument[]) => readonly Upload[];

/**
 * So many of the oldest uploads tell where the sequence stood: twice as many as one process pushes at once. Among as
 * many of the newest some may still be open.
 */
const OLDEST = 64;
/** So many holes at most, the newest, are told with the host that completed what came before them. */
const MOST_HOSTS = 16;
/** So many timelines are followed back: three failovers within the look-back. */
const MOST_TIMELINES = 4;
/** Timelines have numbers in a row, but for one that was promoted and archived nothing. */
const MOST_BETWEEN = 16;
/** What begins so soon after the look-back may have begun before it. */
const EDGE: DurationMs = 5 * MINUTE;

/** What a look at earlier uploads showed, and what it left open. */
export interface EarlierLook {
  readonly earlier: EarlierUploads | undefined;
  readonly lack: UnreadPart | undefined;
}

/**
 * Looks for holes before the uploads that were fetched, and among them up to the newest, by counting names and not by
 * fetching records: up to four more requests a timeline and one for all holes, whose answers are some tens of KB at
 * most, however many uploads there were. Those that were fetched are counted too, since what lacks among them may
 * have completed before. Each timeline is followed to where it began, and the one before it up to there, so that what
 * a failover lost is missing too.
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
  const ask = askWhole(search, settings);
  const look = await countBack(ask, searches, ended, readUploads, settings, size, at);
  if (look.earlier === undefined || look.earlier.missing.length === 0) return look;
  const missing = await withHosts(ask, searches, look.earlier.missing, readUploads, settings);
  return { ...look, earlier: { ...look.earlier, missing } };
}

async function countBack(
  ask: Ask,
  searches: EarlierSearches,
  ended: EndedUploads,
  readUploads: ReadUploads,
  settings: ElasticsearchSettings,
  size: WalSegmentSize,
  at: EpochMs,
): Promise<EarlierLook> {
  const fetched = segmentsOf(ended.uploads, size).filter(({ at }) => at >= ended.from);
  const settled = fetched.slice(0, Math.max(OLDEST, fetched.length - OLDEST));
  const newest = settled.reduce((most, segment) => Math.max(most, segment.timeline), 0);
  const until = furthest(settled, newest);
  if (until === undefined) return notLooked('no completed segment was fetched');

  let from = ended.from;
  let segments = 0;
  const counted: SegmentRange[] = [];
  const missing: MissingSegments[] = [];
  /** Nothing is claimed of what came before what was looked at. */
  const upToHere = (lack: UnreadPart | undefined): EarlierLook => ({
    earlier:
      from === ended.from && counted.length === 0 && missing.length === 0
        ? undefined
        : { from, segments, counted, missing },
    lack,
  });
  let end: TimelineEnd = {
    timeline: newest,
    last: until,
    countedTo: lowest(fetched, newest, until),
    begin: undefined,
  };
  for (let followed = 0; followed < MOST_TIMELINES; followed += 1) {
    const found = await edgesOf(ask, searches, readUploads, settings, size, end);
    if (found.kind === 'unavailable') return upToHere(lackOf(found.detail));
    const { oldest, below } = found.value;
    const { timeline, last } = end;
    const begin = furthest(oldest, timeline);
    const [oldestOne] = oldest;
    const [before] = below.oldest;
    if (begin === undefined || oldestOne === undefined) {
      // A timeline that was left for an earlier point of the sequence leads nowhere further.
      return upToHere(followed === 0 ? lackOf('the oldest uploads cannot be read') : undefined);
    }
    // Else it is older than the look-back, and what of its first is not there may have completed before.
    const began =
      before !== undefined &&
      before.at < oldestOne.at &&
      oldestOne.at > at - settings.lookbackMs + EDGE;
    const lowestOne = lowest(oldest, timeline, begin);
    const since = began ? oldestOne.at : (oldest.at(-1)?.at ?? oldestOne.at);
    // One that is known to be there is counted too: where none is, names cannot be counted.
    const stretch = { timeline, first: began ? lowestOne : begin, last };
    if (stretch.first < last) {
      const to = followed === 0 ? at : from;
      const found = await countStretch(ask, searches, stretch, size, { from: since, to });
      if (found.kind === 'unavailable') return upToHere(lackOf(found.detail));
      if (found.kind === 'not-each-once') {
        const detail = `index ${settings.index}: earlier, as many uploads completed as there are segments, and not one of each`;
        return upToHere({ part: 'sequence of segments', detail });
      }
      const { begin: next } = end;
      missing.push(
        ...found.missing.map((run) =>
          next !== undefined && run.last === last ? { ...run, after: next.at, end: next } : run,
        ),
      );
      const { left } = found;
      if (left > 0) {
        return upToHere(lackOf(`${left} more stretches were not counted name by name`));
      }
      counted.push(stretch);
    }
    const lacking = missing
      .filter((run) => run.timeline === timeline)
      .reduce(
        (sum, { first, last }) => sum + Math.max(0, Math.min(last + 1, end.countedTo) - first),
        0,
      );
    segments += Math.max(0, end.countedTo - lowestOne - lacking);
    from = Math.min(from, since);
    if (!began) return upToHere(undefined);
    const seen = below.newest.reduce((most, one) => Math.max(most, one.timeline), 0);
    const highest = await highestBetween(ask, searches, readUploads, settings, size, {
      above: seen,
      below: timeline,
      last: lowestOne - 1,
    });
    if (highest.kind === 'unavailable') return upToHere(lackOf(highest.detail));
    const older = highest.value;
    // The new timeline holds the switch: what comes before that belongs to the one that ended.
    end = {
      timeline: older,
      last: lowestOne - 1,
      countedTo: lowest(fetched, older, lowestOne),
      begin: { to: timeline, segment: lowestOne, at: oldestOne.at },
    };
  }
  return upToHere(lackOf(`more than ${MOST_TIMELINES} timelines were not followed`));
}

/** Up to where a timeline is counted, and from where on its segments are counted already. */
interface TimelineEnd {
  readonly timeline: number;
  readonly last: number;
  readonly countedTo: number;
  /** How the next one began; undefined for the newest. */
  readonly begin: TimelineBegin | undefined;
}

/** Tells of the newest holes who completed what came before each. Where that cannot be read, they are told without. */
async function withHosts(
  ask: Ask,
  searches: EarlierSearches,
  missing: readonly MissingSegments[],
  readUploads: ReadUploads,
  settings: ElasticsearchSettings,
): Promise<readonly MissingSegments[]> {
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
}

interface Edges {
  /** The oldest that completed on a timeline. */
  readonly oldest: readonly CompletedSegment[];
  /** Those of the timelines before it. */
  readonly below: {
    readonly oldest: readonly CompletedSegment[];
    readonly newest: readonly CompletedSegment[];
  };
}

async function edgesOf(
  ask: Ask,
  searches: EarlierSearches,
  readUploads: ReadUploads,
  settings: ElasticsearchSettings,
  size: WalSegmentSize,
  { timeline, last }: TimelineEnd,
): Promise<Outcome<Edges>> {
  const found = await ask(
    [
      searches.oldest({ timeline, first: 0, last }, OLDEST),
      searches.below(timeline, { records: OLDEST, oldestFirst: true }),
      searches.below(timeline, { records: OLDEST }),
    ],
    HitsAnswer,
  );
  if (found.kind === 'unavailable') return found;
  const parts = found.value.map((hits) => documentsOf(hits, 'phrase', settings));
  if (parts.some(({ unreadable }) => unreadable.length > 0)) {
    return unavailable('bad-response', 'the oldest uploads cannot be read');
  }
  const [own = [], ...others] = parts.map(({ readable }) =>
    segmentsOf(readUploads(readable), size),
  );
  const [oldestBelow = [], newestBelow = []] = others.map((segments) =>
    segments.filter((segment) => segment.timeline < timeline),
  );
  return came({
    oldest: own.filter((segment) => segment.timeline === timeline),
    below: { oldest: oldestBelow, newest: newestBelow },
  });
}

/**
 * The highest timeline between two that completed anything. The newest uploads do not tell: an old primary that comes
 * back pushes once more what it had pushed before others took over.
 */
async function highestBetween(
  ask: Ask,
  searches: EarlierSearches,
  readUploads: ReadUploads,
  settings: ElasticsearchSettings,
  size: WalSegmentSize,
  { above, below, last }: { readonly above: number; readonly below: number; readonly last: number },
): Promise<Outcome<number>> {
  const between = Array.from(
    { length: Math.max(0, below - above - 1) },
    (_, index) => below - 1 - index,
  );
  if (between.length === 0) return came(above);
  if (between.length > MOST_BETWEEN) {
    return unavailable('bad-response', `${between.length} timelines were not looked at`);
  }
  const found = await ask(
    between.map((timeline) => searches.oldest({ timeline, first: 0, last }, 1)),
    HitsAnswer,
  );
  if (found.kind === 'unavailable') return found;
  const parts = found.value.map((hits) => documentsOf(hits, 'phrase', settings));
  if (parts.some(({ unreadable }) => unreadable.length > 0)) {
    return unavailable('bad-response', 'the uploads of an earlier timeline cannot be read');
  }
  const highest = between.find((timeline, position) =>
    segmentsOf(readUploads(parts[position]?.readable ?? []), size).some(
      (one) => one.timeline === timeline,
    ),
  );
  return came(highest ?? above);
}

const askWhole =
  (search: Search, { index }: ElasticsearchSettings): Ask =>
  async <T>(bodies: readonly Body[], form: z.ZodType<T>): Promise<Outcome<T[]>> => {
    const answers = await search(bodies);
    if (answers.kind === 'unavailable') return answers;
    const whole: T[] = [];
    for (const [position] of bodies.entries()) {
      const answer = wholeAnswer(form, answers.value[position], index);
      if (answer.kind === 'unavailable') return answer;
      whole.push(answer.value);
    }
    return came(whole);
  };

const lackOf = (detail: string): UnreadPart => ({ part: 'earlier segments', detail });
const notLooked = (detail: string): EarlierLook => ({ earlier: undefined, lack: lackOf(detail) });
