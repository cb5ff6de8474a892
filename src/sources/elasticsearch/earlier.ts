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
import type { WalSegmentSize } from '../../domain/wal-file.ts';
import { furthest, lowest, segmentsOf, type CompletedSegment } from './completed-segments.ts';
import {
  earlierUploadsAsked,
  OLDEST,
  type EarlierUploadsAsked,
  type ReadUploads,
  type Search,
} from './earlier-uploads-asked.ts';

/** So many timelines are followed back: three failovers within the look-back. */
const MOST_TIMELINES = 4;
/** What begins so soon after the look-back may have begun before it. */
const EDGE: DurationMs = 5 * MINUTE;

/** What a look at earlier uploads showed, and what it left open. */
export interface EarlierLook {
  readonly earlier: EarlierUploads | undefined;
  readonly lack: UnreadPart | undefined;
}

export interface EarlierLookParts {
  readonly readUploads: ReadUploads;
  readonly settings: ElasticsearchSettings;
  readonly size: WalSegmentSize;
  readonly question: Pick<Question, 'at' | 'historic'>;
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
  { readUploads, settings, size, question }: EarlierLookParts,
): Promise<EarlierLook> {
  const asked = earlierUploadsAsked(search, readUploads, settings, size, question);
  const fetched = segmentsOf(ended.uploads, size).filter(({ at }) => at >= ended.from);
  const look = await countBack(asked, fetched, ended.from, {
    index: settings.index,
    lookbackFrom: question.at - settings.lookbackMs,
    at: question.at,
  });
  if (look.earlier === undefined || look.earlier.missing.length === 0) return look;
  const missing = await asked.withHosts(look.earlier.missing);
  return { ...look, earlier: { ...look.earlier, missing } };
}

/** Up to where a timeline is counted, and from where on its segments are counted already. */
interface TimelineEnd {
  readonly timeline: number;
  readonly last: number;
  readonly countedTo: number;
  /** How the next one began; undefined for the newest. */
  readonly begin: TimelineBegin | undefined;
}

/** What was counted, and either the timeline before or why none is counted any more; neither if there is no more. */
interface Step {
  readonly counted: EarlierUploads;
  readonly next?: TimelineEnd;
  readonly lack?: UnreadPart;
}

interface LookedOver {
  readonly index: string;
  readonly lookbackFrom: EpochMs;
  readonly at: EpochMs;
}

async function countBack(
  asked: EarlierUploadsAsked,
  fetched: readonly CompletedSegment[],
  from: EpochMs,
  over: LookedOver,
): Promise<EarlierLook> {
  const settled = fetched.slice(0, Math.max(OLDEST, fetched.length - OLDEST));
  const newest = settled.reduce((most, segment) => Math.max(most, segment.timeline), 0);
  const until = furthest(settled, newest);
  if (until === undefined) {
    return { earlier: undefined, lack: lackOf('no completed segment was fetched') };
  }

  const countedTo = lowest(fetched, newest, until);
  let step: Step = {
    counted: { from, segments: 0, counted: [], missing: [] },
    next: { timeline: newest, last: until, countedTo, begin: undefined },
  };
  for (let followed = 0; step.next !== undefined && followed < MOST_TIMELINES; followed += 1) {
    step = await countTimeline(asked, fetched, step.counted, step.next, over);
  }
  const { counted, next } = step;
  const isNothing =
    counted.from === from && counted.counted.length === 0 && counted.missing.length === 0;
  return {
    earlier: isNothing ? undefined : counted,
    lack:
      next === undefined
        ? step.lack
        : lackOf(`more than ${MOST_TIMELINES} timelines were not followed`),
  };
}

/** Counts one timeline back to where it began. Nothing is claimed of what came before what was looked at. */
async function countTimeline(
  asked: EarlierUploadsAsked,
  fetched: readonly CompletedSegment[],
  so: EarlierUploads,
  end: TimelineEnd,
  { index, lookbackFrom, at }: LookedOver,
): Promise<Step> {
  const { timeline, last, begin: next } = end;
  const edges = await asked.edges(timeline, last);
  if (edges.kind === 'unavailable') return { counted: so, lack: lackOf(edges.detail) };
  const { oldest, below } = edges.value;
  const begin = furthest(oldest, timeline);
  const [oldestOne] = oldest;
  const [before] = below.oldest;
  if (begin === undefined || oldestOne === undefined) {
    // A timeline that was left for an earlier point of the sequence leads nowhere further.
    return next === undefined
      ? { counted: so, lack: lackOf('the oldest uploads cannot be read') }
      : { counted: so };
  }
  // Else it is older than the look-back, and what of its first is not there may have completed before.
  const began =
    before !== undefined && before.at < oldestOne.at && oldestOne.at > lookbackFrom + EDGE;
  const lowestOne = lowest(oldest, timeline, begin);
  const since = began ? oldestOne.at : (oldest.at(-1)?.at ?? oldestOne.at);
  // One that is known to be there is counted too: where none is, names cannot be counted.
  const stretch = { timeline, first: began ? lowestOne : begin, last };
  const isLonger = stretch.first < last;
  let missing: readonly MissingSegments[] = [];
  if (isLonger) {
    const to = next === undefined ? at : so.from;
    const found = await asked.count(stretch, { from: since, to });
    if (found.kind === 'unavailable') return { counted: so, lack: lackOf(found.detail) };
    if (found.kind === 'not-each-once') {
      const detail = `index ${index}: earlier, as many uploads completed as there are segments, and not one of each`;
      return { counted: so, lack: { part: 'sequence of segments', detail } };
    }
    missing = found.missing.map((run) =>
      next !== undefined && run.last === last ? { ...run, after: next.at, end: next } : run,
    );
    if (found.left > 0) {
      return {
        counted: { ...so, missing: [...so.missing, ...missing] },
        lack: lackOf(`${found.left} more stretches were not counted name by name`),
      };
    }
  }
  const counted: EarlierUploads = {
    from: Math.min(so.from, since),
    segments:
      so.segments + Math.max(0, end.countedTo - lowestOne - lengthUpTo(end.countedTo, missing)),
    counted: isLonger ? [...so.counted, stretch] : so.counted,
    missing: [...so.missing, ...missing],
  };
  if (!began) return { counted };
  const seen = below.newest.reduce((most, one) => Math.max(most, one.timeline), 0);
  const highest = await asked.highestBetween(seen, timeline, lowestOne - 1);
  if (highest.kind === 'unavailable') return { counted, lack: lackOf(highest.detail) };
  const older = highest.value;
  return {
    counted,
    // The new timeline holds the switch: what comes before that belongs to the one that ended.
    next: {
      timeline: older,
      last: lowestOne - 1,
      countedTo: lowest(fetched, older, lowestOne),
      begin: { to: timeline, segment: lowestOne, at: oldestOne.at },
    },
  };
}

/** How many numbers below one the stretches hold. */
const lengthUpTo = (end: number, stretches: readonly SegmentRange[]): number =>
  stretches.reduce((sum, { first, last }) => sum + Math.max(0, Math.min(last + 1, end) - first), 0);

const lackOf = (detail: string): UnreadPart => ({ part: 'earlier segments', detail });
