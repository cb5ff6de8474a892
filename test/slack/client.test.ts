import { afterEach, describe, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { createRefusedBlocks } from '../../src/slack/refused-blocks.ts';
import { createSlackChannel } from '../../src/slack/client.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const MARK = { thread: 'C1|main', episode: 'e', id: 'note-1' };

/** A thread with so many pages of replies; asks for nothing but its pages and what they are limited to. */
async function threadOf(pages: number) {
  const asked: string[] = [];
  server = await listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const fields = new URLSearchParams(body);
      asked.push(fields.get('oldest') ?? 'from the beginning');
      const next = Number(fields.get('cursor') ?? 0) + 1;
      response.setHeader('content-type', 'application/json');
      const more = next < pages;
      const metadata = { next_cursor: more ? String(next) : '' };
      response.end(
        JSON.stringify({ ok: true, messages: [], has_more: more, response_metadata: metadata }),
      );
    });
  });
  const client = new WebClient('xoxb-test', {
    slackApiUrl: `${server.url}/api/`,
    retryConfig: { retries: 0 },
  });
  const { find } = createSlackChannel(
    client,
    () => undefined,
    createRefusedBlocks(() => 0),
  );
  return { asked, found: await find({ channel: 'C1', rootTs: '1.2' }, MARK, 60_000) };
}

describe('the search for a message of our own', () => {
  it('says that it is not there when everything since then was seen', async () => {
    const { asked, found } = await threadOf(2);

    expect(found).toEqual({ kind: 'absent' });
    expect(asked).toEqual(['60.000000', '60.000000']);
  });

  it('does not say so of a thread that is too long to be seen whole', async () => {
    const { found } = await threadOf(100);

    expect(found.kind).toBe('failed');
  });
});
