import { chartSvg } from './chart.ts';
import type { Block, Button, Cell, Message, RichPart, RichText, Text } from './blocks.ts';
import { dateWords, emoji, escaped, link, mrkdwn } from './mrkdwn.ts';

/** The whole channel: what stands in a thread hangs below the message that began it. */
export function channelHtml(messages: readonly Message[]): string {
  const isReply = ({ ts, thread_ts }: Message): boolean =>
    thread_ts !== undefined && thread_ts !== ts;
  return messages
    .filter((message) => !isReply(message))
    .map((message) => {
      const replies = messages.filter((reply) => isReply(reply) && reply.thread_ts === message.ts);
      const thread = `<div class="thread">${replies.map(messageHtml).join('')}</div>`;
      return messageHtml(message) + (replies.length === 0 ? '' : thread);
    })
    .join('');
}

export function messageHtml(message: Message): string {
  const { ts, asked, only_you, attachments, blocks, text } = message;
  if (asked !== undefined) {
    return `<div class="notice"><b>on-call</b> used <code>${escaped(asked)}</code></div>`;
  }
  const body =
    blocks.length > 0
      ? blocks.map((block) => blockHtml(block, ts)).join('')
      : `<div class="block">${mrkdwn(text)}</div>`;
  const attached = attachments.map(
    (attachment) =>
      `<div class="attachment"><b>${mrkdwn(attachment.title)}</b><div class="block">${mrkdwn(attachment.text)}</div></div>`,
  );
  return `<article class="message${only_you ? ' only-you' : ''}" data-ts="${escaped(ts)}">
${only_you ? '<div class="hint">Only visible to you</div>' : ''}<header>${author(message)}<time>${clockTime(ts)}</time></header>
${blocks.length === 0 && text === '' ? '' : body}${attached.join('')}
</article>`;
}

/** The Home tab: blocks without an author, and the buttons know that they stand there. */
export const homeHtml = (blocks: readonly Block[]): string =>
  blocks.map((block) => blockHtml(block, HOME)).join('');

/** Stands where a message of the channel has its `ts`. */
export const HOME = 'home';

const author = ({ username, user }: Message): string => {
  if (user !== undefined) return '<span class="who">on-call</span>';
  return `<span class="who">${escaped(username ?? 'wale')}</span><span class="app">APP</span>`;
};

const clockTime = (ts: string): string => dateWords(Number(ts), '{time}');

function blockHtml(block: Block, ts: string): string {
  switch (block.type) {
    case 'section': {
      const words = `<div class="block">${block.text === undefined ? '' : textHtml(block.text)}${fieldsHtml(block.fields)}</div>`;
      return block.accessory === undefined
        ? words
        : `<div class="with-accessory">${words}${elementHtml(block.accessory, ts, '')}</div>`;
    }
    case 'context':
      return `<div class="block context">${block.elements.map((element) => (element.type === 'unknown' ? unknownHtml(element.was) : textHtml(element))).join(' ')}</div>`;
    case 'header':
      return `<h3>${escaped(block.text.text)}</h3>`;
    case 'divider':
      return '<hr>';
    case 'markdown':
      return `<div class="block">${escaped(block.text)}</div>`;
    case 'actions':
      return `<div class="block actions">${block.elements.map((element) => elementHtml(element, ts, block.block_id)).join('')}</div>`;
    case 'rich_text':
      return richHtml(block);
    case 'data_table':
    case 'table':
      return tableHtml(block.rows, block.caption);
    case 'data_visualization':
      return chartSvg(block.title, block.chart);
    case 'container': {
      const title = escaped(block.title?.text ?? '');
      const subtitle =
        block.subtitle === undefined ? '' : ` <small>${textHtml(block.subtitle)}</small>`;
      const folded = block.is_collapsible && block.default_collapsed;
      return `<details class="container"${folded ? '' : ' open'}><summary>${title}${subtitle}</summary>${block.child_blocks.map((child) => blockHtml(child, ts)).join('')}</details>`;
    }
    case 'unknown':
      return unknownHtml(block.was);
  }
}

const unknownHtml = (type: string): string =>
  `<div class="block unknown">[a block that the sandbox does not know: ${escaped(type)}]</div>`;

const textHtml = ({ type, text }: Text): string =>
  type === 'plain_text' ? escaped(text) : mrkdwn(text);

const fieldsHtml = (fields: readonly Text[]): string =>
  fields.length === 0
    ? ''
    : `<div class="fields">${fields.map((field) => `<div>${textHtml(field)}</div>`).join('')}</div>`;

type Element = Button | { readonly type: 'unknown'; readonly was: string };

function elementHtml(element: Element, ts: string, blockId: string): string {
  if (element.type === 'unknown') return unknownHtml(element.was);
  const { text, action_id, value, url, style = '' } = element;
  const words = escaped(text.text);
  const shown =
    url === undefined ? words : `${words}<span class="outside" aria-hidden="true"> ↗</span>`;
  const data = `data-ts="${escaped(ts)}" data-action="${escaped(action_id)}" data-block="${escaped(blockId)}"`;
  const more = `${value === undefined ? '' : ` data-value="${escaped(value)}"`}${url === undefined ? '' : ` data-url="${escaped(url)}"`}`;
  return `<button class="${style}" ${data}${more}>${shown}</button>`;
}

const richHtml = ({ elements }: RichText): string =>
  elements
    .map((element) => {
      if (element.type === 'rich_text_list') {
        const items = element.elements.map((item) => `<li>${partsHtml(item.elements)}</li>`);
        return element.style === 'ordered'
          ? `<ol>${items.join('')}</ol>`
          : `<ul>${items.join('')}</ul>`;
      }
      const inner = partsHtml(element.elements);
      if (element.type === 'rich_text_preformatted') return `<pre>${inner}</pre>`;
      if (element.type === 'rich_text_quote') return `<blockquote>${inner}</blockquote>`;
      return `<div class="block">${inner}</div>`;
    })
    .join('');

const partsHtml = (parts: readonly RichPart[]): string => parts.map(partHtml).join('');

function partHtml({ type, text, url, name, timestamp, format, style }: RichPart): string {
  const words =
    type === 'date' && timestamp !== undefined
      ? dateWords(timestamp, format ?? '{date_short} {time}')
      : (text ?? (name === undefined ? (url ?? '') : emoji(name)));
  const inner = type === 'link' && url !== undefined ? link(url, escaped(words)) : escaped(words);
  const coded = style?.code === true ? `<code>${inner}</code>` : inner;
  const bold = style?.bold === true ? `<b>${coded}</b>` : coded;
  return style?.italic === true ? `<i>${bold}</i>` : bold;
}

function tableHtml(rows: readonly (readonly Cell[])[], caption: string | undefined): string {
  const [head = [], ...body] = rows;
  const row = (cells: readonly Cell[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${cellHtml(cell)}</${tag}>`).join('')}</tr>`;
  const title = caption === undefined ? '' : `<caption>${escaped(caption)}</caption>`;
  return `<div class="table"><table>${title}<thead>${row(head, 'th')}</thead><tbody>${body.map((cells) => row(cells, 'td')).join('')}</tbody></table></div>`;
}

function cellHtml(cell: Cell): string {
  if (cell.type === 'rich_text') return richHtml(cell);
  return escaped(cell.text ?? ('value' in cell ? String(cell.value) : ''));
}
