import type { WalWaiting } from '../../domain/report.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import { compareSegments, segmentEnd } from '../../domain/wal-file.ts';
import { metricOf } from './archive-metric.ts';
import { completedSegments, segmentOf } from './uploads.ts';

/** How many segments of WAL wait to be archived: counted where an exporter does, else derived. */
export function walWaiting(snapshot: Snapshot, primary: string): WalWaiting | undefined {
  const counted = metricOf(snapshot, 'pendingWal', primary);
  return counted === undefined
    ? walBeyondArchive(snapshot, primary)
    : { atLeast: counted, atMost: counted, source: 'files that wait in archive_status' };
}

/**
 * How many segments lie between the newest completed one and the primary's position. Unlike the count
 * of waiting files this does not believe archive_command. The log trails the position by what shipping
 * takes, so it is a range: what was already written that long ago is surely not archived.
 */
export function walBeyondArchive(snapshot: Snapshot, primary: string): WalWaiting | undefined {
  const archivedTo = endOfArchive(snapshot);
  const now = metricOf(snapshot, 'walPosition', primary);
  if (archivedTo === undefined || now === undefined) return undefined;

  const { shippingAllowance } = snapshot.cluster.thresholds;
  const earlier = metricOf(snapshot, 'walPosition', primary, snapshot.at - shippingAllowance);
  const segments = (position: number): number =>
    Math.max(0, Math.floor((position - Number(archivedTo)) / snapshot.cluster.walSegmentSize));
  return {
    atLeast: earlier === undefined ? 0 : segments(earlier),
    atMost: segments(now),
    source: 'WAL position and the newest completed segment',
  };
}

/** The end of the newest completed segment on the newest timeline that completes any. */
export function endOfArchive({ uploadLog, cluster }: Snapshot): bigint | undefined {
  if (uploadLog.kind === 'unavailable') return undefined;
  const newest = completedSegments(uploadLog.value.uploads)
    .map(segmentOf)
    .filter((segment) => segment !== undefined)
    .sort(compareSegments)
    .at(-1);
  return newest === undefined ? undefined : segmentEnd(newest, cluster.walSegmentSize);
}

/**
 * How many bytes of WAL the primary wrote in the last `span`, up to `until`; undefined if either end is
 * unknown.
 */
export function walWritten(
  snapshot: Snapshot,
  primary: string,
  span: DurationMs,
  until: EpochMs = snapshot.at,
): number | undefined {
  const now = metricOf(snapshot, 'walPosition', primary, until);
  const before = metricOf(snapshot, 'walPosition', primary, snapshot.at - span);
  if (now === undefined || before === undefined || now < before) return undefined;
  return now - before;
}
