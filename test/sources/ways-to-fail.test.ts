import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { askElasticsearch, askPrometheus } from '../support/ask-source.ts';
import { NOON } from '../support/snapshot.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      answer(socket);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** By the two clients that there are: Elasticsearch's own, and axios. */
async function ask(url: string): Promise<readonly Reading<unknown>[]> {
  const config = loadConfig({
    env: { ELASTICSEARCH_URL: url, PROMETHEUS_URL: url },
    readFile: () => undefined,
  });
  const main = config.clusters.get('main');
  if (main?.elasticsearch === undefined || main.prometheus === undefined) throw new Error('no');
  const question = { at: NOON, historic: true, signal: AbortSignal.timeout(4000) };
  const { readings } = await askPrometheus(main.prometheus, () => NOON)(question);
  return [await askElasticsearch(main.elasticsearch)(question), readings.replica];
}

const both = (reason: string, detail: string): readonly unknown[] =>
  [0, 1].map(() => expect.objectContaining({ reason, detail }));

describe('a way to a source that fails', () => {
  it('is told where nobody listens', async () => {
    expect(await ask('http://127.0.0.1:1')).toEqual(both('unreachable', 'connection refused'));
  });

  it('is told where the name does not resolve', async () => {
    expect(await ask('http://nowhere.invalid')).toEqual(
      both('unreachable', 'its name does not resolve'),
    );
  });

  it.each([
    ['ends', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])('is told where the other side %s the connection', async (_how, answer) => {
    expect(await ask(await listen(answer))).toEqual(both('unreachable', 'the connection was cut'));
  });

  it('is told where the other side wants another protocol', async () => {
    const url = await listen((socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    );

    const [log] = await ask(url);

    expect(log).toMatchObject({
      reason: 'unreachable',
      detail: 'it answered HTTP 101: it wants to speak another protocol',
    });
  });

  it('is told where nobody answers', async () => {
    expect(await ask(await listen(() => undefined))).toEqual(both('timeout', 'no answer in time'));
  });
});
