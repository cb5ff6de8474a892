import type { BackupLack, LackingBackup, Restorable } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { least } from '../domain/extremes.ts';
import { isOlder } from './backup-behind-hole.ts';
import type { ClassifiedHole, Continuity } from './continuity.ts';
import { knownBackups, type KnownBackup } from './known-backups.ts';
import { archivingHost, newest } from './uploads.ts';
import { writtenUntil } from './written-until.ts';

/** Where the segments behind a base backup come to an end, and why. */
interface End {
  readonly hole: ClassifiedHole | undefined;
  /** The first segment that is not there. */
  readonly next: { readonly timeline: number; readonly number: number };
  /** Until when nothing was written but what these segments hold; undefined where no position tells. */
  readonly writtenUntil: EpochMs | undefined;
  /** When the last of them was completed: what was written later is in none of them. */
  readonly completedAt: EpochMs;
}

type Judged =
  | { readonly backup: KnownBackup; readonly end: End }
  | { readonly backup: KnownBackup; readonly lack: BackupLack };

/**
 * From when to when the cluster can be restored: from the end of a base backup to the last segment that follows without
 * a hole. A base backup needs every segment since its begin, so a hole within it is as bad as one behind it; and its
 * last segment must be archived, or where that is not known, all that was written until its end. Undefined where no base backup or no sequence is known.
 */
export function restorable(snapshot: Snapshot, continuity: Continuity): Restorable | undefined {
  if (continuity.kind === 'unknown') return undefined;
  const last = endOfSequence(snapshot, continuity);
  if (last === undefined) return undefined;
  const holes = [...continuity.holes]
    .sort((a, b) => a.timeline - b.timeline || a.first - b.first)
    .map((hole) => endAtHole(snapshot, hole));
  const seenSince =
    continuity.atEdge === 0
      ? continuity.since
      : continuity.since + snapshot.cluster.thresholds.uploadStuckAfter;
  const isSeenWhole = ({ beganAt, start }: KnownBackup): boolean =>
    (beganAt !== undefined && beganAt >= seenSince) ||
    (start !== undefined &&
      continuity.uploads.some(
        (one) =>
          one.state === 'complete' &&
          one.timeline === start.timeline &&
          one.number <= start.number &&
          one.at >= seenSince,
      ));

  const judged = knownBackups(snapshot).map((backup) => judge(backup, holes, last));
  const newestOfAll = judged.at(-1);
  const usable = judged.filter((one) => 'end' in one);
  const best = usable.at(-1);
  const lacking =
    newestOfAll !== undefined && 'lack' in newestOfAll ? lackOf(newestOfAll) : undefined;
  if (best === undefined) return lacking && { kind: 'nothing', newest: lacking };

  const { end } = best;
  // An older one goes as far; but where the log shows less of it, the newer one is the better promise.
  const oldest = usable.find((one) => one.end === end && isSeenWhole(one.backup)) ?? best;
  const from = oldest.backup.endedAt;
  const notSeenBefore = isSeenWhole(oldest.backup) ? undefined : seenSince;
  if (end.writtenUntil !== undefined && end.writtenUntil < from) {
    return { kind: 'backup-alone', endedAt: from, notSeenBefore, newest: undefined };
  }
  const completedAt = Math.max(best.backup.endedAt, end.completedAt);
  return {
    kind: end.hole?.state === 'lost' ? 'cut' : 'whole',
    from,
    until: {
      // An idle database writes nothing: nothing can be restored that is newer than the last segment.
      atLeast: end.writtenUntil && Math.min(end.writtenUntil, completedAt),
      atMost: completedAt,
    },
    notSeenBefore,
    newest: lacking,
  };
}

const lackOf = ({ backup, lack }: Extract<Judged, { lack: BackupLack }>): LackingBackup => ({
  endedAt: backup.endedAt,
  lack,
});

function judge(backup: KnownBackup, holes: readonly End[], last: End): Judged {
  const { beganAt, endedAt, start, stop } = backup;
  const end = holes.find(({ hole }) => hole !== undefined && !isOlder(hole, backup)) ?? last;
  const { hole } = end;
  const isWhole =
    stop === undefined
      ? (end.writtenUntil ?? end.completedAt) >= endedAt
      : stop.timeline < end.next.timeline ||
        (stop.timeline === end.next.timeline && stop.number < end.next.number);
  if (isWhole) return { backup, end };
  const isStartKnown = beganAt !== undefined || start !== undefined;
  if (!isStartKnown && hole !== undefined && hole.followedAt <= endedAt) {
    return { backup, lack: 'start-unknown' };
  }
  return { backup, lack: hole?.state === 'lost' ? 'needs-missing-segments' : 'not-archived-yet' };
}

/** Up to the first segment that is missing. */
function endAtHole(snapshot: Snapshot, hole: ClassifiedHole): End {
  const start = hole.first * snapshot.cluster.walSegmentSize;
  return {
    hole,
    next: { timeline: hole.timeline, number: hole.first },
    // A log without host names is of the host that archives.
    writtenUntil: writtenUntil(
      snapshot,
      hole.host ?? archivingHost(snapshot),
      start,
      hole.followedAt,
    ),
    completedAt: hole.before,
  };
}

/** Up to the newest segment of the newest timeline: the one that is being written is in no archive. */
function endOfSequence(
  snapshot: Snapshot,
  { uploads, timeline }: Extract<Continuity, { kind: 'known' }>,
): End | undefined {
  const own = uploads.filter((one) => one.timeline === timeline && one.state === 'complete');
  const top = newest(own, ({ number }) => number);
  if (top === undefined) return undefined;
  const end = (top.number + 1) * snapshot.cluster.walSegmentSize;
  const first = own.filter(({ number }) => number === top.number).map(({ at }) => at);
  return {
    hole: undefined,
    next: { timeline, number: top.number + 1 },
    // Whoever pushed it has written it: on another host that thinks it is the primary there may be other WAL.
    writtenUntil: writtenUntil(snapshot, top.host ?? archivingHost(snapshot), end, snapshot.at),
    completedAt: least(first) ?? top.at,
  };
}
