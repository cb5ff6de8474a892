import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import type { Message } from '../slack/message.ts';
import { sectionBlock } from '../slack/text-blocks.ts';

/** A page of docs/verdicts for Slack: its title, and each of its parts below its heading. */
export function verdictPageMessage(page: string): Message {
  const [head = '', ...parts] = page.trim().split(/^## /m);
  const title = `*${escapeMrkdwn(head.replace(/^# /, '').trim())}*`;
  const told = parts.map((part): readonly string[] => {
    const [heading = '', ...lines] = part.trim().split('\n');
    const text = lines.join('\n').trim();
    return [`*${escapeMrkdwn(heading)}*`, ...inMrkdwn(text).split('\n')];
  });
  return {
    text: [title, ...told.map((lines) => lines.join('\n'))].join('\n\n'),
    blocks: [sectionBlock([title]), ...told.map(sectionBlock)],
  };
}

/** Bold is written otherwise, and a link into the docs leads nowhere from a message: its words stay. */
const inMrkdwn = (markdown: string): string =>
  escapeMrkdwn(markdown)
    .replaceAll('**', '*')
    .replace(/\[([^\]]{1,200})\]\([^)]{1,200}\)/g, '$1');
