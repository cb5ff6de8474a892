import { describe, expect, it } from '@jest/globals';
import type { AllowList } from '../../handlers/slack/allow-list.ts';
import { createDirectMessageListener } from '../../handlers/slack/events/direct-message.ts';
import { createAskShortcut } from '../../handlers/slack/shortcuts/ask-wale.ts';
import type { AnswerCommand } from '../../handlers/slack/commands/answer-command.ts';
import type { Reply, Respond } from '../../handlers/slack/reply.ts';
import { SlackPost } from '../../src/threads/alerts/slack-post.ts';
import { createClusterOfMessage } from '../../src/threads/tend/cluster-of-message.ts';

const EVERYBODY: AllowList = { channels: [], users: [] };
const NOBODY: AllowList = { channels: [], users: ['U9'] };

/** Says what was asked, and in what thread it was answered. */
function rig() {
  const said: { readonly text: string; readonly thread_ts?: string }[] = [];
  const answer: AnswerCommand = async (text, { channel, user, about }, respond) => {
    await respond({ text: `${user} in ${channel}: “${text.trim()}” about ${about ?? 'nothing'}` });
  };
  const say = (message: (typeof said)[number]) => Promise.resolve(said.push(message));
  const through = (send: Respond): Respond => send;
  return { said, answer, say, through };
}

describe('a direct message', () => {
  const hear = async (event: object, allow = EVERYBODY) => {
    const { said, answer, say, through } = rig();
    const message = {
      channel_type: 'im',
      channel: 'D1',
      user: 'U1',
      text: 'status gprd',
      ...event,
    };
    const isAnswered = await createDirectMessageListener(
      answer,
      allow,
    )({
      event: message,
      say,
      through,
    });
    return { said, isAnswered };
  };

  it.each(['status gprd', '/wale status gprd', 'wale status gprd', ' Wale  status gprd'])(
    'needs no slash: %j',
    async (text) => {
      const { said } = await hear({ text });

      expect(said).toMatchObject([{ text: 'U1 in D1: “status gprd” about nothing' }]);
      expect(said[0]).not.toHaveProperty('thread_ts');
    },
  );

  it('in a thread is answered in it', async () => {
    expect((await hear({ thread_ts: '1.0' })).said).toMatchObject([{ thread_ts: '1.0' }]);
  });

  it.each([
    ['of a program', { bot_id: 'B1' }],
    ['that was edited', { subtype: 'message_changed' }],
    ['in a channel', { channel_type: 'channel' }],
  ])('%s is none', async (_, event) => {
    expect(await hear(event)).toEqual({ said: [], isAnswered: false });
  });

  it('keeps to the list', async () => {
    expect((await hear({}, NOBODY)).said[0]?.text).toContain('Wale is not allowed');
  });
});

const traces = (name: string, labels = {}) => ({ name, labels, names: [], services: [] });
const TWO = [
  traces('gprd-main', { env: 'gprd', type: 'patroni' }),
  traces('gprd-main-2', { env: 'gprd', type: 'patroni-2' }),
];

describe('the cluster of a message', () => {
  const of = createClusterOfMessage(
    (_, root) => Promise.resolve(root === '7.0' ? 'gprd-main' : undefined),
    TWO,
  );
  const about = (post: object) => of('C1', SlackPost.parse({ ts: '1.0', ...post }));

  it.each([
    ['that of the thread it stands in', { thread_ts: '7.0', text: 'gprd-main-2?' }, 'gprd-main'],
    ['the one that it names', { text: 'is GPRD-MAIN-2, or so, well?' }, 'gprd-main-2'],
    ['none where it names both', { text: 'gprd-main, gprd-main-2' }, undefined],
    ['that of its labels', { text: 'env="gprd" type="patroni-2"' }, 'gprd-main-2'],
    ['none where its labels are those of both', { text: 'env="gprd"' }, undefined],
    ['none of another’s', { text: 'env="gstg"' }, undefined],
    ['none where nothing says so', { text: 'hello' }, undefined],
  ])('is %s', async (_, post, cluster) => {
    expect(await about(post)).toBe(cluster);
  });

  it('is the only one there is', async () => {
    const only = createClusterOfMessage(() => Promise.resolve(undefined), [traces('main')]);

    expect(await only('C1', SlackPost.parse({ ts: '1.0', text: 'hello' }))).toBe('main');
  });
});

describe('“Ask Wale” in the menu of a message', () => {
  const choose = async (message: object, allow = EVERYBODY) => {
    const { said, answer, say, through } = rig();
    const replies: Reply[] = [];
    const events: string[] = [];
    await createAskShortcut(answer, allow, () => Promise.resolve('gprd-main'))({
      ack: () => Promise.resolve(void events.push('ack')),
      body: { channel: { id: 'C1' }, user: { id: 'U1' }, message: { ts: '2.0', ...message } },
      respond: (reply) => Promise.resolve(replies.push(reply)),
      say,
      through,
    });
    return { said, replies, events };
  };

  it('is answered about the cluster of the message, in its thread', async () => {
    const { said, events } = await choose({ text: 'x' });

    expect(events).toEqual(['ack']);
    expect(said).toMatchObject([{ text: 'U1 in C1: “” about gprd-main', thread_ts: '2.0' }]);
  });

  it('of a reply is answered where it stands', async () => {
    expect((await choose({ thread_ts: '1.0' })).said).toMatchObject([{ thread_ts: '1.0' }]);
  });

  it('keeps to the list, and says so to the one who asked', async () => {
    const { said, replies } = await choose({}, NOBODY);

    expect(said).toEqual([]);
    expect(replies).toMatchObject([{ response_type: 'ephemeral', replace_original: false }]);
  });
});
