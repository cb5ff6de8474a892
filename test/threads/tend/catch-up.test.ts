import { expect, it } from '@jest/globals';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
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
  const catchUp = createCatchUp(
    ['C1', 'C2'],
    DEFAULT_ALERT_PATTERNS,
    {
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
    oldStore(),
    answerPost,
    'a',
    () => 0,
    (fault) => faults.push(fault),
  );
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
