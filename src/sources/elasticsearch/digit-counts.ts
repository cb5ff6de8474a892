import type { WalSegmentSize } from '../../domain/wal-file.ts';

const BYTES_PER_LOG = 4 * 1024 * 1024 * 1024;

export const DIGITS = Array.from({ length: 16 }, (_, digit) => digit);

/**
 * Which digits of a name are counted, by the number of places behind them: the last two, which tell a segment from its
 * neighbours, and the last of the log, where large segments are few in each.
 */
export const PLACES = [0, 1, 8] as const;
export type Place = (typeof PLACES)[number];

/** How many names of a stretch have each digit at a place. */
export function digitCounts(
  { first, last }: { readonly first: number; readonly last: number },
  size: WalSegmentSize,
  place: Place,
): readonly number[] {
  const perLog = BYTES_PER_LOG / size;
  const below = (end: number, digit: number): number =>
    place === 8
      ? withDigit(end, digit, perLog)
      : Math.floor(end / perLog) * withDigit(perLog, digit, 16 ** place) +
        withDigit(end % perLog, digit, 16 ** place);
  return DIGITS.map((digit) => below(last + 1, digit) - below(first, digit));
}

/** How many of the numbers from 0 to below `end` have a digit at a place whose digit goes up every `unit` numbers. */
const withDigit = (end: number, digit: number, unit: number): number => {
  const round = 16 * unit;
  const ofRest = Math.max(0, Math.min(unit, (end % round) - digit * unit));
  return Math.floor(end / round) * unit + ofRest;
};
