import type { ActionsBlock, AnyBlock, Block, Button, ContainerBlock } from '@slack/types';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import { sectionBlock } from '../slack/text-blocks.ts';
import { HOME_OPEN_ACTION } from './home-overview.ts';

export const HOME_ACTION = 'wale_home';

interface Answer {
  readonly text: string;
  readonly blocks?: readonly AnyBlock[] | undefined;
}

/**
 * An answer as the Home tab shows it: its own controls above, and of the buttons below only those that open a page, since
 * the others answer in a channel, and Home is none. `cluster` is the one it is about; undefined for all of them.
 */
export function atHome(
  { text, blocks = [] }: Answer,
  cluster: string | undefined,
  ofMany: boolean,
): { readonly text: string; readonly blocks: AnyBlock[] } {
  const shown: readonly AnyBlock[] =
    blocks.length === 0 ? [sectionBlock([text])] : blocks.flatMap(onlyLinks);
  return {
    text,
    blocks: [controls(cluster, ofMany), ...shown].slice(0, SLACK_LIMITS.homeBlocks),
  };
}

const isActions = (block: Block): block is ActionsBlock => block.type === 'actions';
const isFold = (block: Block): block is ContainerBlock => block.type === 'container';

/** A section's button stays: only the overview has one, and it is made for Home. */
function onlyLinks<Any extends AnyBlock>(block: Any): readonly Any[] {
  if (isFold(block)) return [{ ...block, child_blocks: block.child_blocks.flatMap(onlyLinks) }];
  if (!isActions(block)) return [block];
  const elements = block.elements.filter((element) => 'url' in element);
  return elements.length === 0 ? [] : [{ ...block, elements }];
}

function controls(cluster: string | undefined, ofMany: boolean): ActionsBlock {
  const back: Button[] =
    cluster === undefined || !ofMany ? [] : [button('← All clusters', HOME_ACTION)];
  const refresh =
    cluster === undefined
      ? button('Refresh', HOME_ACTION)
      : button('Refresh', HOME_OPEN_ACTION, cut(cluster, SLACK_LIMITS.buttonValue));
  return { type: 'actions', elements: [...back, refresh] };
}

const button = (text: string, action: string, value?: string): Button => ({
  type: 'button',
  action_id: action,
  text: { type: 'plain_text', text },
  ...(value === undefined ? {} : { value }),
});
