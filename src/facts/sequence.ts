import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import type { EarlierUploads, EndedUploads } from '../domain/upload-log.ts';
import { lengthOf, overlap } from '../domain/segment-range.ts';
import { clusterSegments, type SegmentUpload } from './cluster-segments.ts';
import { holesOf, leftBehind, missingPart, triedPart, type Hole } from './hole.ts';
import { segmentSizeDoubt } from './segment-size.ts';
import { segmentRuns, type Completion } from './segment-runs.ts';
import { switchesAmong, type TimelineSwitch } from './timeline-switches.ts';
import { twoSequences } from './two-sequences.ts';
import { vainTries, type VainTry } from './vain-tries.ts';

/** One wal-push process pushes at most so many segments at once, and they end in any order (--pool-size). */
const AT_ONCE = 32;

/** What the log tells about the sequence of completed segments, and from when on. */
export type Sequence =
  | {
      readonly kind: 'known';
      readonly since: EpochMs;
      /** There are earlier uploads, and nothing is known of holes among them. */
      readonly notSeenBefore: EpochMs | undefined;
      readonly segments: number;
      readonly timeline: number;
      readonly holes: readonly Hole[];
      /** So many segments are missing at the very beginning of the window, where that says nothing. */
      readonly atEdge: number;
      /** Whether all tries of that time were read: then none of these was tried in vain. */
      readonly edgeTriesRead: boolean;
      readonly uploads: readonly SegmentUpload[];
      readonly tries: readonly VainTry[];
      readonly switches: readonly TimelineSwitch[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Reads the sequence from the window of the log. Outside of the window nothing is known, and there is
 * no hole: neither before its first segment, nor between the few that may have been pushed at once with
 * others before it, nor before what was only pushed late, again perhaps. What was tried in vain within the
 * window is a hole wherever it lies.
 */
export function sequenceOf(snapshot: Snapshot): Sequence {
  const { uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return { kind: 'unknown', reason: uploadLog.detail };
  const doubt = segmentSizeDoubt(snapshot);
  if (doubt !== undefined) return { kind: 'unknown', reason: doubt.words };
  if (twoSequences(snapshot) !== undefined) {
    return { kind: 'unknown', reason: 'the log has the segments of two clusters under one name' };
  }
  const uploads = clusterSegments(snapshot);
  if (uploadLog.value.ended.kind === 'unavailable' || uploads === undefined) {
    return { kind: 'unknown', reason: 'the ended uploads could not be read' };
  }
  const ended = uploadLog.value.ended.value;
  // Lines that were shipped again tell of a time before the window, and not of all of it.
  const completed = uploads.filter(({ state, at }) => state === 'complete' && at >= ended.from);
  const timeline = completed.reduce((newest, upload) => Math.max(newest, upload.timeline), 0);
  if (timeline === 0) return { kind: 'unknown', reason: 'no completed segment in the log' };

  const tries = vainTries(snapshot, uploads, ended.from).filter(
    (one) => one.failed > 0 || completed.some((upload) => passes(upload, one)),
  );
  const since = completed.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
  const edge = since + cluster.thresholds.uploadStuckAfter;
  // What was pushed at once with something before the window has its begin before it, too. Before a new cluster is nothing.
  const cutIn =
    uploadLog.value.newCluster === undefined &&
    completed.some(({ at, beginSeen }) => at <= edge && !beginSeen);
  const isWhole = ended.from <= uploadLog.value.from;
  const switches = switchesAmong(snapshot, completed, tries, edge, isWhole);
  const timelines = [...new Set([...completed, ...tries].map((one) => one.timeline))];
  const { earlier } = ended;
  const all = timelines.flatMap((one) => {
    const own = completed.filter((upload) => upload.timeline === one);
    const ownTries = tries.filter((tried) => tried.timeline === one);
    const runs = segmentRuns([...own, ...borders(one, switches)]);
    const began = switches.some(({ to }) => to === one);
    const inOrder = inOrderUntil(completed, one, switches, edge);
    return holesOf(one, runs, own, ownTries, switches).map((hole) => {
      // Whether they completed before the window, out of their order, was counted.
      if (isCounted(hole, earlier)) {
        return { hole, certain: missingPart(hole, ownTries, earlier), atEdge: 0 };
      }
      const until = Math.min(hole.followedAt, inOrder);
      const precededSince = (since: EpochMs): boolean =>
        own.some(({ number, at }) => number < hole.first && at > since && at <= until);
      // These may have been completed before the window, out of their order.
      const atOnce = cutIn && hole.last - hole.first + 1 < AT_ONCE;
      const excused = !precededSince(edge) && (atOnce || (!began && !precededSince(-Infinity)));
      const certain = excused ? triedPart(hole, ownTries, until) : [hole];
      const atEdge = hole.beforeIs === 'tried' ? 0 : lengthOf(hole) - sumOf(certain);
      return { hole, certain, atEdge };
    });
  });
  const excused = all.filter(({ atEdge }) => atEdge > 0);
  const seen = all.flatMap(({ certain }) => certain);
  const holes = [...earlierHoles(earlier, seen), ...seen];
  const strays = tries.filter(
    ({ timeline: older, number }) =>
      older < timeline &&
      !switches.some(({ from }) => from === older) &&
      !holes.some((hole) => hole.timeline === older && hole.first <= number && number <= hole.last),
  );
  return {
    kind: 'known',
    since: Math.min(since, earlier?.from ?? Infinity),
    notSeenBefore: earlier === undefined && !isWhole ? ended.from : undefined,
    segments: timelines.reduce((sum, one) => sum + countOf(completed, one), earlier?.segments ?? 0),
    timeline,
    uploads,
    tries,
    switches,
    holes: [...holes, ...leftBehind(strays, completed)],
    atEdge: excused.reduce((sum, { atEdge }) => sum + atEdge, 0),
    edgeTriesRead: excused.every(({ hole }) => triesRead(ended, hole)),
  };
}

const isCounted = (hole: Hole, earlier: EarlierUploads | undefined): earlier is EarlierUploads =>
  earlier?.counted.some(
    ({ timeline, first, last }) =>
      timeline === hole.timeline && first <= hole.first && hole.last <= last,
  ) === true;

/** What was counted as missing, and is no hole that the window shows itself. */
function earlierHoles(earlier: EarlierUploads | undefined, seen: readonly Hole[]): readonly Hole[] {
  if (earlier === undefined) return [];
  return earlier.missing
    .filter((run) => !seen.some((hole) => overlap(hole, run)))
    .map(({ timeline, first, last, before, after, end, host }) => ({
      timeline,
      first,
      last,
      before,
      beforeIs: 'completed',
      after,
      followedAt: after,
      host,
      failover: end && { from: timeline, ...end, saidBy: 'log' },
      failed: undefined,
    }));
}

/** Whether something behind a segment was completed after it had begun. */
const passes = (upload: SegmentUpload, { timeline, number, firstAt }: VainTry): boolean =>
  upload.at > firstAt &&
  (upload.timeline > timeline || (upload.timeline === timeline && upload.number > number));

const sumOf = (holes: readonly Hole[]): number =>
  holes.reduce((sum, hole) => sum + lengthOf(hole), 0);

/** Whether every try was fetched from the beginning of the window until a hole was passed. */
const triesRead = ({ from, tries }: EndedUploads, { followedAt }: Hole): boolean =>
  tries === undefined || followedAt <= tries.wholeUntil || from >= tries.wholeSince;

/**
 * Until when the pushes of a timeline tell that its sequence had come so far. What is pushed of it when there is a
 * newer one is late, and may be pushed again, by a host that rejoined: if the newer one is as old as the window,
 * all of it is.
 */
function inOrderUntil(
  completed: readonly SegmentUpload[],
  timeline: number,
  switches: readonly TimelineSwitch[],
  edge: EpochMs,
): EpochMs {
  const newer = completed.reduce(
    (earliest, upload) => (upload.timeline > timeline ? Math.min(earliest, upload.at) : earliest),
    Infinity,
  );
  const endSeen = switches.some(({ from }) => from === timeline);
  return newer <= edge && !endSeen ? -Infinity : newer;
}

const countOf = (uploads: readonly SegmentUpload[], timeline: number): number =>
  new Set(uploads.filter((one) => one.timeline === timeline).map(({ number }) => number)).size;

/**
 * Where a timeline ended, the segment that holds the switch is complete on the next one. Patroni also says
 * where a timeline began, so that a hole at its beginning is seen.
 */
const borders = (timeline: number, switches: readonly TimelineSwitch[]): readonly Completion[] =>
  switches.flatMap(({ from, to, segment, at, saidBy }) => [
    ...(from === timeline ? [{ number: segment, at }] : []),
    ...(to === timeline && saidBy === 'patroni' ? [{ number: segment - 1, at }] : []),
  ]);
