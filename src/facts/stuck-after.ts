import { median } from '../domain/median.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';
import { seriesOf } from './archive-metric.ts';
import { completionsBy } from './completions.ts';
import { samplesOfAge } from './scrapes.ts';
import { completedSegments, isBy } from './uploads.ts';

/** Only the newest tell what is usual: one that was slow long ago, or a single slow one, excuses nothing. */
const NEWEST = 5;

/** Fewer tell nothing. */
const LEAST = 3;

/** So many times as long as usual is clearly longer. */
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

/** 0 where it is not known. Of the signs, the best first, the first that tells enough counts. */
function usualDuration(snapshot: Snapshot, host: string | undefined): DurationMs {
  const known = [loggedDurations, busyPauses, longestAges]
    .map((durationsOf) => durationsOf(snapshot, host).slice(-NEWEST))
    .find(({ length }) => length >= LEAST);
  return median(known ?? []) ?? 0;
}

/** Oldest first, of what the archiver tells begin and end of. */
function loggedDurations({ uploadLog }: Snapshot, host: string | undefined): readonly DurationMs[] {
  if (uploadLog.kind === 'unavailable') return [];
  // Only with the newest records their begins were fetched.
  return completedSegments(uploadLog.value.uploads.filter(isBy(host, uploadLog.value)))
    .toSorted((a, b) => a.endedAt - b.endedAt)
    .flatMap(({ beganAt, endedAt }) => (beganAt === undefined ? [] : [endedAt - beganAt]));
}

/**
 * Where the archiver logs no begin: how long it was from one end to the next while files waited all the time. PostgreSQL
 * hands out a file that waits at once, so the upload took nearly all of that.
 */
function busyPauses(snapshot: Snapshot, host: string | undefined): readonly DurationMs[] {
  const waited = waitedBetween(snapshot, host);
  const ends = completionsBy(snapshot, host)
    .map(({ at }) => at)
    .toSorted((a, b) => a - b);
  return ends.slice(1).flatMap((end, index) => {
    const before = ends[index] ?? end;
    return waited(before, end) ? [end - before] : [];
  });
}

/**
 * Without the log: how old PostgreSQL's last success became, while files waited, before the next one came. The uploads
 * took at least as long.
 */
function longestAges(snapshot: Snapshot, host: string | undefined): readonly DurationMs[] {
  const waited = waitedBetween(snapshot, host);
  const ages = samplesOfAge(seriesOf(snapshot, 'archiverAge', host));
  return ages.slice(1).flatMap(({ value }, index) => {
    const oldest = ages[index];
    if (oldest === undefined || oldest.value < 0 || value < 0 || value >= oldest.value) return [];
    const age = oldest.value * SECOND;
    return waited(oldest.at - age, oldest.at) ? [age] : [];
  });
}

/** Whether files waited all the time between two moments, which the counts have to tell of. */
function waitedBetween(
  snapshot: Snapshot,
  host: string | undefined,
): (after: EpochMs, until: EpochMs) => boolean {
  const counts = seriesOf(snapshot, 'pendingWal', host)?.points ?? [];
  const since = counts[0]?.at ?? Infinity;
  return (after, until) => {
    const between = counts.filter(({ at }) => at > after && at <= until);
    return after >= since && between.length > 0 && between.every(({ value }) => value >= 1);
  };
}
