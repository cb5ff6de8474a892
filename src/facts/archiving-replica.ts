import { durationWords } from '../domain/duration-words.ts';
import { CURRENT_WITHIN, valueAt } from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { metricOf, seriesOf } from './archive-metric.ts';
import { lastEndBy } from './uploads.ts';
import { walWritten } from './wal-waiting.ts';

/** A replica that archives, as the leader of a standby cluster does with archive_mode=always. */
export interface ArchivingReplica {
  /** One plain sentence, without a final stop. */
  readonly words: string;
  /** It should have completed an upload by now, and has not. */
  readonly isBehind: boolean;
}

/**
 * Whether a replica archives: by an upload that it completed as a replica, or by files that wait there, of which a
 * replica that archives nothing has none. What it completed while it was a primary says nothing.
 */
export function archivingReplica(snapshot: Snapshot, host: string): ArchivingReplica | undefined {
  const { at, cluster, uploadLog } = snapshot;
  const { uploadMaxAge } = cluster.thresholds;
  const last = uploadLog.kind === 'unavailable' ? undefined : lastEndBy(uploadLog.value, host);
  const waiting = metricOf(snapshot, 'pendingWal', host) ?? 0;
  const archives = last !== undefined && wasReplica(snapshot, host, last);
  if (!archives && waiting < 1) return undefined;

  const since =
    last === undefined
      ? 'no upload of it is known'
      : `its last upload in the log ended ${durationWords(at - last)} ago`;
  if (last !== undefined && at - last < uploadMaxAge) {
    return { words: `${host}, a replica, archives: ${since}`, isBehind: false };
  }
  const written = walWritten(snapshot, host, uploadMaxAge) ?? Infinity;
  if (waiting < 1 && written < cluster.walSegmentSize) return undefined;
  const words =
    waiting < 1
      ? `${host}, a replica, archived, and ${since}`
      : `${waiting} ${waiting === 1 ? 'file waits' : 'files wait'} to be archived on ${host}, a replica, and ${since}`;
  return { words, isBehind: true };
}

function wasReplica(snapshot: Snapshot, host: string, then: EpochMs): boolean {
  const series = seriesOf(snapshot, 'replica', host);
  return series !== undefined && (valueAt(series, then, CURRENT_WITHIN) ?? 0) > 0;
}
