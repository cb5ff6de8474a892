import { z } from 'zod';
import { HOUR, MINUTE, SECOND } from '../domain/time.ts';
import { isWalSegmentSize } from '../domain/wal-file.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND,
  m: MINUTE,
  min: MINUTE,
  h: HOUR,
  d: 24 * HOUR,
};

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|min|h|d)$/;

const LengthOfTime = z
  .string({ error: 'expected a duration with its unit, such as 15m, 2.5s or 30h' })
  .regex(DURATION, { error: 'expected a duration with its unit, such as 15m, 2.5s or 30h' });

function lengthOf(text: string): number {
  const [, amount = '', unit = ''] = DURATION.exec(text) ?? [];
  // Timers take whole milliseconds, and 2.01 * 1000 is not whole.
  return Math.round(Number(amount) * (UNITS[unit] ?? NaN));
}

/** `15m`, `2.5s`, `30h`, as milliseconds. A bare number is refused: of what? */
export const Duration = LengthOfTime.transform((text, context) => {
  const length = lengthOf(text);
  if (length > 0) return length;
  context.addIssue({ code: 'custom', message: 'expected a duration of 1ms or more' });
  return z.NEVER;
}).meta({ pattern: String.raw`^(?=[\d.]*[1-9])\d+(?:\.\d+)?(?:ms|s|m|min|h|d)$` });

/** At most 10m, for editors: 600000ms, 600s, 10m, a sixth of an hour, the 144th part of a day. */
const UP_TO_TEN_MINUTES = [
  String.raw`(?:\d{1,5}|[1-5]\d{5})(?:\.\d+)?ms|600000(?:\.0+)?ms`,
  String.raw`(?:\d\d?|[1-5]\d\d)(?:\.\d+)?s|600(?:\.0+)?s`,
  String.raw`\d(?:\.\d+)?m(?:in)?|10(?:\.0+)?m(?:in)?`,
  String.raw`0\.(?:0\d*|16*(?:[0-5]\d*)?)h`,
  String.raw`0\.00(?:[0-5]\d*|6(?:[0-8]\d*|94*(?:[0-3]\d*)?)?)d`,
].join('|');

/** A time that something is given; `0s` for none. */
export const Grace = LengthOfTime.transform(lengthOf);

/** How long to wait for an answer. Nobody waits longer, and timers end at 24 days. */
export const WaitingTime = Duration.refine((length) => length <= 10 * MINUTE, {
  error: 'expected a duration of at most 10m',
}).meta({ pattern: String.raw`^(?=[\d.]*[1-9])0*(?:${UP_TO_TEN_MINUTES})$` });

const SIZE = /^(\d+)(MiB|GiB|MB|GB)$/;
const SIZE_ERROR = 'expected a power of two from 1MiB to 1GiB';

/** `16MiB` or, as PostgreSQL writes it, `16MB`, as bytes. */
export const SegmentSize = z
  .string({ error: SIZE_ERROR })
  .regex(SIZE, { error: SIZE_ERROR })
  .transform((text, context) => {
    const [, amount = '', unit = ''] = SIZE.exec(text) ?? [];
    const bytes = Number(amount) * 1024 ** (unit.startsWith('G') ? 3 : 2);
    if (isWalSegmentSize(bytes)) return bytes;
    context.addIssue({ code: 'custom', message: SIZE_ERROR });
    return z.NEVER;
  })
  .meta({ pattern: '^0*(?:(?:1|2|4|8|16|32|64|128|256|512|1024)(?:MiB|MB)|1(?:GiB|GB))$' });
