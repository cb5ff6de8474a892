import type { KnownBlock } from '@slack/types';

/** A message for Slack. */
export interface Message {
  /** Shown in notifications and read aloud by screen readers, so it is never optional. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}
