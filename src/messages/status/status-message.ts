import type { Button, KnownBlock } from '@slack/types';
import type { Evidence, NextStep } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { answerOf } from './answer.ts';
import { escapeCode, escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut, joinWithin, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message } from '../slack/message.ts';

export const REFRESH_ACTION = 'wale_refresh';
/** Buttons that only open a page; Slack wants these acknowledged all the same. */
export const LINK_ACTION = /^wale_link_/;

/** Pages worth a button beside the answer. */
export interface Links {
  readonly runbook?: string | undefined;
  readonly kibana?: string | undefined;
  readonly grafana?: string | undefined;
}

/** So many quotes are shown; the rest is in the log. */
const QUOTES = 3;

/** The answer for Slack. Everything but our own words is escaped or stands in preformatted text. */
export function statusMessage(report: Report, links: Links): Message {
  const answer = answerOf(report);
  const facts = answer.facts.map(([label, value]) => `*${label}:* ${escapeMrkdwn(value)}`);
  const blocks: KnownBlock[] = [
    sectionBlock([
      `${answer.mark} *${escapeMrkdwn(answer.cluster)}* · ${escapeMrkdwn(answer.headline)}`,
    ]),
    sectionBlock(facts),
  ];
  if (answer.evidence.length > 0) blocks.push(...evidenceBlocks(answer.evidence));
  if (answer.nextSteps.length > 0)
    blocks.push(sectionBlock(['*What to do next*', ...answer.nextSteps.map(stepLine)]));
  blocks.push(contextBlock(answer.footer.map(escapeMrkdwn)), {
    type: 'actions',
    elements: buttons(answer.cluster, links),
  });
  return {
    text: cut(
      escapeMrkdwn(`${answer.severityWord}: ${answer.cluster}: ${answer.headline}`),
      SLACK_LIMITS.messageText,
    ),
    blocks: blocks.slice(0, SLACK_LIMITS.blocks),
  };
}

export const sectionBlock = (lines: readonly string[]): KnownBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: joinWithin(lines, SLACK_LIMITS.sectionText) },
});

export const contextBlock = (lines: readonly string[]): KnownBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: joinWithin(lines, SLACK_LIMITS.sectionText) }],
});

function evidenceBlocks(evidence: readonly Evidence[]): KnownBlock[] {
  const lines = evidence.map(({ from, text }) => `• ${from}: ${escapeMrkdwn(text)}`);
  const quotes = evidence.flatMap(({ quote }) => (quote === undefined ? [] : [quote]));
  return [
    sectionBlock(['*What it stands on*', ...lines]),
    // In preformatted rich text nothing is parsed: no mention, no link, no formatting.
    ...quotes.slice(0, QUOTES).map((quote): KnownBlock => ({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_preformatted',
          elements: [{ type: 'text', text: cut(quote, SLACK_LIMITS.preformattedText) }],
        },
      ],
    })),
  ];
}

export function stepLine({ text, command, host }: NextStep, index: number): string {
  const where = host === undefined ? '' : `on \`${escapeCode(host)}\`: `;
  const what = command === undefined ? '' : `\n\`${escapeCode(command)}\``;
  return `${index + 1}. ${where}${escapeMrkdwn(text)}${what}`;
}

function buttons(cluster: string, links: Links): Button[] {
  const refresh: Button = {
    type: 'button',
    action_id: REFRESH_ACTION,
    text: { type: 'plain_text', text: 'Refresh' },
    value: cut(cluster, SLACK_LIMITS.buttonValue),
  };
  const pages = [
    ['Runbook', links.runbook],
    ['Kibana', links.kibana],
    ['Grafana', links.grafana],
  ] as const;
  return [
    refresh,
    ...pages.flatMap(([name, url]): Button[] =>
      url === undefined || url.length > SLACK_LIMITS.buttonUrl
        ? []
        : [
            {
              type: 'button',
              action_id: `wale_link_${name.toLowerCase()}`,
              text: { type: 'plain_text', text: name },
              url,
            },
          ],
    ),
  ];
}
