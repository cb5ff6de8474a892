import type { EpochMs } from '../../domain/time.ts';

const ZERO = 48;

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let index = from; index < from + count; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Reads the time of a STRUCTURED line, `2019-06-07T16:50:42.145335-00`, which is always UTC.
 * `Date.parse` refuses the offset `-00`, and this runs for every record of a log, so it is by hand.
 * Microseconds are cut to milliseconds. Undefined if there is no such time at `from`.
 */
export function walETime(text: string, from: number): EpochMs | undefined {
  const milliseconds = text.charCodeAt(from + 19) === 46 ? digits(text, from + 20, 3) : 0;
  const time =
    Date.UTC(
      digits(text, from, 4),
      digits(text, from + 5, 2) - 1,
      digits(text, from + 8, 2),
      digits(text, from + 11, 2),
      digits(text, from + 14, 2),
      digits(text, from + 17, 2),
    ) + milliseconds;
  return Number.isNaN(time) ? undefined : time;
}
