import type { WalWaiting } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import { metricOf, seriesOf } from './archive-metric.ts';
import type { SegmentUpload } from './cluster-segments.ts';
import { completions } from './completions.ts';
import { scrapedAt } from './scrapes.ts';
import { segmentSizeDoubt } from './segment-size.ts';

/** How many segments of WAL wait to be archived: counted where an exporter does, else derived. */
export function walWaiting(snapshot: Snapshot, primary: string): WalWaiting | undefined {
  const counted = metricOf(snapshot, 'pendingWal', primary);
  return counted === undefined
    ? walBeyondArchive(snapshot, primary)
    : {
        atLeast: counted,
        isMeasured: true,
        atMost: counted,
        source: 'files that wait in archive_status',
      };
}

/**
 * How many segments lie between the newest completed one and the primary's position. Unlike the count
 * of waiting files this does not believe archive_command. The log trails the position by what shipping
 * takes, so it is a range: what was already written that long ago is surely not archived.
 */
export function walBeyondArchive(snapshot: Snapshot, primary: string): WalWaiting | undefined {
  const archivedTo = endOfArchive(snapshot, primary);
  const now = metricOf(snapshot, 'walPosition', primary);
  if (archivedTo === undefined || now === undefined) return undefined;

  const { shippingAllowance } = snapshot.cluster.thresholds;
  const earlier = metricOf(snapshot, 'walPosition', primary, snapshot.at - shippingAllowance);
  const segments = (position: number): number =>
    Math.max(0, Math.floor((position - archivedTo) / snapshot.cluster.walSegmentSize));
  return {
    atLeast: earlier === undefined ? 0 : segments(earlier),
    isMeasured: earlier !== undefined,
    atMost: segments(now),
    source: 'WAL position and the newest completed segment',
  };
}

/** When the position that is shown at a moment was scraped. Slow scrapes make it minutes older than it looks. */
export const positionScrapedAt = (
  snapshot: Snapshot,
  primary: string,
  at: EpochMs,
): EpochMs | undefined => scrapedAt(seriesOf(snapshot, 'walPosition', primary)?.points ?? [], at);

/** The end of the newest segment that the cluster completed, on the newest timeline, in bytes. */
export function endOfArchive(snapshot: Snapshot, primary: string): number | undefined {
  const newest = newestCompletion(snapshot, primary);
  return newest === undefined ? undefined : (newest.number + 1) * snapshot.cluster.walSegmentSize;
}

/** The newest segment that the cluster completed, whoever of it did. */
export function newestCompletion(snapshot: Snapshot, primary: string): SegmentUpload | undefined {
  // With a wrong size of segments every position is wrong.
  if (segmentSizeDoubt(snapshot) !== undefined) return undefined;
  return ownCompletions(snapshot, primary).reduce<SegmentUpload | undefined>(
    (last, upload) => (last === undefined || isBehind(last, upload) ? upload : last),
    undefined,
  );
}

/**
 * What the cluster itself completed. What another one in the same index completed is not its: so the hosts count
 * that the metrics know.
 */
export function ownCompletions(snapshot: Snapshot, primary: string): readonly SegmentUpload[] {
  const { uploadLog, metrics } = snapshot;
  const all = completions(snapshot, primary);
  if (uploadLog.kind === 'measured' && uploadLog.value.source === 'log files') return all;
  const known = new Set<string | undefined>(
    metrics.replica.kind === 'measured' ? metrics.replica.value.map(({ host }) => host) : [],
  ).add(primary);
  return all.filter(({ host }) => known.has(host));
}

/** Whether a segment comes before another: on an older timeline, or on the same one. */
export const isBehind = (one: SegmentUpload, other: SegmentUpload): boolean =>
  one.timeline < other.timeline || (one.timeline === other.timeline && one.number < other.number);

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
