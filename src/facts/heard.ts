import { loggedUploads } from '../domain/logged-uploads.ts';
import { CURRENT_WITHIN } from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { Thresholds } from '../domain/thresholds.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { seriesOf } from './archive-metric.ts';
import { isBy } from './uploads.ts';

/** Up to when anything is known of what a host archives. Later than that its silence says nothing. */
export interface Heard {
  readonly until: EpochMs;
  /** Until now, but for what a line or a sample takes to arrive. */
  readonly isCurrent: boolean;
  /** True if it is the log that arrives, where an error would show. */
  readonly byLog: boolean;
}

/**
 * A file that is read where it is written holds nothing newer than the begin of an upload that hangs; whoever was
 * paged after a quarter of an hour reads it within another. One that is silent for longer may as well be a copy.
 */
const FILE_SILENT_AFTER: DurationMs = 30 * MINUTE;

export function heardOf(snapshot: Snapshot, host: string | undefined): Heard {
  const { at, uploadLog, cluster } = snapshot;
  const log = uploadLog.kind === 'unavailable' ? undefined : uploadLog.value;
  const logged = log === undefined ? -Infinity : loggedUntil(log, host);
  const byLog = log !== undefined && at - logged < silentAfter(log, cluster.thresholds);
  const sampled = sampledUntil(snapshot, host);
  return {
    until: Math.min(at, Math.max(logged, sampled)),
    isCurrent: byLog || at - sampled <= CURRENT_WITHIN,
    byLog,
  };
}

/** Up to when the log would have shown an error of a host, or a segment of it that came late. */
export function readUntil(snapshot: Snapshot, host: string | undefined): EpochMs {
  const { at, uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return -Infinity;
  const logged = loggedUntil(uploadLog.value, host);
  return at - logged < silentAfter(uploadLog.value, cluster.thresholds) ? at : logged;
}

/** From when on a host that ships nothing counts as silent. */
export const silentAfter = (
  { source }: UploadLog,
  { uploadStuckAfter, shippingAllowance }: Thresholds,
): DurationMs =>
  source === 'log files' ? FILE_SILENT_AFTER : Math.max(uploadStuckAfter, 2 * shippingAllowance);

/** The newest line of the host: of any kind where the index tells, else of what was read. */
function loggedUntil(log: UploadLog, host: string | undefined): EpochMs {
  const mine = isBy(host, log);
  const shippers = log.pipeline.kind === 'measured' ? log.pipeline.value.hosts : [];
  const shipped = shippers.find((activity) => activity.host === host)?.newestAt;
  const moments = [
    ...loggedUploads(log)
      .filter(mine)
      .flatMap(({ beganAt, endedAt }) => [beganAt, endedAt]),
    ...log.failures.filter(mine).map((failure) => failure.at),
    ...log.baseBackups.filter(mine).map(({ lastAt }) => lastAt),
    shipped,
  ];
  return moments.reduce<EpochMs>(
    (newest, moment) => Math.max(newest, moment ?? -Infinity),
    -Infinity,
  );
}

/** The newest sample that tells whether the host archives. */
const sampledUntil = (snapshot: Snapshot, host: string | undefined): EpochMs =>
  (['lastArchive', 'archiverAge', 'pendingWal'] as const).reduce<EpochMs>(
    (newest, name) =>
      Math.max(
        newest,
        seriesOf(snapshot, name, host)?.points.findLast(({ at }) => at <= snapshot.at)?.at ??
          -Infinity,
      ),
    -Infinity,
  );
