import { z } from 'zod';

/** The message blocks that Wale sends, only what is needed to show them. */
const Text = z.object({ text: z.string() });
const Block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('section'), text: Text }),
  z.object({ type: z.literal('context'), elements: z.array(Text) }),
  z.object({
    type: z.literal('rich_text'),
    elements: z.array(z.object({ elements: z.array(Text) })),
  }),
  z.object({ type: z.literal('actions'), elements: z.array(z.object({ text: Text })) }),
]);
export const SlackMessage = z.object({ text: z.string(), blocks: z.array(Block).default([]) });
export type SlackMessage = z.infer<typeof SlackMessage>;

/** An alert as Alertmanager posts it: one attachment. */
export const AlertPost = z
  .object({ attachments: z.array(z.object({ title: z.string(), text: z.string() })).min(1) })
  .transform(({ attachments: [first] }): SlackMessage => ({
    text: `*${first?.title ?? ''}*\n${first?.text ?? ''}`,
    blocks: [],
  }));

/** Shows a message in a terminal roughly as Slack would: formatting marks gone, entities resolved. */
export function slackAsText({ blocks, text }: SlackMessage): string {
  if (blocks.length === 0) return plain(text);
  return blocks
    .map((block) => {
      switch (block.type) {
        case 'section':
          return plain(block.text.text);
        case 'context':
          return block.elements.map((element) => plain(element.text)).join('  ');
        case 'rich_text':
          return block.elements
            .flatMap(({ elements }) => elements.map((element) => `  | ${element.text}`))
            .join('\n');
        case 'actions':
          return block.elements.map((element) => `[ ${element.text.text} ]`).join(' ');
      }
    })
    .join('\n\n');
}

const plain = (mrkdwn: string): string =>
  mrkdwn
    .replace(/<[^<>|]+\|([^<>]+)>/g, '$1')
    .replace(/\*([^*\n]+)\*/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
