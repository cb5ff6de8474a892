import { AsyncResource } from 'node:async_hooks';
import { WebAPIRateLimitedError } from '@slack/web-api';
import PQueue from 'p-queue';
import { SECOND, type DurationMs } from '../domain/time.ts';

/** Runs calls of one kind no faster than Slack allows, and obeys its Retry-After. */
export type Pace = <T>(call: () => Promise<T>) => Promise<T>;

/** A call that was turned away so often is given up; the next look is the next try. */
const MOST_TRIES = 5;

/** So many calls in any `everyMs`, and as many of them at once as come. */
export function createPace(calls: number, everyMs: DurationMs): Pace {
  const queue = new PQueue({ interval: everyMs, intervalCap: calls, strict: true });
  let resume: NodeJS.Timeout | undefined;
  let heldUntil = 0;
  const hold = (waitMs: DurationMs): void => {
    const until = performance.now() + waitMs;
    if (until <= heldUntil) return;
    heldUntil = until;
    queue.pause();
    clearTimeout(resume);
    resume = setTimeout(() => queue.start(), waitMs);
    resume.unref();
  };
  return async (call) => {
    for (let tries = 1; ; tries += 1) {
      try {
        // Else it would run as part of whatever was called before it.
        return await queue.add(AsyncResource.bind(call));
      } catch (fault) {
        if (!(fault instanceof WebAPIRateLimitedError)) throw fault;
        // Turned away is not done: this is the one fault after which a post may safely be sent again.
        hold(fault.retryAfter * SECOND);
        if (tries >= MOST_TRIES) throw fault;
      }
    }
  };
}
