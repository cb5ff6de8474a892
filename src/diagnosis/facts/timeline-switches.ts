import type { Snapshot } from '../../domain/snapshot.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { SegmentUpload } from './cluster-segments.ts';

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
 * The switches between the timelines that the log has completed segments of. Where the log alone tells,
 * the new timeline begins with its first completed segment; that is only sure where the old timeline was
 * seen before it, and not at the very edge of the window.
 */
export function switchesAmong(
  _snapshot: Snapshot,
  completed: readonly SegmentUpload[],
  sureFrom: EpochMs,
): readonly TimelineSwitch[] {
  const timelines = [...new Set(completed.map(({ timeline }) => timeline))].sort((a, b) => a - b);
  return timelines.slice(1).flatMap((to, index): TimelineSwitch[] => {
    const from = timelines[index];
    if (from === undefined) return [];
    const before = completed.filter(({ timeline }) => timeline === from);
    const after = completed.filter(({ timeline }) => timeline === to);
    const segment = after.reduce((lowest, { number }) => Math.min(lowest, number), Infinity);
    const at = after.reduce((earliest, upload) => Math.min(earliest, upload.at), Infinity);
    const seenBefore = before.some((upload) => upload.at < at);
    if (!seenBefore || at <= sureFrom) return [];
    return [{ from, to, segment, at, saidBy: 'log' }];
  });
}
