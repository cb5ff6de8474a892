import type { StopWatching } from '../../../src/threads/tend/watch-cluster.ts';
import type { AllowList } from '../allow-list.ts';
import { privately } from '../reply.ts';
import { onClick } from './click.ts';

/** Ends the watch of a thread for everybody; the reply says who did it. */
export const createStopAction = (stopWatching: StopWatching, allow: AllowList) =>
  onClick(allow, async ({ channel, user, value, respond }) => {
    const stopped = await stopWatching(channel, value, user);
    if (stopped) return;
    await respond({
      ...privately('This watch has already ended.'),
      replace_original: false,
    });
  });
