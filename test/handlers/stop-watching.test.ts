import { describe, expect, it } from '@jest/globals';
import { createStopAction } from '../../handlers/slack/actions/stop-watching.ts';
import type { Reply } from '../../handlers/slack/reply.ts';

async function click(isWatched: boolean, users: readonly string[] = []) {
  const events: string[] = [];
  const replies: Reply[] = [];
  const stop = createStopAction(
    (channel, thread, user) => {
      events.push(`stop ${channel} ${thread} ${user}`);
      return Promise.resolve(isWatched);
    },
    { channels: [], users },
  );
  await stop({
    ack: () => {
      events.push('ack');
      return Promise.resolve();
    },
    body: { user: { id: 'U1' }, channel: { id: 'C1' }, actions: [{ value: 'C1|a' }] },
    respond: (reply) => {
      replies.push(reply);
      return Promise.resolve();
    },
  });
  return { events, replies };
}

describe('Stop watching', () => {
  it('acknowledges, and leaves the words to the reply itself', async () => {
    expect(await click(true)).toEqual({ events: ['ack', 'stop C1 C1|a U1'], replies: [] });
  });

  it('says to the one who pressed it alone that there was nothing to stop', async () => {
    const { replies } = await click(false);

    expect(replies).toEqual([
      expect.objectContaining({
        response_type: 'ephemeral',
        replace_original: false,
        text: 'This watch has already ended.',
      }),
    ]);
  });

  it('keeps to the list of who may ask', async () => {
    const { events, replies } = await click(true, ['U2']);

    expect(events).toEqual(['ack']);
    expect(replies[0]?.text).toContain('Wale is not allowed to answer');
  });
});
