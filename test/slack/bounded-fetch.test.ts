import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { BOUNDS } from '../../src/domain/bounds.ts';
import { boundedFetch } from '../../src/slack/bounded-fetch.ts';
import { createSlackFetch, postReply } from '../../src/slack/post-reply.ts';

let server: LoopbackServer;
afterEach(() => server.close());
const serving = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  server = await listenOnLoopback(answer);
  return server.url;
};

describe.each([
  [
    'asked of Slack',
    (url: string, slowestMs = 10_000) =>
      boundedFetch(url, { signal: AbortSignal.timeout(slowestMs) }),
  ],
  ['replied to Slack', (url: string, slowestMs?: number) => postReply(url, '{}', slowestMs)],
])('what is %s', (_what, ask) => {
  it('is answered as it is', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(429, { 'content-type': 'application/json' });
      response.end('{"ok":false}');
    });

    const answer = await ask(url);

    expect([answer.status, await answer.json()]).toEqual([429, { ok: false }]);
  });

  it('is read no further than Slack ever says', async () => {
    let sent = 0;
    const url = await serving((_request, response) => {
      response.on('error', () => undefined);
      const more = (): void => {
        while (!response.destroyed) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536, ' '))) break;
        }
      };
      response.on('drain', more);
      more();
    });

    await expect(ask(url)).rejects.toThrow('longer than Slack’s ever are');
    expect(sent).toBeLessThan(2 * BOUNDS.slackAnswer.most);
  });

  it.each([
    ['breaks off', 'its answer broke off', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok'],
    ['has a status of its own', 'HTTP 999', 'HTTP/1.1 999 Well\r\ncontent-length: 0\r\n\r\n'],
  ])('is said to be unread where it %s', async (_how, words, answer) => {
    const url = await serving(({ socket }) => socket.end(answer));

    await expect(ask(url)).rejects.toMatchObject({
      name: 'SlackAnswerUnread',
      message: words,
    });
  });

  it.each([204, 304])('is none with the status %d', async (status) => {
    const url = await serving((_request, response) => response.writeHead(status).end());

    expect((await ask(url)).status).toBe(status);
  });

  it.each([
    ['in the midst of an answer', 'o'],
    ['where nothing comes', undefined],
  ])('is waited for no longer than it may take, %s', async (_when, begin) => {
    const url = await serving((_request, response) => {
      if (begin !== undefined) response.write(begin);
    });

    await expect(ask(url, 50)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('is told to nobody else', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' });
      response.end();
    });

    await expect(ask(url)).rejects.toThrow('fetch failed');
  });
});

describe('what is asked of Slack', () => {
  it('is answered with the headers that say when to ask again', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(429, { 'retry-after': '3' }).end();
    });

    expect((await boundedFetch(url)).headers.get('retry-after')).toBe('3');
  });

  it('is read no further where the answer is packed', async () => {
    const bomb = gzipSync(Buffer.alloc(2 * BOUNDS.slackAnswer.most, ' '));
    const url = await serving((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length });
      response.end(bomb);
    });

    await expect(boundedFetch(url)).rejects.toThrow('longer than Slack’s ever are');
  });
});

describe('what is replied to Slack', () => {
  it('counts by its status where the answer is packed, which nobody asked for', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('ok'));
    });

    const answer = await postReply(url, '{}');

    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('is JSON, and said to be so', async () => {
    let heard = '';
    const url = await serving((request, response) => {
      heard = `${request.method ?? ''} ${request.headers['content-type'] ?? ''} `;
      request.on('data', (part: Buffer) => (heard += part.toString()));
      request.on('end', () => response.end('ok'));
    });

    const answer = await createSlackFetch('http://127.0.0.1:1/api/')(url, { body: '{"text":"ä"}' });

    expect([heard, await answer.text()]).toEqual(['POST application/json {"text":"ä"}', 'ok']);
  });

  it('fails at once where the other side changes its protocol, or speaks none', async () => {
    let answer = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n';
    const url = await serving(({ socket }) => socket.end(answer));

    await expect(postReply(url, '{}')).rejects.toThrow('HTTP 101');
    answer = 'hello';
    await expect(postReply(url, '{}')).rejects.toThrow('fetch failed');
  });
});
