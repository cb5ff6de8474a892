import type { ContainerBlock } from '@slack/types';
import { cut, SLACK_LIMITS } from './limits.ts';

/** What is there for whoever wants to know more: only its title is seen until it is opened. */
export const fold = (title: string, blocks: ContainerBlock['child_blocks']): ContainerBlock => ({
  type: 'container',
  title: { type: 'plain_text', text: cut(title, SLACK_LIMITS.containerTitle) },
  child_blocks: blocks.slice(0, SLACK_LIMITS.containerBlocks),
  is_collapsible: true,
  default_collapsed: true,
});
