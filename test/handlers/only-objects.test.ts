import { afterEach, describe, expect, it } from '@jest/globals';
import { onlyObjects } from '../../handlers/slack/only-objects.ts';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const post = async (body: string, type = 'application/json') => {
  const heard: unknown[] = [];
  server = await listenOnLoopback(
    onlyObjects((request, response) => {
      heard.push(Object.entries(request).find(([name]) => name === 'rawBody')?.[1]);
      response.end('bolt');
    }),
  );
  const answer = await fetch(`${server.url}/slack/events`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  return { status: answer.status, text: await answer.text(), heard };
};

describe('what Slack’s interface lets through to Bolt', () => {
  const FORM = 'application/x-www-form-urlencoded';
  it.each([
    ['null', 'null'],
    ['a number', '7'],
    ['a text', '"x"'],
    ['a list', '[{}]'],
    ['deep nesting', '['.repeat(100_000)],
    ['nothing', ''],
    ['no JSON', 'hello'],
  ])('is not %s: that is one sentence', async (_what, body) => {
    const { status, text, heard } = await post(body);

    expect({ status, heard }).toEqual({ status: 400, heard: [] });
    expect(text).toBe('expected a JSON object or a form, got something else\n');
  });

  it('is no payload of a form that is null', async () => {
    expect((await post('payload=null', FORM)).status).toBe(400);
  });

  it('is no more than 1 MiB', async () => {
    expect((await post('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
  });

  it.each([
    ['an event', '{"type":"event_callback"}', 'application/json'],
    ['a command', 'command=%2Fwale&text=status', FORM],
  ])('is %s, with its bytes', async (_what, body, type) => {
    expect(await post(body, type)).toEqual({
      status: 200,
      text: 'bolt',
      heard: [Buffer.from(body)],
    });
  });
});
