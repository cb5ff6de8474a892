import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { didNotAnswer, type Reading } from '../../src/domain/reading.ts';
import { ADAPTERS, type Adapter } from '../support/adapters.ts';
import { headOf, passOn, startBreakingProxy, type Break } from '../support/breaking-proxy.ts';
import { mutated, mutations } from '../support/mutations.ts';
import { ODD_ANSWERS, SWITCHES, wrecks } from '../support/wrecks.ts';

jest.setTimeout(120_000);

/** Printed with a counterexample. A promise that is left alone fails a test as well: Jest sees to that. */
const SEED = 20_261_126;

/** For what never ends. What comes later is another way not to come. */
const IMPATIENT_MS = 300;

const passesUntouched: Break = passOn((body) => body);
const couldNotLook = (reading: Reading<unknown>): boolean =>
  reading.kind === 'unavailable' && didNotAnswer(reading.reason);

describe.each(Object.entries(ADAPTERS))('%s', (name, start) => {
  let adapter: Adapter;
  let proxy: LoopbackServer;
  let breakIt: Break = passesUntouched;
  beforeEach(async () => {
    breakIt = passesUntouched;
    adapter = await start();
    proxy = await startBreakingProxy(adapter.url, () => breakIt);
  });
  afterEach(async () => {
    await proxy.close();
    await adapter.close();
  });

  it('gives all of an answer or none, whatever breaks it on its way', async () => {
    const unbroken = await adapter.ask(proxy.url);

    await fc.assert(
      fc.asyncProperty(wrecks, async (wreck) => {
        breakIt = wreck.breakIt;

        const readings = await adapter.ask(proxy.url, wreck.whole ? undefined : IMPATIENT_MS);

        const isUnbroken = (reading: Reading<unknown>, index: number): boolean =>
          JSON.stringify(reading, bigints) === JSON.stringify(unbroken[index], bigints);
        const off = (reading: Reading<unknown>): boolean =>
          reading.kind === 'unavailable' && reading.reason === 'not-configured';
        const wrong = readings.filter(
          (reading, index) =>
            !off(reading) && !isUnbroken(reading, index) && (wreck.whole || !couldNotLook(reading)),
        );
        expect({ wreck: wreck.name, wrong }).toEqual({ wreck: wreck.name, wrong: [] });
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  const odd = name.startsWith('Slack') ? ODD_ANSWERS : [...ODD_ANSWERS, ...SWITCHES];
  it.each(odd)('does not wait for what is over: %s', async (_what, answer) => {
    const server = await listenOnLoopback(({ socket }) => socket.end(answer));

    const readings = await adapter.ask(server.url, 10_000);
    await server.close();

    const wrong = readings.filter(
      (reading) =>
        reading.kind !== 'unavailable' ||
        reading.reason === 'timeout' ||
        !/^[^\n]{5,250}$/.test(reading.detail),
    );
    expect(wrong).toEqual([]);
  });

  it('gives up in time where the way there is never opened', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;

    const readings = await adapter.ask(`https://127.0.0.1:${port}`, IMPATIENT_MS);
    silent.close();

    const reasons = readings.map((reading) => reading.kind === 'unavailable' && reading.reason);
    expect(reasons).toContain('timeout');
  }, 8000);

  it.each([200, 204, 302, 308, 401, 429, 500])(
    'leaves no connection busy once it has its answer: HTTP %s',
    async (status) => {
      const server = await listenOnLoopback(({ socket }, response) => {
        // Ours are not to be counted.
        socket.unref();
        response.writeHead(status, { location: 'https://login.example/' });
        response.end(status === 204 ? undefined : 'no JSON');
      });
      const before = busyConnections();

      const readings = await adapter.ask(server.url, 10_000);
      while (busyConnections() > before) await setTimeout(50); // a test that waits for ever fails
      await server.close();

      expect(readings.filter((reading) => reading.kind !== 'unavailable')).toEqual([]);
      const sentElsewhere = status >= 300 && status < 400;
      expect(readings.filter(saysSentElsewhere).length > 0).toBe(sentElsewhere);
    },
  );

  it.each([202, 203, 206, 304])(
    'takes nothing for all of an answer that came with HTTP %s',
    async (status) => {
      const whole = await adapter.ask(proxy.url);
      breakIt = (answer, socket) =>
        socket.end(headOf({ ...answer, status }) + (status === 304 ? '' : answer.body));

      const readings = await adapter.ask(proxy.url);

      const configured = readings.filter((_reading, index) => whole[index]?.kind === 'measured');
      expect(configured.map(detailOf)).toEqual(configured.map(() => `it answered HTTP ${status}`));
    },
  );

  it('makes a reading of an answer in which anything is something else', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (mutation) => {
        breakIt = passOn((body) => mutated(body, mutation, () => true)?.text ?? body);

        const readings = await adapter.ask(proxy.url);

        for (const { kind } of readings) expect(['measured', 'unavailable']).toContain(kind);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});

/** Those that keep a process alive: an idle one of an agent does not. */
const busyConnections = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;

const saysSentElsewhere = (reading: Reading<unknown>): boolean =>
  reading.kind === 'unavailable' && reading.detail.includes('sends us to login.example');

const detailOf = (reading: Reading<unknown>): string =>
  reading.kind === 'unavailable' ? reading.detail : 'measured';

const bigints = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;
