import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import { boltLogger } from '../../src/composition/bolt-logger.ts';
import { createLog } from '../../src/composition/log.ts';

const Line = z.object({ level: z.string(), msg: z.string() });

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** An API of Slack that answers every wish for a connection like this. */
async function slackAnswering(body: object): Promise<string> {
  const made = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/api/`;
}

describe('what Bolt logs', () => {
  it.each([
    ['WebSocket error occurred: ', 0],
    ['WebSocket error! SMWebsocketError', 0],
    ['Failed to retrieve a new WSS URL (error: WebAPIPlatformError: An API error occurred)', 0],
    ['Failed to send a WebSocket message (error: Error)', 1],
  ])('is told once, where somebody else tells it as well: %s', (said, lines) => {
    const written: string[] = [];
    const log = createLog('info', undefined, (line) => written.push(line));

    boltLogger(log).error(said);

    expect(written).toHaveLength(lines);
  });

  it.each([
    ['no token', { ok: false, error: 'invalid_auth' }, /Failed to retrieve a new WSS URL/],
    ['no URL', { ok: true }, /apps\.connections\.open did not return/],
    ['a URL where nobody listens', { ok: true, url: 'ws://127.0.0.1:1' }, /WebSocket error/],
  ])('is no error of ours where the client rejects as well: %s', async (_of, answer, words) => {
    const written: string[] = [];
    const { client } = new SocketModeReceiver({
      appToken: 'xapp-test',
      logger: boltLogger(createLog('debug', undefined, (line) => written.push(line))),
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: { slackApiUrl: await slackAnswering(answer) } },
    });

    const heard = new Promise((resolve) => client.once('error', resolve));
    await Promise.race([expect(client.start()).rejects.toThrow(), heard]);

    const lines = written.map((line) => Line.parse(JSON.parse(line)));
    expect(lines.filter(({ msg }) => words.test(msg)).map(({ level }) => level)).toContain('debug');
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
