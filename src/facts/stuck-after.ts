import { median } from '../domain/median.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs } from '../domain/time.ts';
import { seriesOf } from './archive-metric.ts';
import { completionsBy } from './completions.ts';
import { completedSegments, isBy } from './uploads.ts';

/** The newest uploads are its like: what was slow long ago, or once, excuses nothing. */
const NEWEST = 5;

/** Fewer do not tell what is usual. */
const LEAST = 3;

/** What takes so many times as long as is usual takes clearly longer. */
const CLEARLY = 2;

/**
 * After how long an upload of a host is stuck: where its uploads usually take minutes, once it takes clearly longer than
 * these. But never later than no upload at all is worth a page.
 */
export function stuckAfter(snapshot: Snapshot, host: string | undefined): DurationMs {
  const { uploadStuckAfter, uploadMaxAge } = snapshot.cluster.thresholds;
  const usual = usualDuration(snapshot, host);
  return Math.max(uploadStuckAfter, Math.min(uploadMaxAge, CLEARLY * usual));
}

/** 0 where it is not known. */
function usualDuration(snapshot: Snapshot, host: string | undefined): DurationMs {
  const logged = newestOf(loggedDurations(snapshot, host));
  const durations = logged.length >= LEAST ? logged : newestOf(busyPauses(snapshot, host));
  return durations.length >= LEAST ? (median(durations) ?? 0) : 0;
}

const newestOf = (durations: readonly DurationMs[]): readonly DurationMs[] =>
  durations.slice(-NEWEST);

/** Oldest first, of what the archiver tells begin and end of. */
function loggedDurations({ uploadLog }: Snapshot, host: string | undefined): readonly DurationMs[] {
  if (uploadLog.kind === 'unavailable') return [];
  // Only with the newest records their begins were fetched.
  return completedSegments(uploadLog.value.uploads.filter(isBy(host, uploadLog.value)))
    .filter(({ state }) => state === 'complete')
    .toSorted((a, b) => a.endedAt - b.endedAt)
    .flatMap(({ beganAt, endedAt }) => (beganAt === undefined ? [] : [endedAt - beganAt]));
}

/**
 * Where the archiver logs no begin: how long it was from one end to the next while files waited all the time. PostgreSQL
 * hands out a file that waits at once, so the upload took nearly all of that.
 */
function busyPauses(snapshot: Snapshot, host: string | undefined): readonly DurationMs[] {
  const waiting = seriesOf(snapshot, 'pendingWal', host)?.points ?? [];
  const ends = completionsBy(snapshot, host)
    .map(({ at }) => at)
    .filter((at) => at >= (waiting[0]?.at ?? Infinity))
    .toSorted((a, b) => a - b);
  return ends.slice(1).flatMap((end, index) => {
    const before = ends[index] ?? end;
    const samples = waiting.filter(({ at }) => at > before && at <= end);
    return samples.length > 0 && samples.every(({ value }) => value >= 1) ? [end - before] : [];
  });
}
