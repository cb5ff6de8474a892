import type { AnyBlock } from '@slack/types';
import { sectionBlock } from '../../src/messages/slack/text-blocks.ts';

/** What is sent to a response_url. */
export interface Reply {
  readonly text: string;
  readonly blocks?: AnyBlock[];
  readonly response_type?: 'ephemeral' | 'in_channel';
  readonly replace_original?: boolean;
  /** Without it, what answers a button in a thread stands in the channel. */
  readonly thread_ts?: string;
  readonly unfurl_links?: boolean;
  readonly unfurl_media?: boolean;
}

/** The slice of Bolt's `respond` that the handlers use. */
export type Respond = (reply: Reply) => Promise<unknown>;

/** A few words. They may hold what somebody typed, so they stand where no links are made of it. */
export const words = (text: string): Reply => ({ text, blocks: [sectionBlock([text])] });

/** For the one who asked and nobody else. */
export const privately = (text: string): Reply => ({ ...words(text), response_type: 'ephemeral' });
