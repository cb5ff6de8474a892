import type { KnownBlock } from '@slack/types';
import type { ArchiverError, ErrorList } from '../../domain/archiver-error.ts';
import { durationWords } from '../../domain/duration-words.ts';
import type { EpochMs } from '../../domain/time.ts';
import { errorLine } from './error-lines.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message } from '../slack/message.ts';
import { plural } from '../quantities.ts';
import { unreadBlocks } from '../unread/unread-blocks.ts';
import { noneWords } from '../unread/unread-text.ts';

/** So many are shown: each is a line and a quote. */
const SHOWN = 10;
const QUOTE_MAX = 400;

/** The errors for Slack, the newest first. */
export function errorsMessage(
  cluster: string,
  { errors, from, unread }: ErrorList,
  at: EpochMs,
): Message {
  const what = errors.length === 0 ? noneWords('errors', unread) : plural(errors.length, 'error');
  const headline = `${cluster}: ${what} in the log of the last ${durationWords(at - from)}`;
  const left = errors.length - SHOWN;
  return {
    text: cut(escapeMrkdwn(headline), SLACK_LIMITS.messageText),
    blocks: [
      section(`*${escapeMrkdwn(headline)}*`),
      ...errors.slice(0, SHOWN).flatMap(errorBlocks),
      ...(left > 0
        ? [section(`… and ${left} older: \`wale errors\` in a terminal shows all`)]
        : []),
      ...unreadBlocks(unread),
    ],
  };
}

const errorBlocks = (error: ArchiverError): KnownBlock[] => [
  section(cut(escapeMrkdwn(errorLine(error)), SLACK_LIMITS.sectionText)),
  // In preformatted rich text nothing is parsed: no mention, no link, no formatting.
  {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_preformatted',
        elements: [{ type: 'text', text: cut(error.text, QUOTE_MAX) || ' ' }],
      },
    ],
  },
];

const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
