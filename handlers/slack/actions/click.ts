import { z } from 'zod';
import { asExpected } from '../as-expected.ts';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import { privately, type Reply, type Respond } from '../reply.ts';

/** What is read of a click on a button. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const Click = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  actions: z.array(z.object({ value: z.string() })).min(1),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
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
  /** Answers where the button is: in its thread, or in its place. */
  readonly respond: Respond;
}

/** Acknowledges a click, and does what it is for if who clicked may. */
export const onClick =
  (allow: AllowList, act: (click: ButtonClick) => Promise<void>) =>
  async ({ ack, body, respond }: ActionArguments): Promise<void> => {
    await ack();

    const { user, channel, actions, message } = asExpected(Click, body);
    const there = inThreadOf(message, respond);
    if (!isAllowed(allow, channel.id, user.id)) {
      await there({ ...privately(NOT_ALLOWED), replace_original: false });
      return;
    }
    await act({
      channel: channel.id,
      user: user.id,
      value: actions[0]?.value ?? '',
      respond: there,
    });
  };

/**
 * A response_url posts into the channel unless a thread is named, also where the button is in a thread.
 * https://docs.slack.dev/interactivity/handling-user-interaction#publishing_in_thread
 */
const inThreadOf =
  (message: z.infer<typeof Click>['message'], respond: Respond): Respond =>
  (reply: Reply) =>
    respond(
      message?.thread_ts === undefined ||
        message.thread_ts === message.ts ||
        reply.replace_original === true
        ? reply
        : { ...reply, thread_ts: message.thread_ts },
    );
