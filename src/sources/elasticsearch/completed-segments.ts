import type { EpochMs } from '../../domain/time.ts';
import type { Upload } from '../../domain/upload.ts';
import { parseWalFile, segmentNumber, type WalSegmentSize } from '../../domain/wal-file.ts';

export interface CompletedSegment {
  readonly timeline: number;
  readonly number: number;
  readonly at: EpochMs;
}

/** Those that completed, the oldest first. */
export function segmentsOf(uploads: readonly Upload[], size: WalSegmentSize): CompletedSegment[] {
  return uploads
    .flatMap(({ file, state, endedAt: at }): CompletedSegment[] => {
      const parsed = parseWalFile(file);
      if (state !== 'complete' || parsed?.kind !== 'segment') return [];
      const number = segmentNumber(parsed.segment, size);
      return number === undefined ? [] : [{ timeline: parsed.segment.timeline, number, at }];
    })
    .sort((a, b) => a.at - b.at);
}

export const onTimeline = (
  segments: readonly CompletedSegment[],
  timeline: number,
): readonly number[] =>
  segments.filter((segment) => segment.timeline === timeline).map(({ number }) => number);

/** How far the sequence had come: what is behind it was not pushed before. */
export const furthest = (
  segments: readonly CompletedSegment[],
  timeline: number,
): number | undefined =>
  onTimeline(segments, timeline).reduce<number | undefined>(
    (most, number) => Math.max(most ?? number, number),
    undefined,
  );

export const lowest = (
  segments: readonly CompletedSegment[],
  timeline: number,
  otherwise: number,
): number => onTimeline(segments, timeline).reduce((a, b) => Math.min(a, b), otherwise);
