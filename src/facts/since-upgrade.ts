import { greatest, least } from '../domain/extremes.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import type { Reading } from '../domain/reading.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { hasEnded, lastTouched, type EndedUpload, type Upload } from '../domain/upload.ts';
import type { EndedUploads, UploadLog } from '../domain/upload-log.ts';
import type { WalSegmentSize } from '../domain/wal-file.ts';
import { endedSegments } from './cluster-segments.ts';
import { byHost } from './completions.ts';
import { newest } from './uploads.ts';

/** The timeline of every new cluster, and so of one that pg_upgrade made. */
const FIRST = 1;

/**
 * A snapshot with the log since PostgreSQL was upgraded. pg_upgrade makes a new cluster: on timeline 1 again, right
 * behind the last segment of the old one (https://www.postgresql.org/docs/current/pgupgrade.html, `pg_resetwal -l`). To
 * an order by timelines all that it archives would be older than what the old cluster did, which is of no use to it:
 * its WAL and its base backups are left out.
 */
export function sinceUpgrade(snapshot: Snapshot): Snapshot {
  const { uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return snapshot;
  const log = uploadLog.value;
  const upgrade = upgradeIn(log, cluster.walSegmentSize);
  return upgrade === undefined
    ? snapshot
    : { ...snapshot, uploadLog: { ...uploadLog, value: logSince(log, upgrade) } };
}

function logSince(log: UploadLog, upgrade: NonNullable<UploadLog['upgrade']>): UploadLog {
  const { at } = upgrade;
  return {
    ...log,
    upgrade,
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
 * pushed later, and two clusters under one name take turns.
 */
function upgradeIn(log: UploadLog, size: WalSegmentSize): UploadLog['upgrade'] {
  const ended = loggedUploads(log).filter(hasEnded);
  if (!ended.some(isOnFirst) || ended.every(isOnFirst)) return undefined;
  for (const own of byHost(endedSegments(ended, size)).values()) {
    const before = own.filter(({ timeline }) => timeline > FIRST);
    const last = newest(before, ({ at }) => at);
    if (last === undefined) continue;
    const since = own.filter(({ timeline, at }) => timeline === FIRST && at > last.at);
    const highest = greatest(before.map(({ number }) => number)) ?? 0;
    const at = least(since.map(({ at }) => at));
    if (at !== undefined && since.every(({ number }) => number > highest)) {
      return { at, from: last.timeline };
    }
  }
  return undefined;
}

const isOnFirst = ({ file }: EndedUpload): boolean => file.startsWith('00000001');
