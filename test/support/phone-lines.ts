import type { SlackBlock, SlackMessage } from '../../demo/slack-as-text.ts';

/**
 * How many lines a message has on a phone that is 375 px wide: Slack leaves some 300 px for text in 15 px Lato, which is
 * 46 characters of a usual line, and 38 of code. What is folded counts by its title, a row of buttons as a line. A chart
 * is a picture of its own below the words, and is not counted.
 */
const LINE = 46;
const CODE_LINE = 38;
/** Between two buttons, and around their words. */
const BUTTON_PADDING = 5;

export const phoneLines = ({ blocks }: SlackMessage): number =>
  blocks.reduce((sum, block) => sum + linesOf(block), 0);

function linesOf(block: SlackBlock): number {
  switch (block.type) {
    case 'header':
    case 'section':
      return wrapped(block.text.text, LINE);
    case 'context':
      return block.elements.reduce((sum, { text }) => sum + wrapped(text, LINE), 0);
    case 'rich_text':
      return block.elements.reduce((sum, { type, elements }) => {
        const words = elements.map(({ text }) => text).join('');
        return sum + wrapped(words, type === 'rich_text_preformatted' ? CODE_LINE : LINE);
      }, 0);
    case 'actions':
      return rows(block.elements.map(({ text }) => text.text.length + BUTTON_PADDING));
    case 'data_table':
      return 1 + Math.min(6, block.rows.length);
    case 'container':
      return wrapped(block.title.text, LINE);
    case 'data_visualization':
      return 0;
  }
}

/** Words are not broken unless they are longer than a line. */
function wrapped(mrkdwn: string, width: number): number {
  const shown = mrkdwn
    .replace(/<[^<>|]+\|([^<>]+)>/g, '$1')
    .replace(/[*`]/g, '')
    .replace(/&(lt|gt|amp);/g, '.');
  return shown.split('\n').reduce(
    (sum, line) =>
      sum +
      rows(
        line.split(' ').map(({ length }) => length + 1),
        width,
      ),
    0,
  );
}

/** How many rows such widths fill. */
function rows(widths: readonly number[], width = LINE): number {
  let count = 1;
  let used = 0;
  for (const one of widths) {
    if (used > 0 && used + one > width + 1) {
      count += 1;
      used = 0;
    }
    used += one;
    while (used > width + 1) {
      count += 1;
      used -= width;
    }
  }
  return count;
}
