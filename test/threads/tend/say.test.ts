import { expect, it } from '@jest/globals';
import { MINUTE } from '../../../src/domain/time.ts';
import type {
  FindOutcome,
  Mark,
  Place,
  PostOutcome,
} from '../../../src/threads/record/slack-channel.ts';
import type { Saying } from '../../../src/threads/record/thread-record.ts';
import { say, SLACK_CALL_MS } from '../../../src/threads/tend/say.ts';
import { aRecord } from '../../support/thread-store-contract.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const PLACE: Place = { channel: 'C1', rootTs: '1.2' };

interface Scene {
  readonly saying?: Saying;
  readonly openedAt?: number;
  readonly bornAt?: number;
  /** What Slack finds; undefined while it does not answer. */
  readonly found?: FindOutcome | undefined;
  readonly posted?: PostOutcome;
  readonly isOurs?: boolean;
}

/** What was done, in order, and what came of it. */
async function tell({
  saying = { id: 'reply', tried: false },
  openedAt = NOON,
  bornAt = NOON - 60 * MINUTE,
  found,
  posted = { kind: 'posted', ts: '1.3' },
  isOurs = true,
}: Scene) {
  const done: string[] = [];
  const marks: Mark[] = [];
  const said = await say(
    { ...aRecord(), openedAt },
    saying,
    PLACE,
    { text: '', blocks: [] },
    {
      slack: {
        find: (_place, mark, since) => {
          done.push(`look since ${(since - NOON) / MINUTE} min`);
          marks.push(mark);
          return found === undefined ? new Promise(() => undefined) : Promise.resolve(found);
        },
        post: (_place, _message, mark, mayI) => {
          done.push(mayI() ? 'post' : 'hold back');
          marks.push(mark);
          return Promise.resolve(posted);
        },
      },
      lease: {
        isHeldFor: (ms) => {
          done.push(`lease for ${ms}`);
          return true;
        },
      },
      writeTried: () => {
        done.push('write');
        return Promise.resolve(isOurs);
      },
      bornAt,
    },
  );
  return { said, done: done.filter((what) => !what.startsWith('lease')), marks, leases: done };
}
const tried: Saying = { id: 'reply', tried: true, triedAt: NOON + 5 * MINUTE };
const ABSENT: FindOutcome = { kind: 'absent' };
const FAILED: FindOutcome = { kind: 'failed', reason: 'timeout' };

it('a first word is written down as tried before it is posted, and Slack is not looked through', async () => {
  const { said, done, marks } = await tell({});

  expect(done).toEqual(['write', 'post']);
  expect(said).toEqual({ kind: 'there', ts: '1.3' });
  expect(marks).toEqual([{ thread: 'C1|a', episode: 'e', id: 'reply' }]);
});

it('nothing is posted in a thread that another replica has by now', async () => {
  const { said, done } = await tell({ isOurs: false });

  expect(done).toEqual(['write']);
  expect(said.kind).toBe('later');
});

it('the lease has to hold for as long as a call of Slack may take', async () => {
  const { leases } = await tell({});

  expect(leases).toContain(`lease for ${SLACK_CALL_MS}`);
});

it('what may have been said is looked for since the first try, and not said twice', async () => {
  const { said, done, marks } = await tell({ saying: tried, found: { kind: 'found', ts: '1.9' } });

  expect(done).toEqual(['look since 4 min']);
  expect(said).toEqual({ kind: 'there', ts: '1.9' });
  expect(marks).toEqual([{ thread: 'C1|a', episode: 'e', id: 'reply' }]);
});

it('what was tried at a moment that nobody wrote down is looked for since the alert', async () => {
  const { done } = await tell({ saying: { id: 'reply', tried: true }, found: ABSENT });

  expect(done[0]).toBe('look since -1 min');
});

it('what was tried and is not there is said again', async () => {
  const { said, done } = await tell({ saying: tried, found: ABSENT });

  expect(done).toEqual(['look since 4 min', 'post']);
  expect(said.kind).toBe('there');
});

it('what was tried is not said again while Slack does not say whether it is there', async () => {
  const { said, done } = await tell({ saying: tried, found: FAILED });

  expect(done).toEqual(['look since 4 min']);
  expect(said).toEqual({ kind: 'later', reason: 'timeout' });
});

it.each<[string, number, FindOutcome | undefined, string[], string]>([
  ['well after the memory began is not looked for', MINUTE, ABSENT, ['write', 'post'], 'there'],
  [
    'about when the memory began is looked for',
    MINUTE - 1,
    { kind: 'found', ts: '1.9' },
    ['look since -1 min'],
    'there',
  ],
  [
    'about when the memory began is answered though Slack cannot be looked through',
    0,
    FAILED,
    ['look since -1 min', 'write', 'post'],
    'there',
  ],
  [
    'five minutes before the memory began is answered though Slack cannot be looked through',
    -5 * MINUTE,
    FAILED,
    ['look since -1 min', 'write', 'post'],
    'there',
  ],
  [
    'long before the memory began may have been answered, and waits until Slack says',
    -5 * MINUTE - 1,
    FAILED,
    ['look since -1 min'],
    'later',
  ],
])('an alert of %s', async (_when, after, found, done, kind) => {
  const { done: did, said } = await tell({ bornAt: NOON - after, found });

  expect(did).toEqual(done);
  expect(said.kind).toBe(kind);
});

it('an alert of about when the memory began does not wait for a Slack that hangs', async () => {
  const { said, done } = await tell({ bornAt: NOON, found: undefined });

  expect(done).toEqual(['look since -1 min', 'write', 'post']);
  expect(said.kind).toBe('there');
});

it.each<[PostOutcome, object]>([
  [
    { kind: 'refused', reason: 'not_in_channel' },
    { kind: 'refused', reason: 'not_in_channel' },
  ],
  [
    { kind: 'unsure', reason: 'timeout' },
    { kind: 'later', reason: 'timeout' },
  ],
  [{ kind: 'held-back' }, { kind: 'later', reason: 'the lease was about to end' }],
])('a post that is %j comes to %j', async (posted, comesTo) => {
  expect((await tell({ posted })).said).toEqual(comesTo);
});
