import type { PatroniSwitch } from '../domain/patroni.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type EpochMs } from '../domain/time.ts';
import { seriesOf } from './archive-metric.ts';
import type { SegmentUpload } from './cluster-segments.ts';

/** Where a timeline ended at the latest, and who says so. */
export interface TimelineEnd {
  /** The number of the segment that holds the switch: nothing behind it was written before the switch. */
  readonly segment: number;
  readonly saidBy: 'patroni' | 'log' | 'metric';
}

/** Two metrics of one host may be two scrapes apart: what is written later than that was not before. */
const SCRAPES = MINUTE;

/**
 * The end of a timeline that another has followed. Patroni's history knows it; else the log does, where it saw
 * the one follow the other. Where its window begins later, the first segment of the newer timeline in it, and
 * the position of the primary when it was promoted, are both too late, and the earlier of them is the better.
 */
export function endOfTimeline(
  snapshot: Snapshot,
  timeline: number,
  completed: readonly SegmentUpload[],
  /** By the hosts that may complete a newer timeline. */
  rightful: readonly SegmentUpload[],
  promotedIn: number | undefined,
): TimelineEnd | undefined {
  const { patroni } = snapshot;
  const said = patroni.kind === 'measured' ? endAmong(patroni.value.switches, timeline) : undefined;
  if (said !== undefined) {
    return { segment: segmentHolding(Number(said.lsn), snapshot), saidBy: 'patroni' };
  }
  const next = rightful
    .filter((upload) => upload.timeline > timeline)
    .reduce<SegmentUpload | undefined>(
      (first, upload) => (first === undefined || upload.number < first.number ? upload : first),
      undefined,
    );
  if (next === undefined) {
    return promotedIn === undefined ? undefined : { segment: promotedIn, saidBy: 'metric' };
  }
  const from = completed.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
  const seen = next.at - from > snapshot.cluster.thresholds.uploadStuckAfter;
  return seen || promotedIn === undefined || next.number <= promotedIn
    ? { segment: next.number, saidBy: 'log' }
    : { segment: promotedIn, saidBy: 'metric' };
}

/** The history is that of the present timeline: one that is not in it ended no later than the next that is. */
const endAmong = (
  switches: readonly PatroniSwitch[],
  timeline: number,
): PatroniSwitch | undefined =>
  switches
    .filter((end) => end.timeline >= timeline)
    .reduce<PatroniSwitch | undefined>(
      (earliest, end) =>
        earliest === undefined || end.timeline < earliest.timeline ? end : earliest,
      undefined,
    );

const segmentHolding = (position: number, { cluster }: Snapshot): number =>
  Math.floor(position / cluster.walSegmentSize);

/** The segment that a host wrote when it was promoted, or shortly after. Undefined if that is not known. */
export function promotionSegment(
  snapshot: Snapshot,
  { host, since }: { readonly host: string; readonly since: EpochMs | undefined },
): number | undefined {
  if (since === undefined) return undefined;
  const points = seriesOf(snapshot, 'walPosition', host)?.points ?? [];
  const position = points.find(({ at }) => at >= since + SCRAPES && at <= snapshot.at)?.value;
  return position === undefined ? undefined : segmentHolding(position, snapshot);
}
