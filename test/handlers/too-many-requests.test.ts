import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { signedHeaders } from '../../demo/signed-request.ts';
import { freePort } from '../../lab/free-port.ts';
import { listenOnLoopback } from '../../lab/scenario/loopback.ts';
import { createBot } from '../../src/composition/bot.ts';
import { BOUNDS } from '../../src/domain/bounds.ts';
import { TOO_MANY_REQUESTS } from '../../src/slack/too-many-requests.ts';
import { eventually } from '../support/thread-rig.ts';
import { httpBotConfig, SIGNING_SECRET } from '../support/http-bot-config.ts';

// A real bot over HTTP, and a response_url that takes its time: more is asked than is answered.

jest.setTimeout(90_000);

const MOST = BOUNDS.requestsAtOnce.most;

it('tells whoever asks too much so at once, and answers again when others have their answers', async () => {
  const held: (() => void)[] = [];
  let isSlow = true;
  const slack = await listenOnLoopback((post, response) => {
    post.resume();
    if (post.url?.startsWith('/api/') === true) {
      response.setHeader('content-type', 'application/json');
      response.end('{"ok":true,"bot_id":"B1","user_id":"U1","team_id":"T1"}');
      return;
    }
    const answer = (): void => {
      response.end('ok');
    };
    if (isSlow) held.push(answer);
    else answer();
  });
  const port = await freePort();
  const config = httpBotConfig(slack.url, port);
  const bot = createBot(config, { now: Date.now, log: pino({ level: 'silent' }) });
  await bot.start();
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const post = (fields: Record<string, string>) =>
    new Promise<{ readonly status: number | undefined; readonly said: string }>(
      (resolve, reject) => {
        const body = new URLSearchParams(fields).toString();
        const headers = {
          'content-type': 'application/x-www-form-urlencoded',
          ...signedHeaders(SIGNING_SECRET, body),
        };
        const url = `http://127.0.0.1:${port}/slack/events`;
        request(url, { method: 'POST', agent, headers }, (answer) => {
          text(answer).then((said) => resolve({ status: answer.statusCode, said }), reject);
        })
          .on('error', reject)
          .end(body);
      },
    );
  const command = {
    command: '/wale',
    text: 'help',
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U1',
    response_url: `${slack.url}/response`,
  };
  const click = {
    type: 'block_actions',
    user: { id: 'U1' },
    channel: { id: 'C1' },
    actions: [{ action_id: 'wale_refresh', block_id: 'b', type: 'button', value: 'default' }],
    response_url: command.response_url,
  };
  try {
    const taken = await Promise.all(Array.from({ length: MOST }, () => post(command)));
    // On a slow machine the first are given up before the last are taken: another makes it too many again.
    const { beyond, clicked } = await eventually(
      async () => ({
        beyond: await post(command),
        clicked: await post({ payload: JSON.stringify(click) }),
      }),
      (refused) => refused.beyond.said !== '' && refused.clicked.status !== 200,
    );
    isSlow = false;
    for (const answer of held.splice(0)) answer();
    const afterwards = await eventually(
      () => post(command),
      ({ said }) => said === '',
      40_000,
    );

    expect(new Set(taken.map(({ status, said }) => `${status} ${said}`))).toEqual(
      new Set(['200 ']),
    );
    expect(beyond.status).toBe(200);
    expect(JSON.parse(beyond.said)).toEqual({
      response_type: 'ephemeral',
      text: TOO_MANY_REQUESTS,
    });
    expect(clicked).toEqual({ status: 503, said: '' });
    expect(afterwards.status).toBe(200);
  } finally {
    isSlow = false;
    for (const answer of held.splice(0)) answer();
    agent.destroy();
    await bot.stop();
    await slack.close();
  }
});
