import type { KnownBlock } from '@slack/types';

/** What is sent to a response_url. */
export interface Reply {
  readonly text: string;
  readonly blocks?: KnownBlock[];
  readonly response_type?: 'ephemeral' | 'in_channel';
  readonly replace_original?: boolean;
  readonly unfurl_links?: boolean;
  readonly unfurl_media?: boolean;
}

/** The slice of Bolt's `respond` that the handlers use. */
export type Respond = (reply: Reply) => Promise<unknown>;

/** For the one who asked and nobody else. */
export const privately = (text: string): Reply => ({ text, response_type: 'ephemeral' });
