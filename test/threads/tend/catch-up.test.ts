import { expect, it } from '@jest/globals';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import { HOUR } from '../../../src/domain/time.ts';
import { SlackPost } from '../../../src/threads/alerts/slack-post.ts';
import { createCatchUp } from '../../../src/threads/tend/catch-up.ts';
import { oldStore } from '../../support/thread-rig.ts';

const post = SlackPost.parse({
  ts: '1.000000',
  bot_id: 'B0OTHER',
  text: '[FIRING:1] walgBackupDelayed',
});

/** Channels are answered by hand, in the order in which they are asked for. */
function rig(answerPost: (channel: string) => Promise<void>) {
  const asked: { channel: string; answer: () => void }[] = [];
  const faults: unknown[] = [];
  const catchUp = createCatchUp({
    channels: ['C1', 'C2'],
    patterns: DEFAULT_ALERT_PATTERNS,
    slack: {
      recent: (channel) =>
        new Promise((resolve) => {
          asked.push({
            channel,
            answer: () => {
              resolve([post]);
            },
          });
        }),
    },
    store: oldStore(),
    answerPost,
    owner: 'a',
    now: () => 0,
    onFault: (fault) => faults.push(fault),
  });
  return { catchUp, asked, faults };
}
const soon = () => new Promise((resolve) => setImmediate(resolve));

it('what Slack shows after the end is not answered, and no further channel is asked for', async () => {
  const answered: string[] = [];
  const { catchUp, asked, faults } = rig((channel) => {
    answered.push(channel);
    return Promise.resolve();
  });

  const looking = catchUp.look();
  await soon();
  await catchUp.stop();
  asked[0]?.answer();
  await looking;
  await catchUp.look();

  expect({ answered, asked: asked.map(({ channel }) => channel), faults }).toEqual({
    answered: [],
    asked: ['C1'],
    faults: [],
  });
});

it('the end waits for what is being answered', async () => {
  let written: () => void = () => undefined;
  const { catchUp, asked } = rig(
    () =>
      new Promise((resolve) => {
        written = resolve;
      }),
  );
  let ended = false;

  const looking = catchUp.look();
  await soon();
  asked[0]?.answer();
  await soon();
  const stopping = catchUp.stop().then(() => {
    ended = true;
  });
  await soon();
  expect(ended).toBe(false);

  written();
  await Promise.all([looking, stopping]);
  expect(ended).toBe(true);
});

/** What is answered of what Slack shows, by one replica of some. */
async function caughtUp(posts: readonly object[], store = oldStore()) {
  const answered: string[] = [];
  const since: number[] = [];
  const faults: unknown[] = [];
  const catchUp = createCatchUp({
    channels: ['C1', 'C2'],
    patterns: DEFAULT_ALERT_PATTERNS,
    slack: {
      recent: (channel, from) => {
        since.push(from);
        return channel === 'C1'
          ? Promise.reject(new Error('not in channel'))
          : Promise.resolve(posts.map((one) => SlackPost.parse(one)));
      },
    },
    store,
    answerPost: (channel, { ts }) => {
      answered.push(`${channel} ${ts}`);
      return Promise.resolve();
    },
    owner: 'a',
    now: () => 2 * HOUR,
    onFault: (fault, channel) => faults.push([channel, fault]),
  });
  await catchUp.look();
  return { answered, since, faults };
}
const message = (ts: string, text: string, bot_id: string | undefined = 'B0OTHER') => ({
  ts,
  text,
  bot_id,
});

it('what nobody answered in the last hour is answered, the oldest first, and what ended is not', async () => {
  const { answered, since } = await caughtUp([
    message('3.0', '[FIRING:1] walgBackupDelayed'),
    message('1.0', '[FIRING:1] walgBackupFailed'),
    message('2.0', '[RESOLVED] walgBackupFailed'),
    message('1.5', '[FIRING:1] HighLatency'),
    { ts: '1.6', text: '[FIRING:1] walgBackupDelayed' },
    message('2.5', '[FIRING:1] walgUploadsFail'),
  ]);

  expect(answered).toEqual(['C2 2.5', 'C2 3.0']);
  expect(since).toEqual([HOUR, HOUR]);
});

it('a channel that cannot be looked through is told of, and keeps no other from being looked through', async () => {
  const { answered, faults } = await caughtUp([message('3.0', '[FIRING:1] walgBackupDelayed')]);

  expect(faults).toEqual([['C1', new Error('not in channel')]]);
  expect(answered).toEqual(['C2 3.0']);
});

it('one replica looks for all', async () => {
  const store = oldStore();
  await store.take('catch-up', 'another', 60_000);

  expect(await caughtUp([message('3.0', '[FIRING:1] walgBackupDelayed')], store)).toMatchObject({
    answered: [],
    since: [],
  });
});
