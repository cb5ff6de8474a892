import type { AnyBlock } from '@slack/types';
import type { Respond } from '../reply.ts';
import type { FormPlace } from './acknowledge.ts';

interface Posted {
  readonly channel: string;
  readonly text: string;
  readonly blocks?: AnyBlock[];
  readonly thread_ts?: string;
}

/** The slice of Slack’s client that says something in a channel, to all or to one. */
export interface ChatClient {
  readonly chat: {
    readonly postMessage: (message: Posted) => Promise<unknown>;
    readonly postEphemeral: (message: Posted & { readonly user: string }) => Promise<unknown>;
  };
}

/** Replies to a form in the thread that it was opened from. */
export const replyInChannel =
  ({ chat }: ChatClient, { channel, thread, user }: FormPlace): Respond =>
  ({ text, blocks, response_type: type }) => {
    const message: Posted = {
      channel,
      text,
      ...(blocks === undefined ? {} : { blocks }),
      ...(thread === undefined ? {} : { thread_ts: thread }),
    };
    return type === 'ephemeral'
      ? chat.postEphemeral({ ...message, user })
      : chat.postMessage(message);
  };
