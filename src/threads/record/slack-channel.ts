import type { AnyBlock } from '@slack/types';
import type { SlackPost } from '../alerts/slack-post.ts';
import type { EpochMs } from '../../domain/time.ts';

/** The mark that every message of a thread carries: enough to find it again without any memory. */
export interface Mark {
  readonly thread: string;
  readonly episode: string;
  /** `reply`, or the name of a note. */
  readonly id: string;
}

/** Where a thread stands: below a post, or in the channel itself. */
export interface Place {
  readonly channel: string;
  readonly rootTs: string | undefined;
}

export interface ThreadMessage {
  readonly text: string;
  readonly blocks: readonly AnyBlock[];
}

export type PostOutcome =
  | { readonly kind: 'posted'; readonly ts: string }
  /** Slack said no: it is certainly not there. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** No answer, or none that says: it may be there. */
  | { readonly kind: 'unsure'; readonly reason: string }
  /** It was not tried, since `mayI` said no. */
  | { readonly kind: 'held-back' };

/** `refused` is for good: this message cannot be changed any more, or not to this. */
export type EditOutcome = 'edited' | 'gone' | 'refused' | 'failed';

export type FindOutcome =
  | { readonly kind: 'found'; readonly ts: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly reason: string };

/** What the threads need of Slack. Rate limits are obeyed behind it. */
export interface SlackChannel {
  /** `mayI` is asked at the last moment, when every wait is over. */
  readonly post: (
    place: Place,
    message: ThreadMessage,
    mark: Mark,
    mayI: () => boolean,
  ) => Promise<PostOutcome>;
  readonly edit: (
    channel: string,
    ts: string,
    message: ThreadMessage,
    mark: Mark,
  ) => Promise<EditOutcome>;
  /** Looks for our own message by its mark: below the post, or since then in the channel. */
  readonly find: (place: Place, mark: Mark, since: EpochMs) => Promise<FindOutcome>;
  /** The posts of a channel since then. Throws if Slack does not say. */
  readonly recent: (channel: string, since: EpochMs) => Promise<readonly SlackPost[]>;
  /** Where a message is seen in a browser; undefined before Slack has told its address. */
  readonly linkTo: (channel: string, ts: string) => string | undefined;
}
