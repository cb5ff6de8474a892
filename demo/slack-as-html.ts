import type { SlackBlock, SlackMessage } from './slack-as-text.ts';

const STYLE = `<!doctype html>
<meta charset="utf-8">
<style>
  body { margin: 0; padding: 20px 24px; background: #fff; color: #1d1c1d; font: 15px/1.46 Lato, 'DejaVu Sans', sans-serif; width: 860px }
  .who { font-weight: 700 } .app { background: #e8e8e8; border-radius: 3px; font-size: 10px; padding: 1px 4px; margin: 0 6px } .when { color: #616061; font-size: 12px }
  .asked { color: #616061; font-size: 13px; margin-bottom: 6px }
  .block { margin: 8px 0; white-space: pre-wrap } .context { color: #616061; font-size: 12.5px }
  code { background: #f6f6f6; border: 1px solid #ddd; border-radius: 3px; color: #c01343; font: 12px 'DejaVu Sans Mono', monospace; padding: 1px 3px }
  pre { background: #f8f8f8; border: 1px solid #ddd; border-radius: 4px; font: 12px/1.5 'DejaVu Sans Mono', monospace; margin: 0; padding: 8px; white-space: pre-wrap }
  button { background: #fff; border: 1px solid #bbb; border-radius: 4px; font: 700 13px 'DejaVu Sans', sans-serif; padding: 6px 12px; margin-right: 8px }
  details { border: 1px solid #ddd; border-radius: 6px; margin: 8px 0; padding: 6px 10px } summary { font-weight: 700 } td { border: 1px solid #ddd; padding: 2px 6px }
  .thread { border-left: 3px solid #ddd; margin: 10px 0 0 8px; padding-left: 16px } .alert { border-left: 4px solid #d63232; margin-top: 6px; padding-left: 10px }
</style>`;

/** Shows a message as a page that looks roughly as it would in Slack. */
export const slackAsHtml = ({ blocks }: SlackMessage, asked: string): string => `${STYLE}
<div class="asked">on-call used <b>${asked}</b></div>
<div><span class="who">wale</span><span class="app">APP</span><span class="when">3:04 AM</span></div>
${blocks.map(blockHtml).join('\n')}`;

/** Shows an alert and the replies in its thread. */
export const threadAsHtml = (
  alert: SlackMessage,
  replies: readonly SlackMessage[],
): string => `${STYLE}
<div><span class="who">Alertmanager</span><span class="app">APP</span><span class="when">3:04 AM</span></div>
<div class="alert block">${mrkdwn(alert.text)}</div>
<div class="thread">${replies
  .map(
    ({ blocks }, index) =>
      `<div><span class="who">wale</span><span class="app">APP</span><span class="when">3:0${4 + index} AM</span></div>${blocks.map(blockHtml).join('\n')}`,
  )
  .join('\n')}</div>`;

function blockHtml(block: SlackBlock): string {
  switch (block.type) {
    case 'header':
      return `<div class="block"><b>${escaped(block.text.text)}</b></div>`;
    case 'section':
      return `<div class="block">${mrkdwn(block.text.text)}</div>`;
    case 'context':
      return block.elements
        .map(({ text }) => `<div class="block context">${mrkdwn(text)}</div>`)
        .join('');
    case 'rich_text':
      return block.elements
        .map(({ type, elements }) => {
          const words = elements.map(({ text }) => escaped(text)).join('');
          return type === 'rich_text_preformatted'
            ? `<pre>${words}</pre>`
            : `<div class="block">${words}</div>`;
        })
        .join('');
    case 'actions':
      return `<div class="block">${block.elements.map(({ text }) => `<button>${escaped(text.text)}</button>`).join('')}</div>`;
    case 'data_table':
      return `<table>${block.rows.map((row) => `<tr>${row.map(({ text }) => `<td>${escaped(text)}</td>`).join('')}</tr>`).join('')}</table>`;
    case 'data_visualization':
      return `<div class="block">${escaped(block.title)}</div>${chartHtml(block.chart.series[0]?.data ?? [])}`;
    case 'container':
      return `<details><summary>${escaped(block.title.text)}</summary>${block.child_blocks.map(blockHtml).join('')}</details>`;
  }
}

/** A line, from the left to the right edge. */
function chartHtml(points: readonly { readonly value: number }[]): string {
  const highest = Math.max(1, ...points.map(({ value }) => value));
  const step = 500 / Math.max(1, points.length - 1);
  const line = points.map(({ value }, index) => `${index * step},${90 - (80 * value) / highest}`);
  return `<svg width="500" height="100"><polyline fill="none" stroke="#d63232" stroke-width="2" points="${line.join(' ')}"/></svg>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What is escaped for mrkdwn is escaped for HTML. */
const mrkdwn = (text: string): string =>
  text
    .replace(/<[^<>|]+\|([^<>]+)>/g, '$1')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/\*([^*\n]+)\*/g, '<b>$1</b>');
