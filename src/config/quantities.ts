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
});

/** A time that something is given; `0s` for none. */
export const Grace = LengthOfTime.transform(lengthOf);

/** How long to wait for an answer. Nobody waits longer, and timers end at 24 days. */
export const WaitingTime = Duration.refine((length) => length <= 10 * MINUTE, {
  error: 'expected a duration of at most 10m',
});

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
  });
