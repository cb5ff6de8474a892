import { afterEach, describe, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { createSlackChannel } from '../../src/slack/client.ts';
import { createRefusedBlocks } from '../../src/slack/refused-blocks.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const MARK = { thread: 'C1|main', episode: 'e', id: 'note-1' };
const BLOCKS = [{ type: 'divider' as const }];
const MESSAGE = { text: 'words', blocks: BLOCKS };
const PLACE = { channel: 'C1', rootTs: '1.2' };
const payload = { ...MARK };
const marked = (ts: string, over: object = {}, type = 'wale_thread') => ({
  ts,
  metadata: { event_type: type, event_payload: { ...payload, ...over } },
});

/** An answer of Slack, or a status of whatever stands before it; or none. */
type Answer = object | number | 'none';

/** The channel, and a Slack that gives these answers one after the other, the last again and again. */
async function rig(...answers: readonly Answer[]) {
  const asked: Record<string, string>[] = [];
  server = await listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? {};
      const fields = Object.fromEntries(new URLSearchParams(body));
      asked.push({ method: (request.url ?? '').replace('/api/', ''), ...fields });
      if (answer === 'none') {
        request.socket.destroy();
        return;
      }
      response.statusCode = typeof answer === 'number' ? answer : 200;
      response.setHeader('content-type', 'application/json');
      if (answer === 429) response.setHeader('retry-after', '0');
      response.end(typeof answer === 'number' ? '' : JSON.stringify({ ok: true, ...answer }));
    });
  });
  const client = new WebClient('xoxb-test', {
    slackApiUrl: `${server.url}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const faults: string[] = [];
  const workspace: { url: string | undefined } = { url: 'https://acme.slack.com/' };
  const channel = createSlackChannel(
    client,
    () => workspace.url,
    createRefusedBlocks(() => 0),
    (task, place, reason) => faults.push(`${task} ${place} ${reason}`),
  );
  return {
    asked,
    faults,
    workspace,
    channel,
    post: () => channel.post(PLACE, MESSAGE, MARK, () => true),
    edit: () => channel.edit('C1', '2.1', MESSAGE, MARK),
    find: () => channel.find(PLACE, MARK, 60_000),
  };
}
const refusal = (error: string) => ({ ok: false, error });

describe('a message of a thread', () => {
  it('is posted below its root with its mark, and shows nothing of what it links', async () => {
    const { post, asked, faults } = await rig({ ts: '2.1' });

    expect(await post()).toEqual({ kind: 'posted', ts: '2.1' });

    expect(asked).toMatchObject([
      {
        method: 'chat.postMessage',
        channel: 'C1',
        thread_ts: '1.2',
        text: 'words',
        blocks: JSON.stringify(BLOCKS),
        unfurl_links: 'false',
        unfurl_media: 'false',
        metadata: JSON.stringify({ event_type: 'wale_thread', event_payload: payload }),
      },
    ]);
    expect(faults).toEqual([]);
  });

  it('stands in the channel itself where it has no root', async () => {
    const { channel, asked } = await rig({ ts: '2.1' });
    await channel.post({ channel: 'C1', rootTs: undefined }, MESSAGE, MARK, () => true);

    expect(asked[0]).not.toHaveProperty('thread_ts');
  });

  it('is not posted where that is not allowed any more', async () => {
    const { channel, asked } = await rig({ ts: '2.1' });

    expect(await channel.post(PLACE, MESSAGE, MARK, () => false)).toEqual({ kind: 'held-back' });
    expect(asked).toEqual([]);
  });

  it.each<[string, Answer, object, readonly string[]]>([
    [
      'that it may not post there is certainly not there',
      refusal('not_in_channel'),
      { kind: 'refused', reason: 'not_in_channel' },
      [],
    ],
    ['to wait is not there', 429, { kind: 'refused', reason: 'ratelimited' }, []],
    [
      'that it failed may be there',
      refusal('internal_error'),
      { kind: 'unsure', reason: 'internal_error' },
      ['post C1 internal_error'],
    ],
    [
      'by a server before Slack may be there',
      502,
      { kind: 'unsure', reason: 'HTTP 502' },
      ['post C1 HTTP 502'],
    ],
    [
      'by nothing may be there',
      'none',
      { kind: 'unsure', reason: 'no answer' },
      ['post C1 no answer'],
    ],
    ['without a name may be there', {}, { kind: 'unsure', reason: 'Slack gave it no name' }, []],
  ])('answered %s', async (_what, answer, outcome, told) => {
    const { post, faults } = await rig(answer);

    expect(await post()).toEqual(outcome);
    expect(faults).toEqual(told);
  });

  it('whose fault is no doing of Slack is a bug, and is not disguised', async () => {
    const { channel } = await rig({ ts: '2.1' });
    const bug = () => {
      throw new TypeError('a bug');
    };

    await expect(channel.post(PLACE, MESSAGE, MARK, bug)).rejects.toThrow('a bug');
  });

  it('that fails again and again for one reason is told once for each thread', async () => {
    const internal = refusal('internal_error');
    const { post, channel, faults } = await rig(internal, internal, 502, internal);
    await post();
    await post();
    await post();
    expect(faults).toEqual(['post C1 internal_error', 'post C1 HTTP 502']);
    for (const rootTs of ['1.2', '9.9', '9.9']) {
      await channel.post({ channel: 'C2', rootTs }, MESSAGE, MARK, () => true);
    }

    expect(faults.slice(2)).toEqual(['post C2 internal_error', 'post C2 internal_error']);
  });
});

describe('a message that could be posted in between', () => {
  it('is told anew to fail', async () => {
    const internal = refusal('internal_error');
    const { post, faults } = await rig(internal, { ts: '2.1' }, internal);
    await post();
    await post();
    await post();

    expect(faults).toEqual(['post C1 internal_error', 'post C1 internal_error']);
  });
});

describe('a message that is brought up to date', () => {
  it('keeps its mark', async () => {
    const { edit, asked } = await rig({});

    expect(await edit()).toBe('edited');

    expect(asked).toMatchObject([
      {
        method: 'chat.update',
        channel: 'C1',
        ts: '2.1',
        text: 'words',
        blocks: JSON.stringify(BLOCKS),
        metadata: JSON.stringify({ event_type: 'wale_thread', event_payload: payload }),
      },
    ]);
  });

  it.each<[Answer, string]>([
    [refusal('message_not_found'), 'gone'],
    [refusal('channel_not_found'), 'gone'],
    [refusal('is_archived'), 'gone'],
    [refusal('cant_update_message'), 'refused'],
    [refusal('edit_window_closed'), 'refused'],
    [refusal('msg_too_long'), 'refused'],
    [refusal('internal_error'), 'failed'],
    [refusal('not_in_channel'), 'failed'],
    [503, 'failed'],
  ])('is, by the answer %j, %s', async (answer, outcome) => {
    const { edit, faults } = await rig(answer);

    expect(await edit()).toBe(outcome);
    await edit();
    expect(faults).toHaveLength(1);
  });

  it('is tried later where Slack asks to wait, which is no fault', async () => {
    const { edit, faults } = await rig(429);

    expect(await edit()).toBe('failed');
    expect(faults).toEqual([]);
  });

  it('is told anew to fail once it worked in between', async () => {
    const { edit, faults } = await rig(503, {}, 503);
    await edit();
    await edit();
    await edit();

    expect(faults).toEqual(['edit C1 HTTP 503', 'edit C1 HTTP 503']);
  });
});

describe('the search for a message by its mark', () => {
  it('is below the root, from that time on, and asks for marks', async () => {
    const { find, asked } = await rig({ messages: [] });

    expect(await find()).toEqual({ kind: 'absent' });
    expect(asked).toEqual([
      {
        method: 'conversations.replies',
        channel: 'C1',
        ts: '1.2',
        oldest: '60.000000',
        limit: '200',
        include_all_metadata: 'true',
      },
    ]);
  });

  it('is in the channel where there is no root', async () => {
    const { channel, asked } = await rig({ messages: [marked('2.1')] });

    expect(await channel.find({ channel: 'C1', rootTs: undefined }, MARK, 60_000)).toEqual({
      kind: 'found',
      ts: '2.1',
    });
    expect(asked).toEqual([
      {
        method: 'conversations.history',
        channel: 'C1',
        oldest: '60.000000',
        limit: '200',
        include_all_metadata: 'true',
      },
    ]);
  });

  it('finds the first that has it on whichever page it stands', async () => {
    const { find, asked } = await rig(
      { messages: [{ ts: '1.9' }], has_more: true, response_metadata: { next_cursor: 'p2' } },
      { messages: [marked('2.1'), marked('2.2')] },
    );

    expect(await find()).toEqual({ kind: 'found', ts: '2.1' });
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, 'p2']);
  });

  it.each<[string, unknown]>([
    ['another thread', marked('2.1', { thread: 'C1|ci' })],
    ['an earlier episode', marked('2.1', { episode: 'd' })],
    ['another note', marked('2.1', { id: 'reply' })],
    ['another app', marked('2.1', {}, 'something')],
    ['nobody', { ts: '2.1' }],
    ['an unreadable form', { ts: '2.1', metadata: 'wale_thread' }],
  ])('does not take one for it that has the mark of %s', async (_whose, message) => {
    const { find } = await rig({ messages: [message] });

    expect(await find()).toEqual({ kind: 'absent' });
  });

  it.each<[string, Answer, string]>([
    [
      'Slack has more and does not say where',
      { messages: [], has_more: true },
      'too many messages',
    ],
    ['Slack refuses', refusal('missing_scope'), 'missing_scope'],
    ['Slack is not reached', 503, 'HTTP 503'],
    ['what came is no page', { messages: 'none' }, 'a page that cannot be read'],
  ])('cannot tell where %s', async (_what, answer, reason) => {
    const { find } = await rig(answer);

    expect(await find()).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    ['below a root', '1.2'],
    ['in the channel', undefined],
  ])('%s tells once why it failed, and anew once it worked', async (_where, rootTs) => {
    const { channel, faults } = await rig(503, 503, { messages: [] }, 503);
    for (let tries = 0; tries < 4; tries += 1) {
      await channel.find({ channel: 'C1', rootTs }, MARK, 60_000);
    }

    expect(faults).toEqual(['find C1 HTTP 503', 'find C1 HTTP 503']);
  });
});

describe('the channel itself', () => {
  it('gives its recent posts, without what cannot be read as one', async () => {
    const { channel, asked } = await rig({
      messages: [{ ts: '2.1', text: 'x' }, { text: 'y' }, 7],
    });

    expect(await channel.recent('C1', 90_000)).toMatchObject([{ ts: '2.1', texts: ['x'] }]);
    expect(asked).toMatchObject([{ method: 'conversations.history', oldest: '90.000000' }]);
  });

  it('rejects where Slack does not say what was posted', async () => {
    const { channel } = await rig(refusal('not_in_channel'));

    await expect(channel.recent('C1', 0)).rejects.toThrow('not_in_channel');
  });

  it('knows where a message is seen once it knows the workspace', async () => {
    const { channel, workspace } = await rig({});

    expect(channel.linkTo('C1', '1700000000.000100')).toBe(
      'https://acme.slack.com/archives/C1/p1700000000000100',
    );
    workspace.url = 'https://acme.slack.com//';
    expect(channel.linkTo('C1', '1.2')).toBe('https://acme.slack.com/archives/C1/p12');
    workspace.url = undefined;
    expect(channel.linkTo('C1', '1.2')).toBeUndefined();
  });
});
