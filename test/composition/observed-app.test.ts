import { describe, expect, it } from '@jest/globals';
import { LogLevel } from '@slack/bolt';
import { ObservedApp } from '../../src/composition/observed-app.ts';
import { BOUNDS } from '../../src/domain/bounds.ts';
import type { EventName } from '../../src/domain/event-map.ts';
import { currentRequest } from '../../src/operation/current-request.ts';
import { TOO_MANY_REQUESTS, TooManyRequests } from '../../src/slack/too-many-requests.ts';

const command = {
  command: '/wale',
  text: 'status',
  team_id: 'T1',
  channel_id: 'C1',
  user_id: 'U1',
  response_url: 'http://127.0.0.1:1/',
};

/** An app whose rush ends when `release` is called, and all that happens in it. */
function rig() {
  const happened: string[] = [];
  let release = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    release = resolve;
  });
  const app = new ObservedApp(
    {
      receiver: {
        init: () => undefined,
        start: () => Promise.resolve(),
        stop: () => Promise.resolve(),
      },
      authorize: () => {
        happened.push('Bolt begins');
        return Promise.resolve({ botToken: 'xoxb-test', botId: 'B1', botUserId: 'U0' });
      },
      logLevel: LogLevel.ERROR,
    },
    {
      allow: { channels: [], users: [] },
      tell: (name: EventName, event: unknown) => {
        happened.push(name === 'turned-away' ? `${name} ${JSON.stringify(event)}` : name);
      },
      stopwatch: () => 42,
      rush: { cameIn: () => happened.push('came in'), over: () => over },
      onOdd: (oddity) => {
        happened.push(oddity);
      },
    },
  );
  const send = (body: Record<string, unknown>): Promise<void> =>
    app.processEvent({
      body,
      ack: (answer?: unknown) => {
        happened.push(`ack ${typeof answer === 'string' ? answer : JSON.stringify(answer)}`);
        return Promise.resolve();
      },
    });
  return { app, happened, send, release: () => release() };
}

describe('what Slack sends', () => {
  it('is acknowledged before anything else is done, and once', async () => {
    const { app, happened, send, release } = rig();
    app.command('/wale', async ({ ack }) => {
      await ack();
      happened.push(`asked at ${currentRequest()?.cameInAt ?? NaN}`);
    });

    const sent = send(command);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(happened).toEqual(['came in', 'ack undefined', 'acknowledged']);

    release();
    await sent;
    expect(happened.slice(3)).toEqual(['Bolt begins', 'asked at 42', 'handled']);
  });

  it.each([
    [
      'a command without a response_url',
      { ...command, response_url: undefined },
      'response_url: expected text, got nothing',
    ],
    [
      'a command without a text',
      { ...command, text: undefined },
      'text: expected text, got nothing',
    ],
    [
      'a command with two channels',
      { ...command, channel_id: ['C1', 'C2'] },
      'channel_id: expected text, got a list',
    ],
    [
      'a command that is another’s',
      { ...command, command: '/whale' },
      'command: expected /wale, got "/whale"',
    ],
    [
      'a command that is answered nowhere',
      { ...command, response_url: 'file:///etc/passwd' },
      'response_url: expected a URL, got text',
    ],
  ])('%s is answered with one sentence, and goes no further', async (_what, body, oddity) => {
    const { happened, send } = rig();

    await send(body);

    expect(happened).toEqual([
      'came in',
      oddity,
      `ack Wale could not read this request: ${oddity}`,
    ]);
  });

  it.each([
    ['an event that is null', { type: 'event_callback', event: null }],
    ['an event in a channel that is null', { event: { type: 'message', channel: null } }],
    ['an event of nothing', { type: 'event_callback' }],
    ['a click of nobody', { type: 'block_actions', actions: [{ action_id: 'x' }] }],
    ['a click on nothing', { type: 'block_actions', user: { id: 'U1' }, actions: [] }],
    ['a form without a name', { type: 'view_submission', user: { id: 'U1' }, view: {} }],
    ['a type without a sense', { type: '__proto__' }],
  ])('%s is acknowledged, said in one sentence, and goes no further', async (_what, body) => {
    const { happened, send } = rig();

    await send(body);

    expect(happened).toEqual([
      'came in',
      expect.stringMatching(/^[\w.]+: expected .+, got (?:nothing|an empty list)$/),
      'ack undefined',
    ]);
  });

  it('is told what its listener says where it is a form', async () => {
    const { app, happened, send, release } = rig();
    release();
    app.view('form', ({ ack }) => ack({ response_action: 'clear' }));

    await send({
      type: 'view_submission',
      user: { id: 'U1' },
      team: { id: 'T1' },
      view: { type: 'modal', callback_id: 'form' },
    });

    expect(happened).toEqual([
      'came in',
      'Bolt begins',
      'ack {"response_action":"clear"}',
      'acknowledged',
      'handled',
    ]);
  });
});

describe('what Slack sends when as much is being answered as can be', () => {
  const MOST = BOUNDS.requestsAtOnce.most;
  const mention = {
    type: 'event_callback',
    event: { type: 'app_mention', channel: 'C1', user: 'U1', text: 'status' },
  };

  /** With as many requests at work as it takes, and nothing told of them any more. */
  async function crowded() {
    const busy = rig();
    busy.app.command('/wale', async ({ ack }) => ack());
    const sent = Array.from({ length: MOST }, () => busy.send(command));
    await new Promise((resolve) => setTimeout(resolve, 20));
    busy.happened.length = 0;
    return { ...busy, sent };
  }

  it('is told so at once where it is a command, and nothing of it is kept', async () => {
    const { app, happened, send } = await crowded();

    await send(command);
    await send(command);

    expect(happened).toEqual([
      'came in',
      'turned-away {"request":"command","isFirst":true}',
      `ack {"response_type":"ephemeral","text":"${TOO_MANY_REQUESTS}"}`,
      'came in',
      'turned-away {"request":"command","isFirst":false}',
      `ack {"response_type":"ephemeral","text":"${TOO_MANY_REQUESTS}"}`,
    ]);
    expect(app.running).toBe(MOST);
  });

  it('is not acknowledged where it is anything else: Slack sends it again, or says so', async () => {
    const { happened, send } = await crowded();

    await expect(send(mention)).rejects.toThrow(TooManyRequests);

    expect(happened).toEqual(['came in', 'turned-away {"request":"event","isFirst":true}']);
  });

  it('is answered again once the others are', async () => {
    const { happened, send, sent, release } = await crowded();
    await send(command);
    release();
    await Promise.all(sent);
    happened.length = 0;

    await send(command);

    expect(happened).toContain('handled');
    expect(happened.join()).not.toContain('turned-away');
  });
});
