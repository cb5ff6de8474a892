import { namesHosts } from '../archivers/archivers.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { HOUR, type EpochMs } from '../domain/time.ts';
import type { SegmentUpload } from './cluster-segments.ts';
import { byHost, meet, spanOf } from './completions.ts';
import { elsewhere } from './elsewhere.ts';
import { permissionBeside, type Rightful } from './rightful.ts';
import type { TimelineEnd } from './timeline-end.ts';

/** One wal-push process pushes at most so many at once: two writers of one sequence are not further apart. */
export const CLOSE = 32;

/** A writer that completes a segment every half hour has not stopped after a quarter of one. */
const SLOWEST = HOUR;

/** How it is known that a host is of this cluster: by its role, by metrics that have stopped, by its segments. */
export type Belonging = 'replica' | 'silent' | 'by sequence';

/** A host beside the rightful one that completes what only that may. */
export interface SecondWriter {
  /** Undefined where the log names none. */
  readonly host: string | undefined;
  readonly belongs: Belonging;
  readonly latest: SegmentUpload;
  /** When it completed the first of what it may not, as far as the log goes back. */
  readonly began: EpochMs;
  readonly count: number;
  /** So many names of these the rightful one completed, too. */
  readonly shared: number;
  /** Whether it only goes on where the rightful one has stopped, as another name of the same host does. */
  readonly continues: boolean;
  /** The end of the timeline that it goes on with; undefined where that timeline has not ended. */
  readonly end: TimelineEnd | undefined;
}

/**
 * The law: a timeline has one writer. What was written before a timeline ended is left over, and anyone's to
 * push, then or later. Whatever else a host beside the rightful one completes makes it a second writer, if it
 * belongs to this cluster: by the metrics, or by its segments, which lie between those of the rightful one.
 * No fault is a host that was renamed, which stopped before its new name began; nor is another cluster in the
 * same index, which archives to another destination, or is far away in its sequence.
 */
export function secondWriters(
  snapshot: Snapshot,
  all: readonly SegmentUpload[],
  rightful: Rightful,
  belonging: (host: string) => Belonging,
): readonly SecondWriter[] {
  const mayComplete = permissionBeside(snapshot, all, rightful);
  const own = rightful.completed.filter((upload) => !isAnybodys(upload, rightful));
  const names = new Set(own.map(nameOf));
  const lines = new Set(own.map(lineOf));
  const span = spanOf(own.map(({ at }) => at));
  const isElsewhere = elsewhere(all, own);
  const told = all.map((upload) =>
    isAnybodys(upload, rightful) ? { ...upload, host: undefined } : upload,
  );
  const hosts = [...byHost(told)].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return hosts.flatMap(([host, completed]): SecondWriter[] => {
    if (host === rightful.host) return [];
    const belongs = host === undefined ? 'by sequence' : belonging(host);
    const mayNot = completed.filter(
      (upload) =>
        !mayComplete(upload) &&
        (host !== undefined || !lines.has(lineOf(upload))) &&
        !(isElsewhere(upload) && mayArchiveElsewhere(belongs, upload, rightful)),
    );
    const latest = mayNot.reduce<SegmentUpload | undefined>(
      (newest, upload) => (newest === undefined || upload.at > newest.at ? upload : newest),
      undefined,
    );
    const times = spanOf(mayNot.map(({ at }) => at));
    if (latest === undefined || times === undefined || !isActive(snapshot, mayNot)) return [];

    const again = mayNot.filter((upload) => names.has(nameOf(upload)));
    const shared = new Set(again.map(nameOf)).size;
    const before = span !== undefined && times.last <= span.first;
    const after = span !== undefined && times.first >= span.last;
    const handedOver = before || (after && !rightful.byRole);
    const renamed = handedOver && (shared === 0 || findsOlder(snapshot, again, completed));
    if (belongs !== 'replica' && renamed) return [];
    if (belongs === 'by sequence' && !isNear(mayNot, completed, rightful)) return [];
    // A line that lost its host may well be the rightful one's, unless that completed the same once more.
    if (host === undefined && shared === 0 && latest.timeline === rightful.timeline) return [];
    return [
      {
        host,
        belongs,
        latest,
        began: times.first,
        count: mayNot.length,
        shared,
        continues: after && shared === 0,
        end: mayComplete.endOf(latest.timeline),
      },
    ];
  });
}

/** An archiver that names no hosts tells what was completed: whoever is the primary now, an older timeline need not be its. */
const isAnybodys = ({ host, archiver, timeline }: SegmentUpload, rightful: Rightful): boolean =>
  host === rightful.host && !namesHosts(archiver) && timeline < rightful.timeline;

/** A new primary pushes again what it finds of older timelines, before anything of its own. */
function findsOlder(
  { at, cluster }: Snapshot,
  again: readonly SegmentUpload[],
  completed: readonly SegmentUpload[],
): boolean {
  const newest = completed.reduce((most, { timeline }) => Math.max(most, timeline), 0);
  const began = spanOf(again.map((upload) => upload.at))?.first ?? at;
  return (
    again.every(({ timeline }) => timeline < newest) ||
    at - began < cluster.thresholds.failoverGrace
  );
}

/** Another cluster may, and a replica with archive_mode = always. Whoever was a primary beside ours is one to be told of. */
const mayArchiveElsewhere = (
  belongs: Belonging,
  { timeline }: SegmentUpload,
  rightful: Rightful,
): boolean =>
  belongs === 'by sequence' || (belongs === 'replica' && timeline === rightful.timeline);

/** Whether it goes on: its last completion is no older than it may be, for one that is as slow as it was. */
function isActive({ at, cluster }: Snapshot, uploads: readonly SegmentUpload[]): boolean {
  const span = spanOf(uploads.map((upload) => upload.at));
  if (span === undefined) return false;
  const pause = uploads.length < 2 ? 0 : (span.last - span.first) / (uploads.length - 1);
  return at - span.last < Math.max(cluster.thresholds.uploadMaxAge, Math.min(SLOWEST, 2 * pause));
}

/** Whether what it completed lies in the same stretch of the sequence as what the rightful one did. */
function isNear(
  mayNot: readonly SegmentUpload[],
  completed: readonly SegmentUpload[],
  rightful: Rightful,
): boolean {
  const timelines = new Set(mayNot.map(({ timeline }) => timeline));
  const theirs = completed.filter(({ timeline }) => timelines.has(timeline));
  const one = spanOf(theirs.map(({ number }) => number));
  const other = spanOf(rightful.completed.map(({ number }) => number));
  return one !== undefined && other !== undefined && meet(one, other, CLOSE);
}

const nameOf = ({ timeline, number }: SegmentUpload): string => `${timeline} ${number}`;
const lineOf = (upload: SegmentUpload): string => `${nameOf(upload)} ${upload.at}`;
