import type { KnownBlock } from '@slack/types';
import { durationWords } from '../../domain/duration-words.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { UploadLog } from '../../domain/upload-log.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message } from '../slack/message.ts';
import { plural } from '../quantities.ts';
import { unreadBlocks } from '../unread/unread-blocks.ts';
import { noneWords } from '../unread/unread-text.ts';
import { uploadsTable } from './uploads-text.ts';

/** So many lines are read in a channel, and fit into one block. */
const SHOWN = 15;

/** The newest uploads for Slack, the newest last, as in a terminal. */
export function uploadsMessage(cluster: string, log: UploadLog, at: EpochMs): Message {
  const total = log.uploads.length;
  const headline =
    total === 0
      ? `${cluster}: ${noneWords('uploads', log.unread)} in the log of the last ${durationWords(at - log.from)}`
      : `${cluster}: the newest ${plural(Math.min(total, SHOWN), 'upload')} of ${total}${log.truncated ? ' that were fetched' : ''}`;
  const table = uploadsTable(log.uploads.slice(-SHOWN)).join('\n');
  const blocks: KnownBlock[] = [
    { type: 'section', text: { type: 'mrkdwn', text: `*${escapeMrkdwn(headline)}*` } },
  ];
  if (total > 0) {
    blocks.push({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_preformatted',
          elements: [{ type: 'text', text: cut(table, SLACK_LIMITS.sectionText) }],
        },
      ],
    });
  }
  blocks.push(...unreadBlocks(log.unread));
  return { text: cut(escapeMrkdwn(headline), SLACK_LIMITS.messageText), blocks };
}
