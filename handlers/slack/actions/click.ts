import { z } from 'zod';
import { asExpected } from '../as-expected.ts';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import { privately, type Respond } from '../reply.ts';

/** What is read of a click on a button. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
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

export interface ButtonClick {
  readonly channel: string;
  readonly user: string;
  /** What the button was made with. */
  readonly value: string;
  readonly respond: Respond;
}

/** Acknowledges a click, and does what it is for if who clicked may. */
export const onClick =
  (allow: AllowList, act: (click: ButtonClick) => Promise<void>) =>
  async ({ ack, body, respond }: ActionArguments): Promise<void> => {
    await ack();

    const { user, channel, actions } = asExpected(Click, body);
    if (!isAllowed(allow, channel.id, user.id)) {
      await respond({ ...privately(NOT_ALLOWED), replace_original: false });
      return;
    }
    await act({ channel: channel.id, user: user.id, value: actions[0]?.value ?? '', respond });
  };
