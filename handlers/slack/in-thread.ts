import type { AnyBlock } from '@slack/types';
import type { Reply, Respond } from './reply.ts';

/** Posts in a channel, or in a thread of it. */
export type Say = (message: {
  readonly text: string;
  readonly blocks?: AnyBlock[];
  readonly thread_ts?: string;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}) => Promise<unknown>;

/** Responds by what is posted: in this thread, or without one in the channel. */
export const inThread =
  (say: Say, thread: string | undefined): Respond =>
  ({ text, blocks }: Reply) =>
    say({
      text,
      ...(blocks === undefined ? {} : { blocks }),
      ...(thread === undefined ? {} : { thread_ts: thread }),
      unfurl_links: false,
      unfurl_media: false,
    });
