import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from '@slack/web-api';
import type { AnyBlock } from '@slack/types';
import { WALE_METADATA } from '../threads/alerts/recognise.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { MINUTE, SECOND, type EpochMs } from '../domain/time.ts';
import { createToldReasons } from '../domain/told-reasons.ts';
import type { Mark, Place, PostOutcome, SlackChannel } from '../threads/record/slack-channel.ts';
import type { ThreadMessage } from '../threads/record/slack-channel.ts';
import { blockComplaints } from './block-complaints.ts';
import { createPace, type Pace } from './pace.ts';
import type { RefusedBlocks } from './refused-blocks.ts';
import { sendReadably } from './send-readably.ts';
import { Marked, MessagePage, Posted, postsOf } from './schema.ts';
import { SlackAnswerUnread, unreadIn } from './whole-answer.ts';

/** Pages of a thread or channel that are looked through at most; Slack gives up to 200 messages each. */
const MOST_PAGES = 8;
const PAGE_SIZE = 200;

interface Pages {
  readonly messages: readonly unknown[];
  /** False where there is more than was looked through. */
  readonly whole: boolean;
}

/** Codes of Slack behind which it may have done what was asked. The others are a plain no. */
const MAYBE_DONE = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);
const GONE = new Set(['message_not_found', 'channel_not_found', 'is_archived']);
const NEVER_EDITED = new Set([
  'cant_update_message',
  'edit_window_closed',
  'msg_too_long',
  'msg_blocks_too_long',
  'invalid_blocks',
]);

/** What is done again where it fails: posting, looking whether a post is there, bringing one up to date. */
export type SlackTask = 'post' | 'find' | 'edit';

/**
 * Slack as the threads need it. The client must not retry by itself: a post that timed out may have
 * arrived. Rates: https://docs.slack.dev/apis/web-api/rate-limits
 */
export function createSlackChannel(
  client: WebClient,
  workspaceUrl: () => string | undefined,
  refused: RefusedBlocks,
  /**
   * Hears why something did not come about and is tried again, once until it does or fails in another way. Who refuses
   * a post for good is told by its outcome.
   */
  onFault: (task: SlackTask, channel: string, reason: string) => void = () => undefined,
): SlackChannel {
  const faults = createToldReasons();
  const failed = (task: SlackTask, channel: string, of: string | undefined, why: string): void => {
    // Slack’s asking to wait is told elsewhere.
    if (why === 'ratelimited' || !faults.isNew(`${task}|${channel}|${of ?? ''}`, why)) return;
    onFault(task, channel, why);
  };
  const succeeded = (task: SlackTask, channel: string, of: string | undefined): void => {
    faults.forget(`${task}|${channel}|${of ?? ''}`);
  };
  const readably = <Answer>(
    message: ThreadMessage,
    send: (shown: { readonly text: string; readonly blocks: AnyBlock[] }) => Promise<Answer>,
  ): Promise<Answer> =>
    sendReadably(
      { text: message.text, blocks: [...message.blocks] },
      {
        workspace: workspaceUrl() ?? '',
        refused,
        send: ({ text, blocks = [] }) => send({ text, blocks }),
        complaintsOf: blockComplaints,
      },
    );
  const postPaces = new Map<string, Pace>();
  const postPace = (channel: string): Pace => {
    const pace = postPaces.get(channel) ?? createPace(3, 3 * SECOND); // one a second and channel, a few at once
    postPaces.set(channel, pace);
    return pace;
  };
  const editPace = createPace(8, 10 * SECOND); // tier 3: more than 50 a minute
  const threadPace = createPace(8, 10 * SECOND); // the same
  const historyPace = createPace(45, MINUTE); // the same; all channels are looked through at once

  const pages = async (
    ask: (cursor: { cursor?: string }) => Promise<unknown>,
    pace: Pace,
  ): Promise<Pages> => {
    const found: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const at = cursor === '' ? {} : { cursor };
      const { data: answer } = MessagePage.safeParse(await pace(() => ask(at)));
      if (answer === undefined) throw new SlackAnswerUnread('a page that cannot be read');
      found.push(...answer.messages);
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (cursor === '') return { messages: found, whole: answer.has_more !== true };
    }
    return { messages: found, whole: false };
  };
  const history = (channel: string, since: EpochMs): Promise<Pages> =>
    pages(
      (cursor) =>
        client.conversations.history({
          channel,
          oldest: (since / SECOND).toFixed(6),
          limit: PAGE_SIZE,
          include_all_metadata: true,
          ...cursor,
        }),
      historyPace,
    );
  const thread = (channel: string, ts: string, since: EpochMs): Promise<Pages> =>
    pages(
      (cursor) =>
        client.conversations.replies({
          channel,
          ts,
          oldest: (since / SECOND).toFixed(6),
          limit: PAGE_SIZE,
          include_all_metadata: true,
          ...cursor,
        }),
      threadPace,
    );

  return {
    post: async (place, message, mark, mayI) => {
      try {
        const answer = await readably(message, (shown) =>
          postPace(place.channel)(async () =>
            mayI()
              ? client.chat.postMessage({
                  channel: place.channel,
                  ...(place.rootTs === undefined ? {} : { thread_ts: place.rootTs }),
                  ...shown,
                  metadata: metadataOf(mark),
                  unfurl_links: false,
                  unfurl_media: false,
                })
              : undefined,
          ),
        );
        if (answer === undefined) return { kind: 'held-back' };
        const { data: posted } = Posted.safeParse(answer);
        if (posted === undefined) return { kind: 'unsure', reason: 'Slack gave it no name' };
        succeeded('post', place.channel, place.rootTs);
        return { kind: 'posted', ts: posted.ts };
      } catch (fault) {
        const outcome = outcomeOf(fault);
        if (outcome.kind === 'unsure') {
          failed('post', place.channel, place.rootTs, outcome.reason);
        }
        return outcome;
      }
    },
    edit: async (channel, ts, message, mark) => {
      try {
        await readably(message, (shown) =>
          editPace(() => client.chat.update({ channel, ts, ...shown, metadata: metadataOf(mark) })),
        );
        succeeded('edit', channel, ts);
        return 'edited';
      } catch (fault) {
        const { reason } = outcomeOf(fault); // anything that is not Slack’s doing is thrown on
        failed('edit', channel, ts, reason);
        if (fault instanceof WebAPIPlatformError && GONE.has(fault.data.error)) return 'gone';
        if (fault instanceof WebAPIPlatformError && NEVER_EDITED.has(fault.data.error)) {
          return 'refused';
        }
        return 'failed';
      }
    },
    find: async ({ channel, rootTs }: Place, mark, since) => {
      try {
        const { messages, whole } = await (rootTs === undefined
          ? history(channel, since)
          : thread(channel, rootTs, since));
        succeeded('find', channel, rootTs);
        const ts = messages.flatMap((message) => isMarked(message, mark) ?? [])[0];
        if (ts !== undefined) return { kind: 'found', ts };
        // It may stand on the pages that were not seen.
        return whole
          ? { kind: 'absent' }
          : { kind: 'failed', reason: 'there are too many messages to look through' };
      } catch (fault) {
        const { reason } = outcomeOf(fault);
        failed('find', channel, rootTs, reason);
        return { kind: 'failed', reason };
      }
    },
    recent: async (channel, since) => postsOf((await history(channel, since)).messages),
    linkTo: (channel, ts) => {
      const base = workspaceUrl();
      return base === undefined
        ? undefined
        : `${base.replace(/\/+$/, '')}/archives/${channel}/p${ts.replace('.', '')}`;
    },
  };
}

const metadataOf = (mark: Mark) => ({ event_type: WALE_METADATA, event_payload: { ...mark } });

function isMarked(message: unknown, mark: Mark): string | undefined {
  const { data } = Marked.safeParse(message);
  if (data?.metadata.event_type !== WALE_METADATA) return undefined;
  const { thread, episode, id } = data.metadata.event_payload;
  return thread === mark.thread && episode === mark.episode && id === mark.id ? data.ts : undefined;
}

/** What a fault says about the post. A bug is rethrown, not disguised. */
function outcomeOf(fault: unknown): Extract<PostOutcome, { reason: string }> {
  if (fault instanceof WebAPIPlatformError) {
    const { error } = fault.data;
    const reason = harmlessText(error, 60);
    return { kind: MAYBE_DONE.has(error) ? 'unsure' : 'refused', reason };
  }
  if (fault instanceof WebAPIRateLimitedError) return { kind: 'refused', reason: 'ratelimited' };
  if (fault instanceof WebAPIHTTPError) {
    return { kind: 'unsure', reason: `HTTP ${fault.statusCode}` };
  }
  const unread = unreadIn(fault);
  if (unread !== undefined) return { kind: 'unsure', reason: unread.message };
  if (fault instanceof WebAPIRequestError) return { kind: 'unsure', reason: 'no answer' };
  throw fault;
}
