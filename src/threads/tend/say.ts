import { MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';
import type { Mark, Place, SlackChannel, ThreadMessage } from '../record/slack-channel.ts';
import type { Saying, ThreadRecord } from '../record/thread-record.ts';
import type { Lease } from './lease.ts';

/** The longest that a call of Slack may take, and so how long a lease must still hold before a post. */
export const SLACK_CALL_MS: DurationMs = 5000;

/** Slack’s clock and ours need not agree. */
const CLOCKS_DIFFER_BY: DurationMs = MINUTE;

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
 * said already is looked for in Slack before it is said again.
 */
export async function say(
  record: ThreadRecord,
  saying: Saying,
  place: Place,
  message: ThreadMessage,
  { slack, lease, writeTried, bornAt }: Speech,
): Promise<Said> {
  const mark: Mark = { thread: record.key, episode: record.episode, id: saying.id };
  const olderThanMemory = record.openedAt < bornAt + CLOCKS_DIFFER_BY;
  if (saying.tried || olderThanMemory) {
    const found = await slack.find(
      place,
      mark,
      (saying.triedAt ?? record.openedAt) - CLOCKS_DIFFER_BY,
    );
    if (found.kind === 'found') return { kind: 'there', ts: found.ts };
    if (found.kind === 'failed') return { kind: 'later', reason: found.reason };
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
