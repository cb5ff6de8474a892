import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { BOUNDS } from '../../src/domain/bounds.ts';
import { boundedFetch } from '../../src/slack/bounded-fetch.ts';

let server: LoopbackServer;
afterEach(() => server.close());
const serving = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  server = await listenOnLoopback(answer);
  return server.url;
};

describe('what is asked of Slack', () => {
  it('is answered as it is', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(429, { 'retry-after': '3', 'content-type': 'application/json' });
      response.end('{"ok":false}');
    });

    const answer = await boundedFetch(url);

    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      429,
      '3',
      { ok: false },
    ]);
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

    await expect((await boundedFetch(url)).text()).rejects.toThrow('longer than Slack’s ever are');
    expect(sent).toBeLessThan(2 * BOUNDS.slackAnswer.most);
  });

  it('is read no further where the answer is packed', async () => {
    const bomb = gzipSync(Buffer.alloc(2 * BOUNDS.slackAnswer.most, ' '));
    const url = await serving((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length });
      response.end(bomb);
    });

    await expect((await boundedFetch(url)).text()).rejects.toThrow('longer than Slack’s ever are');
  });

  it('is told to nobody else', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' });
      response.end();
    });

    await expect(boundedFetch(url)).rejects.toThrow('fetch failed');
  });
});
