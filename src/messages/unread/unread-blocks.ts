import type { ContextBlock } from '@slack/types';
import { unreadWords } from '../../domain/unread-words.ts';
import type { UnreadLines } from '../../domain/upload-log.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { contextBlock } from '../slack/text-blocks.ts';

/** What could not be read of a log, for Slack; nothing where all of it was. */
export function unreadBlocks(unread: UnreadLines): ContextBlock[] {
  const sentences = unreadWords(unread).map(escapeMrkdwn);
  return sentences.length === 0 ? [] : [contextBlock(sentences)];
}
