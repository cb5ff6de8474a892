import type { EpochMs } from '../domain/time.ts';
import { overlap } from '../domain/segment-range.ts';
import type { EarlierUploads } from '../domain/upload-log.ts';
import type { SegmentUpload } from './cluster-segments.ts';
import type { SegmentRun } from './segment-runs.ts';
import type { TimelineSwitch } from './timeline-switches.ts';
import type { VainTry } from './vain-tries.ts';

/** Segments of one timeline that no upload in the window completed, while one behind them was completed. */
export interface Hole {
  readonly timeline: number;
  readonly first: number;
  readonly last: number;
  /** When the segment before the hole was completed; where the log has no such one, when its first was first tried. */
  readonly before: EpochMs;
  readonly beforeIs: 'completed' | 'tried';
  /** When the segment after the hole was completed. */
  readonly after: EpochMs;
  /** Since when anything behind the hole is complete. */
  readonly followedAt: EpochMs;
  /** Whose upload, or try, came before it. */
  readonly host: string | undefined;
  /** The end of the timeline that the hole belongs to: what a failover left behind. */
  readonly failover: TimelineSwitch | undefined;
  /** Tries of its segments that failed; undefined if the log has none. */
  readonly failed: FailedTries | undefined;
}

interface FailedTries {
  readonly count: number;
  readonly lastAt: EpochMs;
}

/** The holes of one timeline: between its runs of completed segments, and what was tried in vain before the first. */
export function holesOf(
  timeline: number,
  runs: readonly SegmentRun[],
  completed: readonly SegmentUpload[],
  tries: readonly VainTry[],
  switches: readonly TimelineSwitch[],
): Hole[] {
  const end = switches.find(({ from }) => from === timeline);
  const hosts = new Map(completed.map(({ number, host }) => [number, host]));
  const followedAt = earliestFrom(runs);
  return runs.flatMap((next, index) => {
    const run = runs[index - 1];
    const [lowest] = tries;
    const start =
      run === undefined
        ? lowest && { first: lowest.number, before: lowest.firstAt, host: lowest.host }
        : { first: run.last + 1, before: run.lastAt, host: hosts.get(run.last) };
    const last = next.first - 1;
    if (start === undefined || start.first > last) return [];
    if (end !== undefined && start.first >= end.segment) return [];
    const hole: Hole = {
      timeline,
      ...start,
      last,
      beforeIs: run === undefined ? 'tried' : 'completed',
      after: next.firstAt,
      followedAt: followedAt[index] ?? next.firstAt,
      failover: end !== undefined && next.firstAt >= end.at ? end : undefined,
      failed: undefined,
    };
    return [withTries(hole, tries)];
  });
}

/**
 * What is certain of a hole that may have been completed before the window: the segments that were tried in it. A
 * sequence is pushed in order: so neither was what comes behind the first of them, unless that was tried late.
 */
export function triedPart(hole: Hole, tries: readonly VainTry[], until: EpochMs): Hole[] {
  const own = tries.filter(({ number }) => number >= hole.first && number <= hole.last);
  const inOrder = own.find(({ firstAt }) => firstAt <= until);
  const late = own.filter(({ number }) => inOrder === undefined || number < inOrder.number);
  const part = (from: VainTry, last: number): Hole =>
    withTries(
      from.number === hole.first
        ? { ...hole, last }
        : {
            ...hole,
            first: from.number,
            last,
            before: from.firstAt,
            beforeIs: 'tried',
            host: from.host,
          },
      tries,
    );
  return [
    ...late.map((one) => part(one, one.number)),
    ...(inOrder === undefined ? [] : [part(inOrder, hole.last)]),
  ];
}

/** What of a hole was counted as missing. */
export const missingPart = (
  hole: Hole,
  tries: readonly VainTry[],
  { missing }: EarlierUploads,
): Hole[] =>
  missing
    .filter((run) => overlap(run, hole))
    .map((run) =>
      withTries(
        {
          ...hole,
          first: Math.max(hole.first, run.first),
          last: Math.min(hole.last, run.last),
          ...(run.first > hole.first
            ? { before: run.before, beforeIs: 'completed', host: run.host }
            : {}),
          ...(run.last < hole.last ? { after: run.after } : {}),
        },
        tries,
      ),
    );

/**
 * What was tried in vain on an older timeline whose end the log does not show: by a host that came back, say. It is
 * missing if the newer ones were seen to begin behind it.
 */
export function leftBehind(
  tries: readonly VainTry[],
  completed: readonly SegmentUpload[],
): readonly Hole[] {
  return tries.flatMap((one): readonly Hole[] => {
    const newer = completed.filter(({ timeline }) => timeline > one.timeline);
    if (one.failed === 0 || newer.some(({ number }) => number <= one.number)) return [];
    const next = newer.reduce(
      (earliest, { at }) => (at >= one.firstAt ? Math.min(earliest, at) : earliest),
      Infinity,
    );
    if (!Number.isFinite(next)) return [];
    const { timeline, number, firstAt, host } = one;
    const hole: Hole = {
      timeline,
      first: number,
      last: number,
      before: firstAt,
      beforeIs: 'tried',
      after: next,
      followedAt: next,
      host,
      failover: undefined,
      failed: undefined,
    };
    return [withTries(hole, [one])];
  });
}

function withTries(hole: Hole, tries: readonly VainTry[]): Hole {
  const failed = tries.filter(
    (one) => one.failed > 0 && one.number >= hole.first && one.number <= hole.last,
  );
  if (failed.length === 0) return { ...hole, failed: undefined };
  return {
    ...hole,
    failed: {
      count: failed.reduce((sum, one) => sum + one.failed, 0),
      lastAt: failed.reduce((latest, { lastAt }) => Math.max(latest, lastAt), -Infinity),
    },
  };
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
