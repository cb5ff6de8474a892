import { describe, expect, it } from '@jest/globals';
import { LogLevel } from '@slack/bolt';
import { ObservedApp } from '../../src/composition/observed-app.ts';
import type { EventName } from '../../src/domain/event-map.ts';
import { currentRequest } from '../../src/operation/current-request.ts';

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
      tell: (name: EventName) => {
        happened.push(name);
      },
      now: () => 0,
      stopwatch: () => 42,
      rush: { cameIn: () => happened.push('came in'), over: () => over },
    },
  );
  const send = (body: Record<string, unknown>): Promise<void> =>
    app.processEvent({
      body,
      ack: (answer?: unknown) => {
        happened.push(`ack ${String(answer)}`);
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
      'ack [object Object]',
      'acknowledged',
      'handled',
    ]);
  });
});
