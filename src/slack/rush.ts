import { setTimeout as sleep } from 'node:timers/promises';
import type { DurationMs, Stopwatch } from '../domain/time.ts';

/** Many who ask at once. */
export interface Rush {
  /** A request came in. */
  readonly cameIn: () => void;
  /**
   * Resolves for one who waits after another: once no rush is on, or after a while in spite of it. Before each, whatever
   * came in meanwhile is heard.
   */
  readonly over: () => Promise<void>;
}

/** What was acknowledged waits no longer than so for those that are not: Slack gives them three seconds. */
const LONGEST_WAIT: DurationMs = 2000;
/**
 * A rush is on while the last so many came in within so long: at 200 a second there is none. A process that gets little of
 * the processor sees them further apart: then it is on while each turn of the loop brings one.
 */
const MANY = 25;
const WITHIN: DurationMs = 100;
const LOOKS_EVERY: DurationMs = 5;

/**
 * Slack waits three seconds for an acknowledgement, and half an hour for an answer. Whatever is slow waits here after
 * its acknowledgement, so that what came in at the same time is acknowledged first.
 */
export function createRush(stopwatch: Stopwatch): Rush {
  let count = 0;
  const cameInAt: DurationMs[] = [];
  const isOn = (): boolean => {
    const [manyAgo] = cameInAt;
    return cameInAt.length === MANY && stopwatch() - (manyAgo ?? 0) < WITHIN;
  };
  let turns = Promise.resolve();
  return {
    cameIn: () => {
      count += 1;
      cameInAt.push(stopwatch());
      if (cameInAt.length > MANY) cameInAt.shift();
    },
    over: () => {
      const until = stopwatch() + LONGEST_WAIT;
      turns = turns.then(async () => {
        for (;;) {
          const seen = count;
          await turnOfTheLoop();
          if ((count === seen && !isOn()) || stopwatch() >= until) return;
          if (isOn()) await sleep(LOOKS_EVERY);
        }
      });
      return turns;
    },
  };
}

/** All that has arrived by then was looked at. */
export const turnOfTheLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
