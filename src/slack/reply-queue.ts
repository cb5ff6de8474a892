import { AsyncResource } from 'node:async_hooks';
import PQueue from 'p-queue';
import { turnOfTheLoop } from './rush.ts';

/** Sends one of many replies when it is its turn. */
export type InTurn = <Answer>(send: () => Promise<Answer>) => Promise<Answer>;

/** With a tenth of a second for one, a thousand take a second; and no more connections than so are open. */
const AT_ONCE = 100;

/** Replies to many who asked at once: one begins at a time, and before each whatever came in meanwhile is acknowledged. */
export function createReplyQueue(): InTurn {
  const queue = new PQueue({ concurrency: AT_ONCE });
  let begun = Promise.resolve();
  return (send) =>
    queue.add(
      // Else it would run as part of the request that freed its place.
      AsyncResource.bind(async () => {
        begun = begun.then(turnOfTheLoop);
        await begun;
        return send();
      }),
    );
}
