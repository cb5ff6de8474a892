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
  const upTo = place === 8 ? byLog(perLog) : byRest(perLog, 16 ** place);
  return DIGITS.map((digit) => upTo(last, digit) - upTo(first - 1, digit));
}

/** How many of the numbers from 0 on have this digit. */
type UpTo = (number: number, digit: number) => number;

const byLog =
  (perLog: number): UpTo =>
  (number, digit) => {
    const round = 16 * perLog;
    const rest = (number + 1) % round;
    const ofRest = Math.max(0, Math.min(perLog, rest - digit * perLog));
    return Math.floor((number + 1) / round) * perLog + ofRest;
  };

const byRest =
  (perLog: number, unit: number): UpTo =>
  (number, digit) => {
    let count = 0;
    for (let rest = 0; rest < perLog; rest += 1) {
      const hasDigit = Math.floor(rest / unit) % 16 === digit;
      if (hasDigit && number >= rest) count += Math.floor((number - rest) / perLog) + 1;
    }
    return count;
  };
