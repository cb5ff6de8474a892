import type { DurationMs } from '../domain/time.ts';
import { OperatorError } from '../domain/operator-error.ts';

/** Reads the value of an option that is so many seconds, at most an hour. */
export function parseSeconds(text: string, option = '--timeout'): DurationMs {
  const seconds = Number(text.trim().replace(/s$/, ''));
  if (text.trim() === '' || !(seconds > 0) || seconds > 3600) {
    throw new OperatorError(
      `${option}: expected seconds, such as 2.5, of at most 3600, got ${JSON.stringify(text.slice(0, 60))}`,
    );
  }
  return Math.round(seconds * 1000);
}
