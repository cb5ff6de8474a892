import type { SegmentRange } from './segment-range.ts';
import { formatWalSegment, segmentAt, type WalSegment, type WalSegmentSize } from './wal-file.ts';

/** `000000050000001000000007–0B`: the first name in full, and of the last what differs. */
export function rangeWords(range: SegmentRange, size: WalSegmentSize): string {
  const [first, last] = namesOf(range, size);
  if (first === last) return first;
  const different = Array.from(first).findIndex((character, index) => character !== last[index]);
  // Whole bytes: "0A–0B" reads better than "A–B".
  return `${first}–${last.slice(Math.min(different - (different % 2), first.length - 2))}`;
}

/** The names of the first and the last segment. */
export function namesOf({ timeline, first, last }: SegmentRange, size: WalSegmentSize) {
  const name = (number: number): string => formatWalSegment(existing(timeline, number, size));
  return [name(first), name(last)] as const;
}

/** A range lies between segments that were seen, so each of its numbers has a name. */
function existing(timeline: number, number: number, size: WalSegmentSize): WalSegment {
  const segment = segmentAt(timeline, number, size);
  if (segment === undefined) throw new RangeError(`there is no segment number ${number}`);
  return segment;
}
