import type { AlertPatterns } from '../alerts/alert-patterns.ts';
import { recognise } from '../alerts/recognise.ts';
import type { SlackPost } from '../alerts/slack-post.ts';
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
  ): AnswerPost =>
  async (channel, post) => {
    if (isOwn(post)) return;
    const found = recognise(channel, post, patterns);
    if (found.kind !== 'alert' || found.state !== 'firing') return;
    const { threads } = await leaveAlert(found.alert, { channel, rootTs: post.ts });
    for (const thread of threads) void tender.tend(thread);
  };
