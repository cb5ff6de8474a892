import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../domain/time.ts';
import type {
  FindOutcome,
  Mark,
  Place,
  SlackChannel,
  ThreadMessage,
} from '../record/slack-channel.ts';
import type { Saying, ThreadRecord } from '../record/thread-record.ts';
import type { Lease } from './lease.ts';

/** The longest that a call of Slack may take, and so how long a lease must still hold before a post. */
export const SLACK_CALL_MS: DurationMs = 5000;

/** Slack’s clock and ours need not agree. */
const CLOCKS_DIFFER_BY: DurationMs = MINUTE;

/** An alert arrives so soon after it began: an earlier one may have been answered before the memory began. */
const ARRIVES_WITHIN: DurationMs = 5 * MINUTE;

/** An alert of about the age of the memory is most likely new: it does not wait longer for Slack to say so. */
const LOOK_PATIENCE: DurationMs = SECOND;

export type Said =
  | { readonly kind: 'there'; readonly ts: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not known, or not tried: to be said again later, after a look whether it is there. */
  | { readonly kind: 'later'; readonly reason: string };

export interface Speech {
  readonly slack: Pick<SlackChannel, 'post' | 'find'>;
  readonly lease: Pick<Lease, 'isHeldFor'>;
  /** Writes down that this is being tried, before it is; false if the thread is not ours any more. */
  readonly writeTried: () => Promise<boolean>;
  /** Since when the store remembers. */
  readonly bornAt: EpochMs;
}

/**
 * Says something exactly once: that it is tried is written down first, and whatever may have been
 * said already is looked for in Slack before it is said again. Only what began about when the memory did is also said
 * while Slack does not let itself be looked through: silence would be worse than a second reply after a lost memory.
 */
export async function say(
  record: ThreadRecord,
  saying: Saying,
  place: Place,
  message: ThreadMessage,
  { slack, lease, writeTried, bornAt }: Speech,
): Promise<Said> {
  const mark: Mark = { thread: record.key, episode: record.episode, id: saying.id };
  if (saying.tried || record.openedAt < bornAt + CLOCKS_DIFFER_BY) {
    const since = (saying.triedAt ?? record.openedAt) - CLOCKS_DIFFER_BY;
    const mayBeThere = saying.tried || record.openedAt < bornAt - ARRIVES_WITHIN;
    const look = slack.find(place, mark, since);
    const found = mayBeThere
      ? await look
      : await Promise.race([look, noAnswerAfter(LOOK_PATIENCE)]);
    if (found.kind === 'found') return { kind: 'there', ts: found.ts };
    if (found.kind === 'failed' && mayBeThere) return { kind: 'later', reason: found.reason };
  }
  if (!saying.tried && !(await writeTried())) {
    return { kind: 'later', reason: 'another replica has the thread' };
  }
  const outcome = await slack.post(place, message, mark, () => lease.isHeldFor(SLACK_CALL_MS));
  switch (outcome.kind) {
    case 'posted':
      return { kind: 'there', ts: outcome.ts };
    case 'refused':
      return outcome;
    case 'unsure':
      return { kind: 'later', reason: outcome.reason };
    case 'held-back':
      return { kind: 'later', reason: 'the lease was about to end' };
  }
}

const noAnswerAfter = (ms: DurationMs): Promise<FindOutcome> =>
  new Promise((resolve) => {
    setTimeout(() => {
      resolve({ kind: 'failed', reason: 'no answer' });
    }, ms).unref();
  });
