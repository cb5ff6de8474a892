import type { KnownBlock } from '@slack/types';
import type { DataVisualizationBlock } from './data-visualization.ts';

export type MessageBlock = KnownBlock | DataVisualizationBlock;

/** A message for Slack. */
export interface Message {
  /** Shown in notifications and read aloud by screen readers, so it is never optional, and says all that matters. */
  readonly text: string;
  readonly blocks: MessageBlock[];
}
