import { describe, expect, it } from '@jest/globals';
import { postIn } from '../../../src/threads/alerts/post-in.ts';

const AS_SENT = { ts: '0', subtype: 'bot_message' };

describe('the post in a payload', () => {
  it.each([{ text: 'x' }, { attachments: [{ title: 'x' }] }, { blocks: [{ text: 'x' }] }])(
    'is what an app sends, which does not say by whom and when: %j',
    (post) => {
      expect(postIn(post, undefined)).toEqual({
        message: { ...AS_SENT, ...post },
        channel: undefined,
      });
    },
  );

  it.each([{ user: 'U1' }, { bot_id: 'B1' }, { app_id: 'A1' }, { subtype: 'me_message' }])(
    'is by whom it says: %j',
    (by) => {
      const post = { ts: '5.1', text: 'x', ...by };

      expect(postIn(post, undefined)?.message).toEqual(post);
      expect(postIn({ event: { type: 'message', ...post } }, undefined)?.message).toEqual({
        type: 'message',
        ...post,
      });
    },
  );

  it('is the edited one of an edit, in the channel of the edit', () => {
    const message = { ts: '5.1', user: 'U1', text: 'x' };

    expect(postIn({ event: { type: 'message', message, channel: 'C0123' } }, undefined)).toEqual({
      message,
      channel: 'C0123',
    });
  });

  it.each([
    ['C0123', 'C0123'],
    ['G0123', 'G0123'],
    ['#alerts', undefined],
    ['C0123-alerts', undefined],
    ['in C0123', undefined],
    [undefined, undefined],
  ])('names its channel as %j, which is the channel %j', (channel, id) => {
    const post = channel === undefined ? { text: 'x' } : { text: 'x', channel };

    expect(postIn(post, undefined)?.channel).toBe(id);
    expect(postIn(post, 'C9')?.channel).toBe('C9');
  });

  it.each([null, 7, 'text', [], {}, { channel: 'C0123' }, { text: 7 }, { attachments: 'x' }])(
    'is not there: %j',
    (payload) => {
      expect(postIn(payload, undefined)).toBeUndefined();
    },
  );
});
