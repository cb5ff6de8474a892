import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { freePort } from '../../lab/free-port.ts';
import { createWebhookServer, type WebhookServer } from '../../src/composition/webhook-server.ts';

jest.setTimeout(20_000);

let port: number;
let server: WebhookServer;
let answer: () => void;
let isAsked: Promise<void>;

beforeEach(async () => {
  port = await freePort();
  let ask = (): void => undefined;
  isAsked = new Promise((resolve) => {
    ask = resolve;
  });
  server = createWebhookServer(
    [
      {
        path: '/hook',
        method: 'POST',
        handler: (_request, response) => {
          answer = () => response.end('taken in');
          ask();
        },
      },
    ],
    port,
  );
  await server.start();
});
afterEach(() => server.stop());

const url = (path: string): string => `http://127.0.0.1:${port}${path}`;
async function saidTo(socket: Socket): Promise<string> {
  let said = '';
  for await (const part of socket) said += String(part);
  return said;
}

describe('the server of webhooks beside Socket Mode', () => {
  it.each([
    ['sends nothing', []],
    ['sends one header after another', Array.from({ length: 60 }, (_, id) => `x-${id}: x\r\n`)],
  ])('cuts off whoever %s', async (_how, headers) => {
    const from = performance.now();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /hook HTTP/1.1\r\nhost: h\r\n');
    const said = saidTo(socket);
    for (const header of headers) {
      if (socket.destroyed) break;
      socket.write(header);
      await sleep(150);
    }

    expect(await said).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - from).toBeLessThan(9000);
  });

  it.each([
    ['GET', '/hook'],
    ['POST', '/'],
    ['POST', '/hook/../x'],
    ['POST', '//'],
  ])('has nothing else: %s %s', async (method, path) => {
    expect((await fetch(url(path), { method })).status).toBe(404);
  });

  it('rejects where its port is taken, and ends nothing', async () => {
    const second = createWebhookServer([], port);

    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.stop();
  });

  it('answers what came in before it stops, and takes in nothing more', async () => {
    const asked = fetch(url('/hook?x'), { method: 'POST', body: '{}' });
    await isAsked;
    const stopped = server.stop();

    await expect(fetch(url('/hook'), { method: 'POST' })).rejects.toThrow();
    answer();
    expect(await (await asked).text()).toBe('taken in');
    await stopped;
  });
});
