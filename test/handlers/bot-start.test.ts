import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { createBot, type Bot } from '../../src/composition/bot.ts';
import { createLog } from '../../src/composition/log.ts';
import { loadConfig } from '../../src/config/load-config.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const FILE = 'alerts: { channel: C0123456789 }';

function botAt({ url }: LoopbackServer, more: Readonly<Record<string, string>>): Bot {
  const env = {
    SLACK_BOT_TOKEN: 'xoxb-hush-hush-hush',
    SLACK_API_URL: `${url}/api/`,
    ...more,
  };
  return createBot(loadConfig({ env, readFile: () => FILE }), {
    now: Date.now,
    log: createLog('silent'),
  });
}

describe('the bot at its start', () => {
  it('says in one sentence that Slack refuses its token', async () => {
    server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      response.end('{"ok":false,"error":"invalid_auth"}');
    });
    const bot = botAt(server, { SLACK_APP_TOKEN: 'xapp-hush-hush-hush' });

    await expect(bot.start()).rejects.toThrow(
      'Slack refuses the tokens (invalid_auth). Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN',
    );
  });

  it('says in one sentence that its connection was closed at once', async () => {
    server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      // Nobody takes a WebSocket here.
      const url = `${server?.url.replace('http', 'ws') ?? ''}/link`;
      response.end(JSON.stringify({ ok: true, bot_id: 'B1', user_id: 'U1', team_id: 'T1', url }));
    });
    const bot = botAt(server, { SLACK_APP_TOKEN: 'xapp-hush-hush-hush' });

    await expect(bot.start()).rejects.toThrow(
      'expected a connection to Slack, got one that was closed at once',
    );
  });

  it.each([
    ['', { SLACK_MODE: 'http', SLACK_SIGNING_SECRET: 'hush-hush-hush' }],
    [
      ' for webhooks, in Socket Mode',
      { SLACK_APP_TOKEN: 'xapp-hush-hush-hush', PAGERDUTY_WEBHOOK_SECRET: 'hush-hush-hush' },
    ],
  ])('says in one sentence that its port is taken%s', async (_for, more) => {
    server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      response.end('{"ok":true,"user_id":"U1","bot_id":"B1","team_id":"T1"}');
    });
    const { port } = new URL(server.url);
    const bot = botAt(server, { ...more, PORT: port });

    await expect(bot.start()).rejects.toThrow(
      `expected a free port to listen on, got ${port} that another process has. Set PORT, or slack.port.`,
    );
  });
});
