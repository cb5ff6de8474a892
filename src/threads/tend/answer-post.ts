import type { AlertPatterns } from '../alerts/alert-patterns.ts';
import type { SlackPost } from '../alerts/slack-post.ts';
import type { PassedOver } from '../../domain/event-map.ts';
import { recognise, type NoAlert } from '../alerts/recognise.ts';
import type { LeaveAlert } from './leave-alert.ts';
import type { ThreadTender } from './tend-threads.ts';

/** Answers a post in its thread if it is an alert about backups that is firing. */
export type AnswerPost = (channel: string, post: SlackPost) => Promise<void>;

export const createAnswerPost =
  (
    patterns: AlertPatterns,
    leaveAlert: LeaveAlert,
    tender: Pick<ThreadTender, 'tend'>,
    isOwn: (post: SlackPost) => boolean,
    onPassedOver: (channel: string, reason: PassedOver) => void,
  ): AnswerPost =>
  async (channel, post) => {
    const passOver = (reason: PassedOver | undefined): void => {
      if (reason !== undefined) onPassedOver(channel, reason);
    };
    if (isOwn(post)) {
      passOver('own-message');
      return;
    }
    const found = recognise(channel, post, patterns);
    if (found.kind !== 'alert') {
      passOver(PASSED_OVER_AS[found.why]);
      return;
    }
    if (found.state !== 'firing') {
      passOver('resolved');
      return;
    }
    const { threads } = await leaveAlert(found.alert, { channel, rootTs: post.ts });
    for (const thread of threads) void tender.tend(thread);
  };

/** Undefined for what nobody would take for an alert. */
const PASSED_OVER_AS: Readonly<Record<NoAlert, PassedOver | undefined>> = {
  person: undefined,
  reply: undefined,
  'own-answer': 'own-message',
  'other-bot': 'no-state',
  'no-state': 'no-state',
  'other-alert': 'not-about-backups',
};
