import type { Snapshot } from '../../domain/snapshot.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Upload } from '../../domain/upload.ts';
import { parseWalFile, segmentNumber, type WalSegmentSize } from '../../domain/wal-file.ts';
import { archivingHost } from './uploads.ts';

/** A segment whose upload ended, by its number on its timeline. */
export interface SegmentUpload {
  readonly timeline: number;
  readonly number: number;
  readonly at: EpochMs;
  /** False where the log does not tell when it began. */
  readonly beginSeen: boolean;
  readonly host: string | undefined;
  readonly state: 'complete' | 'skipped';
}

/** How far below a switch the tail of a host may lie that the metrics no longer know. */
const TAIL = 1024;

/**
 * The ended uploads of this cluster. An index may hold other clusters too, and their segments would tear
 * holes into the sequence: so the hosts count that the metrics know; without these the host that archives.
 * Of any other host counts what can open no hole that is not there: what lies between the segments of
 * ours, and the end of an older timeline shortly before ours begins, as a dead primary leaves it.
 */
export function clusterSegments(snapshot: Snapshot): readonly SegmentUpload[] | undefined {
  const { uploadLog, cluster, metrics } = snapshot;
  if (uploadLog.kind === 'unavailable' || uploadLog.value.ended === undefined) return undefined;
  const all = endedSegments(uploadLog.value.ended.uploads, cluster.walSegmentSize);
  if (uploadLog.value.source === 'log files') return all;

  const known =
    metrics.replica.kind === 'measured'
      ? new Set<string | undefined>(metrics.replica.value.map(({ host }) => host))
      : new Set([archivingHost(snapshot)]);
  known.delete(undefined);
  const ours = all.filter(({ host }) => known.has(host));
  const spans = spansOf(ours);
  const joins = ({ timeline, number }: SegmentUpload): boolean => {
    const same = spans.get(timeline);
    if (same !== undefined && number < same.last) return number > same.first;
    // With the hosts known, the end of a timeline of theirs is the end; else another may have pushed the rest.
    if (same !== undefined && metrics.replica.kind === 'measured') return false;
    const next = Math.min(...[...spans.keys()].filter((other) => other > timeline));
    const follows = spans.get(next);
    return follows !== undefined && number < follows.first && follows.first - number <= TAIL;
  };
  return all.filter((upload) => known.has(upload.host) || joins(upload));
}

/** Those of the uploads that ended and were of segments. */
export const endedSegments = (
  uploads: readonly Upload[],
  size: WalSegmentSize,
): readonly SegmentUpload[] => uploads.flatMap((upload) => asSegment(upload, size));

function asSegment(
  { file, host, state, beganAt, endedAt }: Upload,
  size: WalSegmentSize,
): SegmentUpload[] {
  const parsed = parseWalFile(file);
  if (parsed?.kind !== 'segment' || endedAt === undefined) return [];
  if (state !== 'complete' && state !== 'skipped') return [];
  const number = segmentNumber(parsed.segment, size);
  if (number === undefined) return [];
  const { timeline } = parsed.segment;
  return [{ timeline, number, at: endedAt, beginSeen: beganAt !== undefined, host, state }];
}

interface Span {
  readonly first: number;
  readonly last: number;
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
