import {
  DEFAULT_WAL_SEGMENT_SIZE,
  formatWalSegment,
  segmentAt,
} from '../../src/domain/wal-file.ts';

/** The name of a segment of 16 MiB by its number in the sequence. */
export function segmentName(timeline: number, number: number): string {
  const segment = segmentAt(timeline, number, DEFAULT_WAL_SEGMENT_SIZE);
  if (segment === undefined) throw new Error('there is no such segment');
  return formatWalSegment(segment);
}
