import type { Snapshot } from '../../domain/snapshot.ts';
import type { EpochMs } from '../../domain/time.ts';
import { clusterSegments, type SegmentUpload } from './cluster-segments.ts';
import { segmentRuns, type Completion, type SegmentRun } from './segment-runs.ts';
import { switchesAmong, type TimelineSwitch } from './timeline-switches.ts';

/** One wal-push process pushes at most so many segments at once, and they end in any order (--pool-size). */
const AT_ONCE = 32;

/** Segments of one timeline that no upload in the window completed, between two that were. */
export interface Hole {
  readonly timeline: number;
  readonly first: number;
  readonly last: number;
  /** When the segment before the hole, and the one after it, were completed. */
  readonly before: EpochMs;
  readonly after: EpochMs;
  /** Since when anything behind the hole is complete. */
  readonly followedAt: EpochMs;
  /** Whose upload came before it. */
  readonly host: string | undefined;
  /** The end of the timeline that the hole belongs to: what a failover left behind. */
  readonly failover: TimelineSwitch | undefined;
}

/** What the log tells about the sequence of completed segments, and from when on. */
export type Sequence =
  | {
      readonly kind: 'known';
      readonly since: EpochMs;
      readonly segments: number;
      readonly timeline: number;
      readonly holes: readonly Hole[];
      /** So many segments are missing at the very beginning of the window, where that says nothing. */
      readonly atEdge: number;
      readonly uploads: readonly SegmentUpload[];
      readonly switches: readonly TimelineSwitch[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Reads the sequence from the window of the log. Outside of the window nothing is known, and there is
 * no hole: neither before its first segment, nor between the few that may have been pushed at once with
 * others before it, nor before what was only pushed late, again perhaps.
 */
export function sequenceOf(snapshot: Snapshot): Sequence {
  const { uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return { kind: 'unknown', reason: uploadLog.detail };
  const { ended } = uploadLog.value;
  const uploads = clusterSegments(snapshot);
  if (ended === undefined || uploads === undefined) {
    return { kind: 'unknown', reason: 'the ended uploads could not be read' };
  }
  // Lines that were shipped again tell of a time before the window, and not of all of it.
  const completed = uploads.filter(({ state, at }) => state === 'complete' && at >= ended.from);
  const timeline = completed.reduce((newest, upload) => Math.max(newest, upload.timeline), 0);
  if (timeline === 0) return { kind: 'unknown', reason: 'no completed segment in the log' };

  const since = completed.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
  const edge = since + cluster.thresholds.uploadStuckAfter;
  // What was pushed at once with something before the window has its begin before it, too.
  const cutIn = completed.some(({ at, beginSeen }) => at <= edge && !beginSeen);
  const switches = switchesAmong(snapshot, completed, edge);
  const timelines = [...new Set(completed.map((upload) => upload.timeline))];
  const all = timelines.flatMap((one) => {
    const own = completed.filter((upload) => upload.timeline === one);
    const runs = segmentRuns([...own, ...borders(one, switches)]);
    const began = switches.some(({ to }) => to === one);
    const inOrder = inOrderUntil(completed, one, switches, edge);
    return holesBetween(one, runs, own, switches).map((hole) => {
      const until = Math.min(hole.followedAt, inOrder);
      const precededSince = (since: EpochMs): boolean =>
        own.some(({ number, at }) => number < hole.first && at > since && at <= until);
      // These may have been completed before the window, out of their order.
      const atOnce = cutIn && hole.last - hole.first + 1 < AT_ONCE;
      const atEdge = !precededSince(edge) && (atOnce || (!began && !precededSince(-Infinity)));
      return { hole, atEdge };
    });
  });
  return {
    kind: 'known',
    since,
    segments: timelines.reduce((sum, one) => sum + countOf(completed, one), 0),
    timeline,
    uploads,
    switches,
    holes: all.filter(({ atEdge }) => !atEdge).map(({ hole }) => hole),
    atEdge: all
      .filter(({ atEdge }) => atEdge)
      .reduce((sum, { hole }) => sum + hole.last - hole.first + 1, 0),
  };
}

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

function holesBetween(
  timeline: number,
  runs: readonly SegmentRun[],
  uploads: readonly SegmentUpload[],
  switches: readonly TimelineSwitch[],
): Hole[] {
  const end = switches.find(({ from }) => from === timeline);
  const hosts = new Map(uploads.map(({ number, host }) => [number, host]));
  const followedAt = earliestFrom(runs);
  return runs.slice(0, -1).flatMap((run, index) => {
    const next = runs[index + 1];
    if (next === undefined) return [];
    const first = run.last + 1;
    const last = next.first - 1;
    if (end !== undefined && first >= end.segment) return [];
    const failover = end !== undefined && next.firstAt >= end.at ? end : undefined;
    const host = hosts.get(run.last);
    const since = followedAt[index + 1] ?? next.firstAt;
    return [
      {
        timeline,
        first,
        last,
        before: run.lastAt,
        after: next.firstAt,
        followedAt: since,
        host,
        failover,
      },
    ];
  });
}

/** For each run, when it or any later one first completed something. */
function earliestFrom(runs: readonly SegmentRun[]): readonly EpochMs[] {
  let earliest = Infinity;
  return runs
    .map(({ earliestAt }) => earliestAt)
    .reverse()
    .map((at) => (earliest = Math.min(earliest, at)))
    .reverse();
}
