import { namesHosts } from '../archivers/archivers.ts';
import type { SeenIn } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { oncePerSnapshot } from './once.ts';
import { succeededByMetrics } from './base-backup.ts';
import { placeOf } from './cluster-segments.ts';
import { newClusterOf } from './since-new-cluster.ts';

/** A segment by its number on its timeline. */
interface Place {
  readonly timeline: number;
  readonly number: number;
}

/** A base backup that is in the store, and what is known of the WAL that it needs. */
export interface KnownBackup {
  readonly seenIn: Extract<SeenIn, 'log' | 'metric'>;
  readonly beganAt: EpochMs | undefined;
  readonly endedAt: EpochMs;
  /** The first segment that it needs, and the last. */
  readonly start: Place | undefined;
  readonly stop: Place | undefined;
}

/**
 * Every base backup that is known to be in the store, the oldest first: by the metrics of its job, by the archiver's
 * own log. One that both tell of is there twice, and either of them is true.
 */
export const knownBackups = oncePerSnapshot((snapshot): readonly KnownBackup[] =>
  [
    ...succeededByMetrics(snapshot).map((run): KnownBackup => ({
      ...run,
      seenIn: 'metric',
      start: undefined,
      stop: undefined,
    })),
    ...byLog(snapshot),
  ]
    // One of the cluster before does not go with the WAL of this one.
    .filter(({ endedAt }) => endedAt >= (newClusterOf(snapshot)?.at ?? -Infinity))
    .sort((a, b) => a.endedAt - b.endedAt),
);

function byLog({ uploadLog, cluster, at }: Snapshot): readonly KnownBackup[] {
  if (uploadLog.kind === 'unavailable') return [];
  const place = (file: string | undefined): Place | undefined =>
    file === undefined ? undefined : placeOf(file, cluster.walSegmentSize);
  return (
    (uploadLog.value.completeBackups ?? [])
      .filter(({ endedAt }) => endedAt <= at)
      // A server by a name of its archiver's own, beside others: of which cluster it is nobody knows.
      .filter(({ archiver, host }) => host === undefined || namesHosts(archiver))
      .map(({ beganAt, endedAt, start, stop }) => ({
        seenIn: 'log',
        beganAt,
        endedAt,
        start: place(start),
        stop: place(stop),
      }))
  );
}
