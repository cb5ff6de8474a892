import type { ContextBlock, MrkdwnElement, RichTextBlock, SectionBlock } from '@slack/types';
import { cut, joinWithin, SLACK_LIMITS } from './limits.ts';

/** Formatting and what is escaped stay; Slack makes no links and no mentions of plain words, which may be anybody's. */
export const mrkdwn = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });

/** Lines of text; never folded behind "see more". */
export const sectionBlock = (lines: readonly string[]): SectionBlock => ({
  type: 'section',
  text: mrkdwn(joinWithin(lines, SLACK_LIMITS.sectionText)),
  expand: true,
});

export const contextBlock = (lines: readonly string[]): ContextBlock => ({
  type: 'context',
  elements: [mrkdwn(joinWithin(lines, SLACK_LIMITS.sectionText))],
});

/** Text that can be copied, and in which nothing is parsed: no mention, no link, no formatting. */
export const preformattedBlock = (text: string): RichTextBlock => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_preformatted',
      elements: [{ type: 'text', text: cut(text, SLACK_LIMITS.preformattedText) || ' ' }],
    },
  ],
});
