import { namesHosts } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import type { EndedUpload } from '../domain/upload.ts';
import { parseWalFile, segmentNumber, type WalSegmentSize } from '../domain/wal-file.ts';
import { elsewhere } from './elsewhere.ts';
import { archivingHost } from './uploads.ts';

/** A segment whose upload ended, by its number on its timeline. */
export interface SegmentUpload {
  readonly timeline: number;
  readonly number: number;
  readonly at: EpochMs;
  /** False where the log does not tell when it began. */
  readonly beginSeen: boolean;
  readonly host: string | undefined;
  readonly archiver?: Archiver | undefined;
  readonly destination?: string | undefined;
  readonly state: 'complete' | 'skipped';
  /** The store had it already: this host need not be who stored it. */
  readonly storedBefore?: true;
}

/** How far below a switch the tail of a host may lie that the metrics no longer know. */
const TAIL = 1024;

/** A segment of somebody's upload, as far as it tells whose it is. */
interface Owned {
  readonly timeline: number;
  readonly number: number;
  readonly host: string | undefined;
  readonly archiver?: Archiver | undefined;
  readonly destination?: string | undefined;
}

/** The ended uploads of this cluster. */
export function clusterSegments(snapshot: Snapshot): readonly SegmentUpload[] | undefined {
  const { uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable' || uploadLog.value.ended.kind === 'unavailable') {
    return undefined;
  }
  const all = endedSegments(uploadLog.value.ended.value.uploads, cluster.walSegmentSize);
  return all.filter(isOfCluster(snapshot, all));
}

/**
 * Which uploads are this cluster's. An index may hold other clusters too, and their segments would tear
 * holes into the sequence: so the hosts count that the metrics know; without these the host that archives.
 * Of any other host counts what can open no hole that is not there: what lies between the segments of
 * ours, or leads up to them where nobody tells the hosts, and the end of an older timeline shortly before ours
 * begins, as a dead primary leaves it. What goes to another destination than the primary’s is in another archive, whoever puts it there; but where a timeline is older
 * than all that the primary's destination has, whoever archived it is who was the primary before.
 */
export function isOfCluster(
  snapshot: Snapshot,
  ended: readonly SegmentUpload[],
): (one: Owned) => boolean {
  const { uploadLog, metrics } = snapshot;
  if (uploadLog.kind === 'measured' && uploadLog.value.source === 'log files') return () => true;

  const known =
    metrics.replica.kind === 'measured'
      ? new Set<string | undefined>(metrics.replica.value.map(({ host }) => host))
      : new Set([archivingHost(snapshot)]);
  known.delete(undefined);
  const isKnown = ({ host, archiver }: Owned): boolean =>
    known.has(host) || (host === undefined && !namesHosts(archiver));
  const archiving = archivingHost(snapshot);
  const isElsewhere = elsewhere(
    ended,
    known.has(archiving) ? ended.filter(({ host }) => host === archiving) : ended.filter(isKnown),
  );
  const oldest = ended.reduce(
    (lowest, one) => (isKnown(one) && !isElsewhere(one) ? Math.min(lowest, one.timeline) : lowest),
    Infinity,
  );
  const isOurs = (one: Owned): boolean =>
    isKnown(one) && (!isElsewhere(one) || one.timeline < oldest);
  const ours = ended.filter(isOurs);
  const spans =
    metrics.replica.kind === 'measured'
      ? spansOf(ours)
      : downToTheirBegin(
          ours,
          ended.filter((one) => !isElsewhere(one)),
        );
  const joins = ({ timeline, number }: Owned): boolean => {
    const same = spans.get(timeline);
    if (same !== undefined && number < same.last) {
      return number > same.first || (number === same.first && same.begunByAnother === true);
    }
    // With the hosts known, the end of a timeline of theirs is the end; else another may have pushed the rest.
    if (same !== undefined && metrics.replica.kind === 'measured') return false;
    const next = [...spans.keys()].reduce(
      (lowest, other) => (other > timeline ? Math.min(lowest, other) : lowest),
      Infinity,
    );
    const follows = spans.get(next);
    return follows !== undefined && number < follows.first && follows.first - number <= TAIL;
  };
  return (one) => isOurs(one) || (joins(one) && !isElsewhere(one));
}

/** Those of the uploads that ended and were of segments. */
export const endedSegments = (
  uploads: readonly EndedUpload[],
  size: WalSegmentSize,
): readonly SegmentUpload[] => uploads.flatMap((upload) => asSegment(upload, size));

function asSegment(
  { file, host, archiver, destination, state, beganAt, endedAt, storedBefore }: EndedUpload,
  size: WalSegmentSize,
): SegmentUpload[] {
  const place = placeOf(file, size);
  if (place === undefined) return [];
  const beginSeen = beganAt !== undefined;
  const segment = { ...place, at: endedAt, beginSeen, host, archiver, destination, state };
  return [storedBefore === true ? { ...segment, storedBefore } : segment];
}

/** Timeline and number of a segment; undefined for any other file. */
export function placeOf(
  file: string,
  size: WalSegmentSize,
): { readonly timeline: number; readonly number: number } | undefined {
  const parsed = parseWalFile(file);
  if (parsed?.kind !== 'segment') return undefined;
  const number = segmentNumber(parsed.segment, size);
  return number === undefined ? undefined : { timeline: parsed.segment.timeline, number };
}

interface Span {
  readonly first: number;
  readonly last: number;
  /** Then `first` is none of ours yet. */
  readonly begunByAnother?: true;
}

/**
 * Where nobody tells the hosts, a timeline may have been begun by another than the one that pushed something of it later,
 * as a new primary pushes again what it finds. Whoever had completed the segment below ours by then had begun it.
 */
function downToTheirBegin(
  ours: readonly SegmentUpload[],
  ended: readonly SegmentUpload[],
): ReadonlyMap<number, Span> {
  const spans = spansOf(ours);
  const since = new Map<number, EpochMs>();
  for (const { timeline, at } of ours) {
    since.set(timeline, Math.min(at, since.get(timeline) ?? Infinity));
  }
  const below = ended.filter(({ timeline, number, at }) => {
    const first = spans.get(timeline)?.first ?? -Infinity;
    return number < first && first - number <= TAIL && at <= (since.get(timeline) ?? -Infinity);
  });
  const keyOf = ({ timeline, host }: SegmentUpload): string => `${timeline} ${host ?? ''}`;
  const beganIt = new Set(
    below
      .filter(({ timeline, number }) => number + 1 === spans.get(timeline)?.first)
      .map((one) => keyOf(one)),
  );
  const begins = new Map<number, number>();
  for (const one of below) {
    const { timeline, number } = one;
    if (!beganIt.has(keyOf(one))) continue;
    begins.set(timeline, Math.min(number, begins.get(timeline) ?? Infinity));
  }
  return new Map(
    [...spans].map(([timeline, { first, last }]) => {
      const begin = begins.get(timeline);
      return [
        timeline,
        begin === undefined ? { first, last } : { first: begin, last, begunByAnother: true },
      ];
    }),
  );
}

function spansOf(uploads: readonly SegmentUpload[]): ReadonlyMap<number, Span> {
  const spans = new Map<number, Span>();
  for (const { timeline, number } of uploads) {
    const span = spans.get(timeline) ?? { first: number, last: number };
    spans.set(timeline, {
      first: Math.min(span.first, number),
      last: Math.max(span.last, number),
    });
  }
  return spans;
}
