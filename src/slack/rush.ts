import type { DurationMs, Stopwatch } from '../domain/time.ts';

/** Many who ask at once. */
export interface Rush {
  /** A request came in. */
  readonly cameIn: () => void;
  /** Resolves when no more come in, at least for the moment; or, while they go on coming, nearly at once. */
  readonly over: () => Promise<void>;
}

/** What was acknowledged waits no longer than so for those that are not: Slack gives them three seconds. */
const LONGEST_WAIT: DurationMs = 500;
/** After so long without a request, the next one begins a rush of its own. */
const APART: DurationMs = 100;

/**
 * Slack waits three seconds for an acknowledgement, and half an hour for an answer. Whatever is slow waits here after
 * its acknowledgement, so that what came in at the same time is acknowledged first.
 */
export function createRush(stopwatch: Stopwatch): Rush {
  let count = 0;
  let last = -Infinity;
  let began = -Infinity;
  const ends = async (): Promise<void> => {
    for (;;) {
      const seen = count;
      await turnOfTheLoop();
      if (count === seen || stopwatch() - began > LONGEST_WAIT) return;
    }
  };
  let waiting: Promise<void> | undefined;
  return {
    cameIn: () => {
      const at = stopwatch();
      if (at - last > APART) began = at;
      last = at;
      count += 1;
    },
    over: () =>
      (waiting ??= ends().finally(() => {
        waiting = undefined;
      })),
  };
}

/** All that has arrived by then was looked at. */
export const turnOfTheLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
