import type { AnyBlock, Block, ContainerBlock, DataTableBlock, KnownBlock } from '@slack/types';
import type { DataVisualizationBlock } from './data-visualization.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { joinWithin, SLACK_LIMITS } from './limits.ts';
import { contextBlock, preformattedBlock, sectionBlock } from './text-blocks.ts';

interface NewBlocks {
  readonly container: ContainerBlock;
  readonly data_table: DataTableBlock;
  readonly data_visualization: DataVisualizationBlock;
}

/** A kind of block that is new enough for a workspace not to have it. */
export type NewKind = keyof NewBlocks;

export const NEW_KINDS: readonly NewKind[] = ['container', 'data_table', 'data_visualization'];

const isKind = <Kind extends NewKind>(block: Block, kind: Kind): block is NewBlocks[Kind] =>
  block.type === kind;

/** The same message, or view, without the kinds of blocks that a workspace refuses: what they say is said by older ones. */
export const withoutKinds = (
  blocks: readonly Block[],
  refused: ReadonlySet<NewKind>,
  most: number = SLACK_LIMITS.blocks,
): AnyBlock[] =>
  blocks
    .flatMap((block): readonly AnyBlock[] => {
      if (isKind(block, 'container') && refused.has('container')) return unfolded(block);
      if (isKind(block, 'data_table') && refused.has('data_table')) return [tableInWords(block)];
      return isKind(block, 'data_visualization') && refused.has('data_visualization')
        ? [chartInWords(block)]
        : [block];
    })
    .slice(0, most);

const unfolded = ({ title, child_blocks }: ContainerBlock): readonly KnownBlock[] => [
  sectionBlock([`*${escapeMrkdwn(title?.text ?? '')}*`]),
  ...child_blocks,
];

function tableInWords({ rows }: DataTableBlock): KnownBlock {
  const lines = rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : '')).join(' · '));
  return preformattedBlock(joinWithin(lines, SLACK_LIMITS.preformattedText));
}

function chartInWords({ title, chart }: DataVisualizationBlock): KnownBlock {
  const points = chart.series[0]?.data ?? [];
  const values = points.map(({ label, value }) => `${label} ${value}`).join(', ');
  return contextBlock([escapeMrkdwn(`${title}: ${values}`)]);
}
