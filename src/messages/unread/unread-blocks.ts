import type { KnownBlock } from '@slack/types';
import { unreadWords } from '../../domain/unread-words.ts';
import type { UnreadLines } from '../../domain/upload-log.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { joinWithin, SLACK_LIMITS } from '../slack/limits.ts';

/** What could not be read of a log, for Slack; nothing where all of it was. */
export function unreadBlocks(unread: UnreadLines): KnownBlock[] {
  const sentences = unreadWords(unread).map(escapeMrkdwn);
  return sentences.length === 0
    ? []
    : [
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', text: joinWithin(sentences, SLACK_LIMITS.sectionText) }],
        },
      ];
}
