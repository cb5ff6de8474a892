import type { Clock } from '../../domain/time.ts';
import { threadKey } from '../record/request.ts';
import type { SlackChannel } from '../record/slack-channel.ts';
import type { ThreadStore } from '../record/thread-store.ts';
import type { ThreadTender } from './tend-threads.ts';

export type Watched =
  | { readonly kind: 'begun' }
  /** With a link to the reply that is kept true, where Slack has one. */
  | { readonly kind: 'already'; readonly link: string | undefined }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'later'; readonly reason: string };

/** Posts a reply about a cluster that is kept true until all is well, as an alert would have it. */
export type WatchCluster = (channel: string, cluster: string, user: string) => Promise<Watched>;

/** Ends the watch of a thread; false if it had ended. */
export type StopWatching = (channel: string, thread: string, user: string) => Promise<boolean>;

export const createWatchCluster =
  (
    store: Pick<ThreadStore, 'leave' | 'read'>,
    slack: Pick<SlackChannel, 'linkTo'>,
    tender: Pick<ThreadTender, 'tend'>,
    now: Clock,
  ): WatchCluster =>
  async (channel, cluster, user) => {
    const thread = threadKey(channel, cluster);
    const record = await store.read(thread);
    if (record !== undefined && record.ended === undefined) {
      const { ts } = record.reply;
      if (ts === undefined) {
        return { kind: 'later', reason: 'Slack has not taken the reply yet' };
      }
      return { kind: 'already', link: slack.linkTo(channel, ts) };
    }
    const at = now();
    const request = { kind: 'watch', at, channel, cluster, user } as const;
    await store.leave(`watch:${thread}:${user}:${at}`, thread, request);
    const turn = await tender.tend(thread);
    const reply = turn.kind === 'lost' ? undefined : turn.reply;
    if (reply?.kind === 'refused' || reply?.kind === 'later') return reply;
    return { kind: 'begun' };
  };

export const createStopWatching =
  (
    store: Pick<ThreadStore, 'leave' | 'read'>,
    tender: Pick<ThreadTender, 'tend'>,
    now: Clock,
  ): StopWatching =>
  async (channel, thread, user) => {
    const record = await store.read(thread);
    if (record?.channel !== channel || record.ended !== undefined) {
      return false;
    }
    const { cluster, episode, watchedSince } = record;
    // One stop for each watch, however often the button is pressed.
    const id = `stop:${thread}:${episode}:${watchedSince}`;
    await store.leave(id, thread, { kind: 'stop', at: now(), channel, cluster, user });
    void tender.tend(thread);
    return true;
  };
