import { z } from 'zod';

/**
 * The blocks that Wale sends, as far as they are shown:
 * https://docs.slack.dev/reference/block-kit/blocks. A block that is not known here is shown by its name.
 */
const Text = z.object({ type: z.enum(['mrkdwn', 'plain_text']), text: z.string() });
export type Text = z.infer<typeof Text>;
const Button = z.object({
  type: z.literal('button'),
  text: Text,
  action_id: z.string().default(''),
  value: z.string().optional(),
  url: z.string().optional(),
  style: z.enum(['primary', 'danger']).optional(),
});
export type Button = z.infer<typeof Button>;
const Other = z
  .looseObject({ type: z.string() })
  .transform(({ type }) => ({ type: 'unknown' as const, was: type }));

const RichPart = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  url: z.string().optional(),
  name: z.string().optional(),
  timestamp: z.number().optional(),
  format: z.string().optional(),
  style: z
    .looseObject({
      bold: z.boolean().optional(),
      italic: z.boolean().optional(),
      code: z.boolean().optional(),
    })
    .optional(),
});
export type RichPart = z.infer<typeof RichPart>;
const RichList = z.object({
  type: z.literal('rich_text_list'),
  style: z.enum(['bullet', 'ordered']).default('bullet'),
  elements: z.array(z.object({ elements: z.array(RichPart) })),
});
const RichRun = z.object({
  type: z.enum(['rich_text_section', 'rich_text_preformatted', 'rich_text_quote']),
  elements: z.array(RichPart),
});
const RichText = z.object({
  type: z.literal('rich_text'),
  elements: z.array(z.union([RichList, RichRun])),
});
const Cell = z.union([
  RichText,
  z.object({ type: z.literal('raw_text'), text: z.string() }),
  z.object({
    type: z.literal('raw_number'),
    value: z.number(),
    text: z.string().optional(),
  }),
]);
export type RichText = z.infer<typeof RichText>;
export type Cell = z.infer<typeof Cell>;

const Series = z.object({
  name: z.string(),
  data: z.array(z.object({ label: z.string(), value: z.number() })),
});
const Chart = z.object({
  type: z.enum(['line', 'bar', 'area']),
  series: z.array(Series).min(1),
  axis_config: z.object({
    categories: z.array(z.string()),
    x_label: z.string().optional(),
    y_label: z.string().optional(),
  }),
});
export type Chart = z.infer<typeof Chart>;

const Simple = [
  z.object({
    type: z.literal('section'),
    text: Text.optional(),
    fields: z.array(Text).default([]),
    accessory: z.union([Button, Other]).optional(),
  }),
  z.object({ type: z.literal('context'), elements: z.array(z.union([Text, Other])) }),
  z.object({ type: z.literal('header'), text: Text }),
  z.object({ type: z.literal('divider') }),
  z.object({ type: z.literal('markdown'), text: z.string() }),
  z.object({
    type: z.literal('actions'),
    block_id: z.string().default(''),
    elements: z.array(z.union([Button, Other])),
  }),
  RichText,
  z.object({
    type: z.enum(['data_table', 'table']),
    caption: z.string().optional(),
    rows: z.array(z.array(Cell)),
  }),
  z.object({ type: z.literal('data_visualization'), title: z.string(), chart: Chart }),
] as const;

const Leaf = z.union([...Simple, Other]);
const Container = z.object({
  type: z.literal('container'),
  title: Text.optional(),
  subtitle: Text.optional(),
  is_collapsible: z.boolean().default(false),
  default_collapsed: z.boolean().default(false),
  child_blocks: z.array(Leaf),
});
const Block = z.union([...Simple, Container, Other]);
export type Block = z.infer<typeof Block>;
export const Blocks = z.array(Block);

/** A message as the channel keeps it, whoever posted it. */
export const Message = z.looseObject({
  ts: z.string(),
  thread_ts: z.string().optional(),
  text: z.string().default(''),
  blocks: z.array(Block).default([]),
  attachments: z
    .array(z.looseObject({ title: z.string().default(''), text: z.string().default('') }))
    .default([]),
  username: z.string().optional(),
  user: z.string().optional(),
  /** What the on-call typed, where Slack shows no message of it. */
  asked: z.string().optional(),
  only_you: z.boolean().default(false),
});
export type Message = z.infer<typeof Message>;
