import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { onlyObjects } from '../../handlers/slack/only-objects.ts';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
const serving = async (listener: RequestListener): Promise<string> => {
  const server = await listenOnLoopback(listener);
  servers.push(server);
  return server.url;
};

const post = async (body: string, type = 'application/json', isSigned = () => true) => {
  const heard: unknown[] = [];
  const url = await serving(
    onlyObjects((request, response) => {
      heard.push(Object.entries(request).find(([name]) => name === 'rawBody')?.[1]);
      response.end('bolt');
    }, isSigned),
  );
  const answer = await fetch(`${url}/slack/events`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  return { status: answer.status, text: await answer.text(), heard };
};

/** As it is written, which no client would send. */
async function rawPost(url: string, path: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(`POST ${path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  let answer = '';
  for await (const part of socket) answer += String(part);
  return answer;
}

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

  it('is only what is signed, and nothing else is parsed: the signature is asked for first', async () => {
    const deep = '['.repeat(100_000);

    expect(await post(deep, 'application/json', () => false)).toEqual({
      status: 401,
      text: 'expected a request signed by Slack, got one without or with another signature\n',
      heard: [],
    });
  });

  it('is no form that tries out TLS, which is not signed, whatever else is in it: that is answered at once', async () => {
    const command = 'ssl_check=1&payload=%7B%22type%22%3A%22block_actions%22%7D&command=%2Fwale';

    for (const form of ['ssl_check=1', command]) {
      expect(await post(form, FORM, () => false)).toEqual({ status: 200, text: '', heard: [] });
    }
    expect((await post('ssl_check=1&ssl_check=1', FORM, () => false)).status).toBe(401);
    expect((await post(command, 'application/json', () => false)).status).toBe(401);
  });

  it.each(['/slack/x/../events', '//h/slack/events', 'http://h/slack/events', '/slack/events#x'])(
    'is looked at by whatever name the path goes: %s',
    async (path) => {
      const url = await serving(
        onlyObjects(
          (_request, response) => response.end('bolt'),
          () => false,
        ),
      );

      expect(await rawPost(url, path)).toContain('HTTP/1.1 401 ');
    },
  );

  it.each(['http://[::1', '//', 'http://a b/', '//%'])(
    'has a path: %s becomes one that nothing is behind',
    async (path) => {
      const heard: unknown[] = [];
      const url = await serving(
        onlyObjects(
          (request, response) => {
            heard.push(request.url);
            response.end('bolt');
          },
          () => true,
        ),
      );

      const answer = await rawPost(url, path);

      // Node itself refuses what is no HTTP.
      const isRefused = answer.startsWith('HTTP/1.1 400 ');
      expect(heard).toEqual(isRefused ? [] : ['/not-a-path']);
    },
  );

  it('is nested no deeper than anybody sends it; what is in quotes is no bracket', async () => {
    const nested = (levels: number): string =>
      `${'{"a":'.repeat(levels)}"\\"${'['.repeat(99)}"${'}'.repeat(levels)}`;

    expect((await post(nested(41))).status).toBe(400);
    expect((await post(nested(40))).status).toBe(200);
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
