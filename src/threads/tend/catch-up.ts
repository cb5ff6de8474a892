import type { AlertPatterns } from '../alerts/alert-patterns.ts';
import { recognise } from '../alerts/recognise.ts';
import type { SlackPost } from '../alerts/slack-post.ts';
import { unresolved } from '../alerts/unresolved.ts';
import { HOUR, SECOND, type Clock, type DurationMs } from '../../domain/time.ts';
import type { SlackChannel } from '../record/slack-channel.ts';
import type { ThreadStore } from '../record/thread-store.ts';
import type { AnswerPost } from './answer-post.ts';

/** Slack sends an event that was not acknowledged again for some minutes, and forgets it after an hour. */
const LOOK_BACK: DurationMs = HOUR;

/** One replica looks, for all. With 20 channels that is 40 of about 50 calls a minute (tier 3). */
export const ONE_LOOK_EVERY: DurationMs = 30 * SECOND;

export interface CatchUp {
  readonly look: () => Promise<void>;
  /** Nothing more is answered, what Slack still sends included. Resolves once nothing is being answered. */
  readonly stop: () => Promise<void>;
}

export interface CatchUpParts {
  readonly channels: readonly string[];
  readonly patterns: AlertPatterns;
  readonly slack: Pick<SlackChannel, 'recent'>;
  readonly store: Pick<ThreadStore, 'take'>;
  readonly answerPost: AnswerPost;
  readonly owner: string;
  readonly now: Clock;
  readonly onFault: (fault: unknown, channel: string) => void;
}

/**
 * Looks through the recent posts of the alert channels for alerts that nobody has answered: their
 * event was lost while no connection was open, or with a replica that ended before it wrote it down.
 */
export function createCatchUp({
  channels,
  patterns,
  slack,
  store,
  answerPost,
  owner,
  now,
  onFault,
}: CatchUpParts): CatchUp {
  let stopped = false;
  const isStopped = (): boolean => stopped;
  let answering: Promise<void> = Promise.resolve();
  const answer = async (channel: string, posts: readonly SlackPost[]): Promise<void> => {
    const alerts = posts.flatMap((post) => {
      const found = recognise(channel, post, patterns);
      return found.kind === 'alert' ? [{ ...found, post }] : [];
    });
    for (const { post } of unresolved(alerts)) await answerPost(channel, post);
  };
  return {
    look: async () => {
      if (isStopped() || (await store.take('catch-up', owner, ONE_LOOK_EVERY)) === undefined)
        return;
      for (const channel of channels) {
        if (isStopped()) return;
        try {
          const posts = await slack.recent(channel, now() - LOOK_BACK);
          if (isStopped()) return;
          answering = answer(channel, posts);
          await answering;
        } catch (fault) {
          onFault(fault, channel);
        }
      }
    },
    stop: async () => {
      stopped = true;
      await answering.catch(() => undefined); // told where it was begun
    },
  };
}
