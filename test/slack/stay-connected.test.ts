import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { createReconnectPace } from '../../src/slack/reconnect-pace.ts';
import { stayConnected } from '../../src/slack/stay-connected.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';

describe('the pace of new connections to Slack', () => {
  it('slows down while none lasts, up to half a minute, and is quick again after one that did', () => {
    const waitAfter = createReconnectPace();

    expect([2 * HOUR, 3 * HOUR].map(waitAfter)).toEqual([SECOND, SECOND]);
    expect([0, 0, 20, 0, 59 * SECOND, 0, 0].map(waitAfter)).toEqual(
      [1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * SECOND),
    );
    expect([MINUTE, 0, 0].map(waitAfter)).toEqual([SECOND, SECOND, 2 * SECOND]);
  });

  it('is kept where each is up and cut at once', async () => {
    const client = new EventEmitter();
    let starts = 0;
    const start = (): Promise<{ ok: true }> => {
      starts += 1;
      client.emit('connected');
      setImmediate(() => client.emit('disconnected'));
      return Promise.resolve({ ok: true });
    };
    const disconnect = (): Promise<void> => Promise.resolve();
    const connection = stayConnected(
      Object.assign(client, { start, disconnect }),
      pino({ level: 'silent' }),
    );
    const began = performance.now();

    await start();
    await new Promise<void>((resolve) => {
      client.on('connected', () => {
        if (starts === 3) resolve();
      });
    });
    connection.stop();

    expect(performance.now() - began).toBeGreaterThan(2.9 * SECOND);
  });
});
