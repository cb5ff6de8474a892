/** Segments of one timeline by their numbers in the sequence, both ends included. */
export interface SegmentRange {
  readonly timeline: number;
  readonly first: number;
  readonly last: number;
}

export const lengthOf = ({ first, last }: SegmentRange): number => last - first + 1;

/** Whether two ranges have a segment in common. */
export const overlap = (one: SegmentRange, other: SegmentRange): boolean =>
  one.timeline === other.timeline && one.first <= other.last && other.first <= one.last;
