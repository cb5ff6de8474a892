import { greatest, least } from '../domain/extremes.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import type { Reading } from '../domain/reading.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { hasEnded, lastTouched, type EndedUpload, type Upload } from '../domain/upload.ts';
import type { EndedUploads, NewCluster, UploadLog } from '../domain/upload-log.ts';
import { metricOf } from './archive-metric.ts';
import { endedSegments } from './cluster-segments.ts';
import { byHost } from './completions.ts';
import { newest } from './uploads.ts';

/** The timeline of every new cluster, and so of one that pg_upgrade made. */
const FIRST = 1;

/**
 * A snapshot with the log since the host has a new cluster, on timeline 1 again. pg_upgrade makes one, right behind the
 * last segment of the old one (https://www.postgresql.org/docs/current/pgupgrade.html, `pg_resetwal -l`), and initdb
 * makes one at the very beginning. To an order by timelines all that it archives would be older than what the old
 * cluster did, which is of no use to it: its WAL and its base backups are left out.
 */
export function sinceNewCluster(snapshot: Snapshot): Snapshot {
  const { uploadLog } = snapshot;
  if (uploadLog.kind === 'unavailable') return snapshot;
  const newCluster = newClusterIn(uploadLog.value, snapshot);
  return newCluster === undefined
    ? snapshot
    : { ...snapshot, uploadLog: { ...uploadLog, value: logSince(uploadLog.value, newCluster) } };
}

/** Undefined where nothing was left out. */
export const newClusterOf = ({ uploadLog }: Snapshot): NewCluster | undefined =>
  uploadLog.kind === 'unavailable' ? undefined : uploadLog.value.newCluster;

function logSince(log: UploadLog, newCluster: NewCluster): UploadLog {
  const { at } = newCluster;
  return {
    ...log,
    newCluster,
    from: Math.max(log.from, at),
    uploads: log.uploads.filter(touchedSince(at)),
    failures: log.failures.filter(saidSince(at)),
    ended: endedSince(log.ended, at),
    completeBackups: log.completeBackups?.filter(({ endedAt }) => endedAt >= at),
  };
}

const touchedSince =
  (since: EpochMs) =>
  (upload: Upload): boolean =>
    lastTouched(upload) >= since;

const saidSince =
  (since: EpochMs) =>
  ({ at }: { readonly at: EpochMs }): boolean =>
    at >= since;

function endedSince(reading: Reading<EndedUploads>, at: EpochMs): Reading<EndedUploads> {
  if (reading.kind === 'unavailable') return reading;
  const { from, uploads, tries } = reading.value;
  return {
    ...reading,
    value: {
      from: Math.max(from, at),
      uploads: uploads.filter(touchedSince(at)),
      tries: tries && {
        ...tries,
        uploads: tries.uploads.filter(touchedSince(at)),
        failures: tries.failures.filter(saidSince(at)),
      },
    },
  };
}

/**
 * One server never goes back to timeline 1 by itself. A former primary that pushes what it had left is behind what it
 * pushed later, and does not write there; and two clusters under one name take turns.
 */
function newClusterIn(log: UploadLog, snapshot: Snapshot): NewCluster | undefined {
  const size = snapshot.cluster.walSegmentSize;
  const ended = loggedUploads(log).filter(hasEnded);
  if (!ended.some(isOnFirst) || ended.every(isOnFirst)) return undefined;
  for (const [host, own] of byHost(endedSegments(ended, size))) {
    const before = own.filter(({ timeline }) => timeline > FIRST);
    const last = newest(before, ({ at }) => at);
    if (last === undefined) continue;
    const since = own.filter(({ timeline, at }) => timeline === FIRST && at > last.at);
    const highest = greatest(before.map(({ number }) => number)) ?? 0;
    const at = least(since.map((one) => one.at));
    if (at === undefined) continue;
    const goesOn = since.every(({ number }) => number > highest);
    const position = metricOf(snapshot, 'walPosition', host);
    const isWritten =
      position !== undefined &&
      position < highest * size &&
      since.every(({ number }) => number * size <= position);
    if (goesOn || isWritten) return { at, from: last.timeline };
  }
  return undefined;
}

const isOnFirst = ({ file }: EndedUpload): boolean => file.startsWith('00000001');
