import { expect, it } from '@jest/globals';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import { SlackPost } from '../../../src/threads/alerts/slack-post.ts';
import { createAnswerPost } from '../../../src/threads/tend/answer-post.ts';

const FIRING = { ts: '1.2', bot_id: 'B1', text: '[FIRING:1] walgBackupDelayed' };

async function answered(message: object, isOwn = false) {
  const left: unknown[] = [];
  const tended: string[] = [];
  const passedOver: unknown[] = [];
  const answer = createAnswerPost(
    DEFAULT_ALERT_PATTERNS,
    (alert, place) => {
      left.push([alert.key, place]);
      return Promise.resolve({ concerned: 'clusters', threads: ['C1|a', 'C1|b'] });
    },
    {
      tend: (thread) => {
        tended.push(thread);
        return new Promise(() => undefined); // whoever posts is not kept waiting
      },
    },
    () => isOwn,
    (...told) => passedOver.push(told),
  );
  await answer('C1', SlackPost.parse({ ...FIRING, ...message }));
  return { left, tended, passedOver };
}

it('an alert that fires is left below its post, and every thread of it is taken up', async () => {
  expect(await answered({})).toEqual({
    left: [['post:C1:1.2', { channel: 'C1', rootTs: '1.2' }]],
    tended: ['C1|a', 'C1|b'],
    passedOver: [],
  });
});

it.each<[string, object, boolean, string | undefined]>([
  ['of Wale itself', {}, true, 'own-message'],
  ['of another Wale', { metadata: { event_type: 'wale_thread' } }, false, 'own-message'],
  ['that is resolved', { text: '[RESOLVED] walgBackupDelayed' }, false, 'resolved'],
  ['about something else', { text: '[FIRING:1] HighLatency' }, false, 'not-about-backups'],
  ['without a state', { text: 'walgBackupDelayed' }, false, 'no-state'],
  ['of a person', { bot_id: undefined }, false, undefined],
  ['in a thread', { thread_ts: '1.1' }, false, undefined],
])('a post %s is not answered', async (_of, message, isOwn, reason) => {
  expect(await answered(message, isOwn)).toEqual({
    left: [],
    tended: [],
    passedOver: reason === undefined ? [] : [['C1', reason]],
  });
});
