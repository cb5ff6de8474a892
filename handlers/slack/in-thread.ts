import type { AnyBlock } from '@slack/types';
import { HOUR, type DurationMs } from '../../src/domain/time.ts';
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

/**
 * How long an answer may take before “asking…” is said: never. What is posted cannot be put in the place of something
 * else.
 */
export const NO_WORD_BEFORE: DurationMs = HOUR;
