import { z } from 'zod';
import type { StopWatching } from '../../src/use-cases/threads/watch-cluster.ts';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import { privately, type Respond } from '../reply.ts';

const Click = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  actions: z.array(z.object({ value: z.string() })).min(1),
});

interface ActionArguments {
  readonly ack: () => Promise<void>;
  readonly body: unknown;
  readonly respond: Respond;
}

/** Ends the watch of a thread for everybody; the reply says who did it. */
export const createStopAction =
  (stopWatching: StopWatching, allow: AllowList) =>
  async ({ ack, body, respond }: ActionArguments): Promise<void> => {
    await ack();

    const { user, channel, actions } = Click.parse(body);
    if (!isAllowed(allow, channel.id, user.id)) {
      await respond({ ...privately(NOT_ALLOWED), replace_original: false });
      return;
    }
    const stopped = await stopWatching(channel.id, actions[0]?.value ?? '', user.id);
    if (stopped) return;
    await respond({
      ...privately('This is not watched any more.'),
      replace_original: false,
    });
  };
