import { HOUR, MINUTE, SECOND, type DurationMs } from './time.ts';

/** A length of time in words: `4 s`, `12 min`, `3 h 05 min`, `2 d 4 h`. Never negative. */
export function durationWords(duration: DurationMs): string {
  const length = Math.max(0, duration);
  if (length < 2 * MINUTE) return `${Math.round(length / SECOND)} s`;
  if (length < 2 * HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < 48 * HOUR) {
    const minutes = Math.floor((length % HOUR) / MINUTE);
    const hours = `${Math.floor(length / HOUR)} h`;
    return minutes === 0 ? hours : `${hours} ${String(minutes).padStart(2, '0')} min`;
  }
  return `${Math.floor(length / (24 * HOUR))} d ${Math.floor((length % (24 * HOUR)) / HOUR)} h`;
}

/** A length of time that is known as a range; without an upper end something takes at least so long. */
export function durationRangeWords(range: {
  readonly atLeast: DurationMs;
  readonly atMost: DurationMs | undefined;
}): string {
  const from = durationWords(range.atLeast);
  if (range.atMost === undefined) return `${from} or later`;
  const to = durationWords(range.atMost);
  return from === to ? `about ${from}` : `${from} to ${to}`;
}
