import { endedIn } from '../domain/logged-uploads.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import type { PatroniSwitch } from '../domain/patroni.ts';
import { parseWalFile } from '../domain/wal-file.ts';
import type { SegmentUpload } from './cluster-segments.ts';
import type { VainTry } from './vain-tries.ts';

/** The end of a timeline: a promotion made the next one. */
export interface TimelineSwitch {
  readonly from: number;
  readonly to: number;
  /** The number of the segment that holds the switch: it is complete on the new timeline. */
  readonly segment: number;
  /** When the new timeline was first heard of. */
  readonly at: EpochMs;
  readonly saidBy: 'log' | 'patroni';
}

/**
 * The ends of the timelines that the log has completed segments of. Patroni knows where each ended. Where the
 * log alone tells, the new timeline begins with the first of its segments that completed or was tried; that is only sure where the old
 * timeline was seen before it, and not at the very edge of the window, unless the new one's `.history` file was
 * uploaded in it, which comes first, or the old one was tried in vain in it, before. An old primary that comes back
 * pushes once more what it had pushed long ago.
 */
export function switchesAmong(
  snapshot: Snapshot,
  completed: readonly SegmentUpload[],
  tries: readonly VainTry[],
  edge: EpochMs,
  /** False where older completions were not fetched: those of a timeline between two others may be among them. */
  isWhole: boolean,
): readonly TimelineSwitch[] {
  const { patroni, cluster } = snapshot;
  const known = patroni.kind === 'measured' ? patroni.value.switches : [];
  const inLog = [...new Set(completed.map(({ timeline }) => timeline))].sort((a, b) => a - b);
  const timelines = [...new Set([...inLog, ...tries.map(({ timeline }) => timeline)])].sort(
    (a, b) => a - b,
  );
  const newest = inLog.at(-1) ?? -Infinity;
  return timelines.flatMap((from): TimelineSwitch[] => {
    // A timeline whose segments all failed is between two others as well.
    const later = timelines.find((timeline) => timeline > from && timeline <= newest);
    const isNext = isWhole || later === from + 1;
    const next = isNext ? firstOf(completed, tries, later) : undefined;
    const said = known.find(({ timeline }) => timeline === from);
    const end =
      said === undefined
        ? next
        : {
            segment: Number(said.lsn / BigInt(cluster.walSegmentSize)),
            at: said.at ?? next?.at,
            to: timelineAfter(from, known, next?.to),
          };
    if (end?.at === undefined) return [];
    const { segment, at, to } = end;
    const tried = tries.some(({ timeline, firstAt }) => timeline === from && firstAt < at);
    const seenBefore =
      tried || completed.some((upload) => upload.timeline === from && upload.at < at);
    const sure = at > edge || tried || historyCompleted(snapshot, to);
    if (!seenBefore || !sure) return [];
    return [{ from, to, segment, at, saidBy: said === undefined ? 'log' : 'patroni' }];
  });
}

function firstOf(
  completed: readonly SegmentUpload[],
  tries: readonly VainTry[],
  to: number | undefined,
) {
  if (to === undefined) return undefined;
  const after = [
    ...completed.filter(({ timeline }) => timeline === to),
    ...tries
      .filter(({ timeline }) => timeline === to)
      .map(({ number, firstAt }) => ({ number, at: firstAt })),
  ];
  return {
    to,
    segment: after.reduce((lowest, { number }) => Math.min(lowest, number), Infinity),
    at: after.reduce((earliest, { at }) => Math.min(earliest, at), Infinity),
  };
}

/** The history lists each timeline that ended; the present one is not in it, and is the next. */
function timelineAfter(
  from: number,
  known: readonly PatroniSwitch[],
  inLog: number | undefined,
): number {
  const later = known.map(({ timeline }) => timeline).filter((timeline) => timeline > from);
  const candidates = inLog === undefined ? later : [...later, inLog];
  return candidates.length === 0
    ? from + 1
    : candidates.reduce((lowest, timeline) => Math.min(lowest, timeline), Infinity);
}

/** Whether the file that begins a timeline was uploaded in the time looked at. */
export function historyCompleted({ uploadLog }: Snapshot, timeline: number): boolean {
  if (uploadLog.kind === 'unavailable') return false;
  return endedIn(uploadLog.value).some(({ file, state }) => {
    const parsed = parseWalFile(file);
    return state === 'complete' && parsed?.kind === 'history' && parsed.timeline === timeline;
  });
}
