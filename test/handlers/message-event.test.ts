import { describe, expect, it } from '@jest/globals';
import { createMessageListener } from '../../handlers/slack/events/message.ts';
import { alertPost } from '../support/thread-rig.ts';

async function hear(event: object, channels: readonly string[] = []) {
  const answered: string[] = [];
  const listen = createMessageListener((channel, post) => {
    answered.push(`${channel} ${post.ts}`);
    return Promise.resolve();
  }, channels);
  await listen({ event: { channel: 'C1', ...event }, body: { api_app_id: 'A0WALE' } });
  return answered;
}

describe('the listener to posts', () => {
  it.each([
    ['a post', { ts: '1.1', ...alertPost() }, ['C1 1.1']],
    ['an edit', { subtype: 'message_changed', ts: '2.2', message: { ts: '1.1' } }, ['C1 1.1']],
    ['a deletion', { subtype: 'message_deleted', deleted_ts: '1.1' }, []],
    ['a post of its own app', { ts: '1.1', app_id: 'A0WALE' }, []],
    [
      'an edit by its own app',
      { subtype: 'message_changed', message: { ts: '1.1', app_id: 'A0WALE' } },
      [],
    ],
    ['an edit without a message', { subtype: 'message_changed', ts: '2.2' }, []],
  ])('hands on %s as it should', async (_what, event, expected) => {
    expect(await hear(event)).toEqual(expected);
  });

  it('keeps to the channels it is told of', async () => {
    expect(await hear({ ts: '1.1' }, ['C1'])).toEqual(['C1 1.1']);
    expect(await hear({ ts: '1.1' }, ['C2'])).toEqual([]);
  });

  it('hears nothing where alerts are not answered', async () => {
    await expect(
      createMessageListener(undefined, [])({ event: { channel: 'C1', ts: '1.1' }, body: {} }),
    ).resolves.toBeUndefined();
  });
});
