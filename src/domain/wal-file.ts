import type { Lsn } from './lsn.ts';

/**
 * A WAL segment, as its name spells it: `TTTTTTTTLLLLLLLLSSSSSSSS`, three 32-bit numbers in hex.
 * `log` counts 4 GiB of WAL, `segment` counts segments within it.
 * https://www.postgresql.org/docs/current/wal-internals.html
 */
export interface WalSegment {
  readonly timeline: number;
  readonly log: number;
  readonly segment: number;
}

/** What `archive_command` may be asked to archive. Only `segment` is WAL that counts for continuity. */
export type WalFile =
  | { readonly kind: 'segment'; readonly segment: WalSegment }
  /** The last, incomplete segment of a timeline that ended in a promotion. */
  | { readonly kind: 'partial'; readonly segment: WalSegment }
  /** The label that a base backup leaves: the segment it starts in, and the byte offset there. */
  | { readonly kind: 'backup'; readonly segment: WalSegment; readonly offset: number }
  /** Which timelines came before this one. */
  | { readonly kind: 'history'; readonly timeline: number };

/** The length of one segment in bytes: a power of two from 1 MiB to 1 GiB, set by `initdb --wal-segsize`. */
export type WalSegmentSize = number;

const MIB = 1024 * 1024;
export const DEFAULT_WAL_SEGMENT_SIZE: WalSegmentSize = 16 * MIB;
const BYTES_PER_LOG = 2 ** 32;
const LOGS = 2 ** 32;

export function isWalSegmentSize(bytes: number): boolean {
  return bytes >= MIB && bytes <= 1024 * MIB && Number.isInteger(Math.log2(bytes));
}

const WAL_FILE =
  /^([0-9A-F]{8})(?:\.history|([0-9A-F]{8})([0-9A-F]{8})(\.partial|\.([0-9A-F]{8})\.backup)?)$/;

/** Reads the name of a file in `pg_wal`; undefined if PostgreSQL would give no file such a name. */
export function parseWalFile(name: string): WalFile | undefined {
  const match = WAL_FILE.exec(name);
  if (match === null) return undefined;

  const [, timelineHex = '', logHex, segmentHex, suffix, offsetHex] = match;
  const timeline = parseInt(timelineHex, 16);
  if (timeline === 0) return undefined;
  if (logHex === undefined || segmentHex === undefined) return { kind: 'history', timeline };

  const segment = { timeline, log: parseInt(logHex, 16), segment: parseInt(segmentHex, 16) };
  if (suffix === '.partial') return { kind: 'partial', segment };
  if (offsetHex !== undefined) return { kind: 'backup', segment, offset: parseInt(offsetHex, 16) };
  return { kind: 'segment', segment };
}

/** Whether PostgreSQL would give a file in `pg_wal` this name. */
export const isWalFile = (name: string): boolean =>
  WAL_FILE.test(name) && !name.startsWith(NO_TIMELINE);

const NO_TIMELINE = '00000000';

const hex8 = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0');

export const formatWalSegment = ({ timeline, log, segment }: WalSegment): string =>
  hex8(timeline) + hex8(log) + hex8(segment);

const segmentsPerLog = (size: WalSegmentSize): number => BYTES_PER_LOG / size;

/**
 * Where a segment stands in the sequence, counted from 0 and not bound to a timeline.
 * At most 2^44, so a plain number holds it.
 * Undefined if no segment of this size can have the name (segment 000001FF with 16 MiB).
 */
export function segmentNumber(segment: WalSegment, size: WalSegmentSize): number | undefined {
  const perLog = segmentsPerLog(size);
  return segment.segment < perLog ? segment.log * perLog + segment.segment : undefined;
}

/** The segment with this number on this timeline; undefined beyond either end of the 64-bit WAL. */
export function segmentAt(
  timeline: number,
  number: number,
  size: WalSegmentSize,
): WalSegment | undefined {
  const perLog = segmentsPerLog(size);
  const log = Math.floor(number / perLog);
  if (number < 0 || log >= LOGS) return undefined;
  return { timeline, log, segment: number % perLog };
}

/** The segment that follows on the same timeline; undefined after the last one there is. */
export function nextSegment(segment: WalSegment, size: WalSegmentSize): WalSegment | undefined {
  const number = segmentNumber(segment, size);
  return number === undefined ? undefined : segmentAt(segment.timeline, number + 1, size);
}

/** The first byte after a segment: what the primary's position is compared with. */
export function segmentEnd(segment: WalSegment, size: WalSegmentSize): Lsn | undefined {
  const number = segmentNumber(segment, size);
  return number === undefined ? undefined : BigInt(number + 1) * BigInt(size);
}

/** The segment that holds the byte at `lsn`. */
export function segmentHolding(timeline: number, lsn: Lsn, size: WalSegmentSize): WalSegment {
  const perLog = segmentsPerLog(size);
  const number = Number(lsn / BigInt(size));
  return { timeline, log: Math.floor(number / perLog), segment: number % perLog };
}

/** Orders by timeline, then by position. */
export function compareSegments(a: WalSegment, b: WalSegment): number {
  return a.timeline - b.timeline || a.log - b.log || a.segment - b.segment;
}
