import { z } from 'zod';

/** The message blocks that Wale sends, only what is needed to show them. */
const Text = z.object({ text: z.string() });
const Button = z.object({ text: Text });
const Cell = z.object({ text: z.string() });

const Basic = [
  z.object({ type: z.literal('section'), text: Text, accessory: Button.optional() }),
  z.object({ type: z.literal('context'), elements: z.array(Text) }),
  z.object({
    type: z.literal('rich_text'),
    elements: z.array(z.object({ type: z.string(), elements: z.array(Text) })),
  }),
  z.object({ type: z.literal('actions'), elements: z.array(Button) }),
  z.object({ type: z.literal('header'), text: Text }),
  z.object({
    type: z.literal('data_table'),
    caption: z.string(),
    rows: z.array(z.array(Cell)),
  }),
  z.object({
    type: z.literal('data_visualization'),
    title: z.string(),
    chart: z.object({
      series: z.array(
        z.object({ data: z.array(z.object({ label: z.string(), value: z.number() })) }),
      ),
    }),
  }),
] as const;

const Container = z.object({
  type: z.literal('container'),
  title: Text,
  child_blocks: z.array(z.discriminatedUnion('type', Basic)),
});
const Block = z.discriminatedUnion('type', [...Basic, Container]);
export type SlackBlock = z.infer<typeof Block>;
export const SlackMessage = z.object({ text: z.string(), blocks: z.array(Block).default([]) });
export type SlackMessage = z.infer<typeof SlackMessage>;

/** An alert as Alertmanager posts it: one attachment. */
export const AlertPost = z
  .object({ attachments: z.array(z.object({ title: z.string(), text: z.string() })).min(1) })
  .transform(({ attachments: [first] }): SlackMessage => ({
    text: `*${first?.title ?? ''}*\n${first?.text ?? ''}`,
    blocks: [],
  }));

/** Shows a message in a terminal roughly as Slack would: formatting marks gone, entities resolved, folds open. */
export function slackAsText({ blocks, text }: SlackMessage): string {
  return blocks.length === 0 ? plain(text) : blocks.map(blockAsText).join('\n\n');
}

function blockAsText(block: SlackBlock): string {
  switch (block.type) {
    case 'header':
      return block.text.text;
    case 'section': {
      const button = block.accessory === undefined ? '' : `  [ ${block.accessory.text.text} ]`;
      return `${plain(block.text.text)}${button}`;
    }
    case 'context':
      return block.elements.map((element) => plain(element.text)).join('  ');
    case 'rich_text':
      return block.elements
        .map(({ type, elements }) => {
          const words = elements.map((element) => element.text).join('');
          return type === 'rich_text_preformatted' ? `  | ${words}` : words;
        })
        .join('\n');
    case 'actions':
      return block.elements.map((element) => `[ ${element.text.text} ]`).join(' ');
    case 'data_table':
      return [
        block.caption,
        ...block.rows.map((row) => `  ${row.map(({ text }) => text).join(' | ')}`),
      ].join('\n');
    case 'data_visualization': {
      const points = block.chart.series[0]?.data ?? [];
      return `~ ${block.title}: ${points.map(({ label, value }) => `${label} ${value}`).join(', ')}`;
    }
    case 'container':
      return [
        `▸ ${block.title.text}`,
        ...block.child_blocks.flatMap((child) =>
          blockAsText(child)
            .split('\n')
            .map((line) => `    ${line}`.trimEnd()),
        ),
      ].join('\n');
  }
}

const plain = (mrkdwn: string): string =>
  mrkdwn
    .replace(/<[^<>|]+\|([^<>]+)>/g, '$1')
    .replace(/\*([^*\n]+)\*/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
