import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import type { SegmentUpload } from './cluster-segments.ts';
import { endOfTimeline, type TimelineEnd } from './timeline-end.ts';

/** Who may archive. */
export interface Rightful {
  readonly host: string;
  readonly completed: readonly SegmentUpload[];
  /** Its newest timeline; 0 where it has completed nothing since it was promoted. */
  readonly timeline: number;
  /** Before that, roles had not settled, and what was completed is no sign. */
  readonly settledAt: EpochMs;
  /** The segment that it wrote when it was promoted. */
  readonly promotedIn: number | undefined;
  /** False where no metric says so, and two hosts may only be compared with each other. */
  readonly byRole: boolean;
}

/** Whether a segment may be completed by a host that is not the rightful one. */
export function permissionBeside(
  snapshot: Snapshot,
  all: readonly SegmentUpload[],
  rightful: Rightful,
) {
  const { failoverGrace, uploadStuckAfter } = snapshot.cluster.thresholds;
  const ends = new Map<number, TimelineEnd | undefined>();
  const endOf = (timeline: number): TimelineEnd | undefined => {
    if (!ends.has(timeline)) {
      const older = rightful.timeline === 0 || timeline < rightful.timeline;
      const promotedIn = older ? rightful.promotedIn : undefined;
      ends.set(timeline, endOfTimeline(snapshot, timeline, all, rightful.completed, promotedIn));
    }
    return ends.get(timeline);
  };
  const from = all.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
  /** Roles may be unknown: then the log says when a timeline was followed, unless it was before the window. */
  const settledAfter = (timeline: number): EpochMs => {
    const followedAt = rightful.completed.reduce(
      (first, upload) => (upload.timeline > timeline ? Math.min(first, upload.at) : first),
      Infinity,
    );
    return followedAt - from > uploadStuckAfter ? followedAt + failoverGrace : -Infinity;
  };
  const settled = new Map<number, EpochMs>();
  const settledOf = (timeline: number): EpochMs => {
    const known = settled.get(timeline);
    if (known !== undefined) return known;
    const followed = timeline < rightful.timeline ? settledAfter(timeline) : -Infinity;
    const at = Math.max(rightful.settledAt, followed);
    settled.set(timeline, at);
    return at;
  };
  const mayComplete = ({ timeline, number, at }: SegmentUpload): boolean =>
    at < settledOf(timeline) || number <= (endOf(timeline)?.segment ?? -Infinity);
  return Object.assign(mayComplete, { endOf });
}
