import { MINUTE, SECOND, type DurationMs } from '../domain/time.ts';

/** Slack cuts each connection every few hours and lets its clients come back at once. */
export const FIRST_WAIT: DurationMs = SECOND;
export const LONGEST_WAIT: DurationMs = 30 * SECOND;

/** One that is cut sooner is none to come back to at once: Slack lets an app open only so many in a while. */
const LASTING: DurationMs = MINUTE;

/** How long to wait before the next connection after one that lasted so long: twice as long each time that it did not last. */
export function createReconnectPace(): (lasted: DurationMs) => DurationMs {
  let cutShort = 0;
  return (lasted) => {
    if (lasted >= LASTING) cutShort = 0;
    const wait = Math.min(FIRST_WAIT * 2 ** cutShort, LONGEST_WAIT);
    if (lasted < LASTING) cutShort += 1;
    return wait;
  };
}
