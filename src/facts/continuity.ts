import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { Upload } from '../domain/upload.ts';
import { segmentNumber } from '../domain/wal-file.ts';
import { readUntil } from './heard.ts';
import { arrivalDelay, logLateness } from './log-lateness.ts';
import type { Hole } from './hole.ts';
import { lengthOf } from '../domain/segment-range.ts';
import { sequenceOf, type Sequence } from './sequence.ts';
import { archivingHost, segmentOf, unfinishedOfAll } from './uploads.ts';
import { oncePerSnapshot } from './once.ts';
import { waitsByCount } from './waits-by-count.ts';

/**
 * Why a segment is missing. Delayed: it may still come, or its line may. Uploading: it has begun, or still waits by
 * PostgreSQL's count. Lost: neither, or it began so long ago that it should have ended.
 */
export type HoleState = 'delayed' | 'uploading' | 'lost';

export interface ClassifiedHole extends Hole {
  readonly state: HoleState;
  /** WAL-E found no file: it marked the segment done and uploaded nothing. */
  readonly skipped: boolean;
  /**
   * When an upload of it began that should have ended long ago: it hangs, or the line of its end was lost. Where no
   * line tells of its begin, and it still waits, it began when the one before it was completed.
   */
  readonly overdueSince: EpochMs | undefined;
  /** How many segments the hole has that this may be a piece of. */
  readonly of: number;
}

export type Continuity =
  | (Omit<Extract<Sequence, { kind: 'known' }>, 'holes'> & {
      readonly holes: readonly ClassifiedHole[];
    })
  | Extract<Sequence, { kind: 'unknown' }>;

/** PostgreSQL tries a failed file again after at most a minute. */
const RETRIED_WITHIN = 3 * MINUTE;

/** The sequence of completed segments with its holes, each with the reason that the log gives for it. */
export const continuityOf = oncePerSnapshot(continuityIn);

function continuityIn(snapshot: Snapshot): Continuity {
  const sequence = sequenceOf(snapshot);
  if (sequence.kind === 'unknown') return sequence;

  const { shippingAllowance } = snapshot.cluster.thresholds;
  const until = lastWordOf(snapshot);
  const limit = longestUpload(snapshot);
  const { signs, overdue } = signsOf(snapshot, sequence, until, limit);
  const archiving = archivingHost(snapshot);
  // Lines that all arrive late, or times of a clock that is behind, leave the next line no time otherwise.
  const late = usualDelay(snapshot);
  const lateFor = (host: string | undefined): DurationMs => (until(host) < snapshot.at ? 0 : late);
  const holes = sequence.holes.flatMap((hole): readonly ClassifiedHole[] => {
    // What a dead primary had begun is not being uploaded any more: see failover-state.ts.
    const of = lengthOf(hole);
    if (hole.failover !== undefined) {
      return [{ ...hole, state: 'lost', skipped: false, overdueSince: undefined, of }];
    }
    return pieces(hole, signs).map(({ first, last, sign }): ClassifiedHole => {
      const recent = until(hole.host) - lateFor(hole.host) - hole.followedAt < shippingAllowance;
      const waits =
        hole.failed === undefined &&
        hole.timeline === sequence.timeline &&
        (hole.host ?? archiving) === archiving &&
        waitsByCount(snapshot, archiving, first);
      const isOverdue = until(hole.host) - hole.before >= limit;
      const told = sign ?? (waits ? (isOverdue ? 'overdue' : 'uploading') : undefined);
      const isUnderWay = told === 'uploading' || told === 'delayed';
      return {
        ...hole,
        first,
        last,
        state: isUnderWay ? told : recent && told !== 'skipped' ? 'delayed' : 'lost',
        skipped: told === 'skipped',
        overdueSince:
          told === 'overdue'
            ? (overdue.get(placeKey(hole.timeline, first)) ?? hole.before)
            : undefined,
        of,
      };
    });
  });
  return { ...sequence, holes };
}

/** By how much lines trail the upload that they tell of, where that is worth a word: a silent host is another matter. */
function usualDelay({ uploadLog, cluster }: Snapshot): DurationMs {
  const delay = uploadLog.kind === 'unavailable' ? 0 : arrivalDelay(uploadLog.value);
  return delay < MINUTE ? 0 : Math.min(delay, 2 * cluster.thresholds.shippingAllowance);
}

/** How long an upload may take before it counts as stuck, by a log whose lines may be late. */
function longestUpload({ uploadLog, cluster }: Snapshot): DurationMs {
  const { thresholds } = cluster;
  const lateness = uploadLog.kind === 'unavailable' ? 0 : logLateness(uploadLog.value, thresholds);
  return thresholds.uploadStuckAfter + lateness;
}

/**
 * Up to when a segment that is late could have shown: what would have come after the log fell silent is not known.
 * Of a host that is gone, the one that archives now would tell.
 */
function lastWordOf(snapshot: Snapshot): (host: string | undefined) => EpochMs {
  const now = readUntil(snapshot, archivingHost(snapshot));
  const known = new Map<string | undefined, EpochMs>();
  return (host) => {
    const until = known.get(host) ?? Math.max(now, readUntil(snapshot, host));
    known.set(host, until);
    return until;
  };
}

type Sign = 'uploading' | 'overdue' | 'delayed' | 'skipped';

const placeKey = (timeline: number, number: number): string => `${timeline} ${number}`;

interface Signs {
  /** Timeline and number to sign. */
  readonly signs: ReadonlyMap<number, ReadonlyMap<number, Sign>>;
  /** When what is overdue began. */
  readonly overdue: ReadonlyMap<string, EpochMs>;
}

/**
 * What single log lines say of segments that are not complete. A pool pushes several at once, and one of them may
 * hang while the others go on: what began longer ago than an upload may take hides no hole any more.
 */
function signsOf(
  { uploadLog, at, cluster }: Snapshot,
  { uploads, tries }: Extract<Sequence, { kind: 'known' }>,
  until: (host: string | undefined) => EpochMs,
  limit: DurationMs,
): Signs {
  const overdue = new Map<string, EpochMs>();
  const signs = new Map<number, Map<number, Sign>>();
  const note = (timeline: number, number: number | undefined, sign: Sign): void => {
    if (number === undefined) return;
    const own = signs.get(timeline) ?? new Map<number, Sign>();
    signs.set(timeline, own.set(number, sign));
  };
  // An archiver that logs no begin names the file in its error, and PostgreSQL does, too.
  for (const { timeline, number, failed, lastAt } of tries) {
    if (failed > 0 && at - lastAt < RETRIED_WITHIN) note(timeline, number, 'delayed');
  }
  for (const { timeline, number, state } of uploads) {
    if (state === 'skipped') note(timeline, number, 'skipped');
  }
  if (uploadLog.kind === 'unavailable') return { signs, overdue };

  const log = uploadLog.value;
  const failing = log.uploads.filter(
    (upload) => upload.state === 'failed' && at - upload.endedAt < RETRIED_WITHIN,
  );
  const place = (upload: Upload): readonly [number, number] | undefined => {
    const segment = segmentOf(upload);
    if (segment === undefined) return undefined;
    const number = segmentNumber(segment, cluster.walSegmentSize);
    return number === undefined ? undefined : [segment.timeline, number];
  };
  for (const upload of failing) {
    const at = place(upload);
    if (at !== undefined) note(...at, 'delayed');
  }
  // The oldest first: of several tries of a segment the newest counts.
  for (const upload of [...unfinishedOfAll(log)].sort((a, b) => a.beganAt - b.beganAt)) {
    const at = place(upload);
    if (at === undefined) continue;
    const isOverdue = until(upload.host) - upload.beganAt >= limit;
    note(...at, isOverdue ? 'overdue' : 'uploading');
    if (isOverdue) overdue.set(placeKey(...at), upload.beganAt);
  }
  return { signs, overdue };
}

/** Cuts a hole where single segments of it have a sign of their own. */
function pieces(
  { timeline, first, last }: Hole,
  signs: ReadonlyMap<number, ReadonlyMap<number, Sign>>,
): readonly { readonly first: number; readonly last: number; readonly sign: Sign | undefined }[] {
  const marked = [...(signs.get(timeline) ?? [])]
    .filter(([number]) => number >= first && number <= last)
    .sort(([a], [b]) => a - b);
  const parts: { first: number; last: number; sign: Sign | undefined }[] = [];
  const add = (from: number, to: number, sign: Sign | undefined): void => {
    const before = parts.at(-1);
    if (from > to) return;
    if (before?.sign === sign && before !== undefined) before.last = to;
    else parts.push({ first: from, last: to, sign });
  };
  let next = first;
  for (const [number, sign] of marked) {
    add(next, number - 1, undefined);
    add(number, number, sign);
    next = number + 1;
  }
  add(next, last, undefined);
  return parts;
}
