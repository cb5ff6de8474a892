import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createStateLog, withStateFaults } from '../../src/composition/faults-of-state.ts';
import { createLog } from '../../src/composition/log.ts';
import { openStore } from '../../src/composition/open-store.ts';
import { withSharedBook } from '../../src/composition/shared-state.ts';
import { OperatorError } from '../../src/domain/operator-error.ts';
import { redisReason } from '../../src/threads/stores/redis-refusal.ts';
import { StateFault } from '../../src/domain/state-fault.ts';
import { createForgetfulStore } from '../../src/threads/stores/in-memory.ts';
import { STATE_VERSION } from '../../src/threads/stores/state-version.ts';
import type { ThreadStore } from '../../src/threads/record/thread-store.ts';
import { startLoopbackRedis, type LoopbackRedis } from '../support/loopback-redis.ts';
import { eventually, stopwatch } from '../support/thread-rig.ts';
import { aRecord } from '../support/thread-store-contract.ts';

// A connection is given up after seconds.
jest.setTimeout(30_000);

let redis: LoopbackRedis;
let store: ThreadStore | undefined;
let lines: string[];
let at: number;
beforeEach(async () => {
  redis = await startLoopbackRedis();
  lines = [];
  at = 1000;
});
afterEach(async () => {
  await store?.close();
  store = undefined;
  await redis.close();
});
const state = () => ({ kind: 'redis', url: redis.url, prefix: 'wale' }) as const;
const open = async (): Promise<ThreadStore> => {
  const log = createLog('info', undefined, (line) => lines.push(line));
  store = await openStore(state(), () => at, log, stopwatch);
  return store;
};

const REFUSALS = [
  ["OOM command not allowed when used memory > 'maxmemory'.", 'its memory is full: OOM'],
  ["READONLY You can't write against a read only replica.", 'it is a read-only replica: READONLY'],
  ['NOREPLICAS Not enough good replicas to write.', 'it accepts no writes without its replicas'],
  ['NOAUTH Authentication required.', 'it refuses the login: NOAUTH'],
  ['MOVED 3999 10.0.0.1:6381', 'it is one node of a Redis Cluster: MOVED'],
  ['LOADING Redis is loading the dataset in memory', 'it is still loading its data: LOADING'],
  ['STRANGE words', 'it refuses: STRANGE'],
] as const;

describe('a Redis that takes no writes', () => {
  it.each(REFUSALS)('cannot be reached, and is told once: %s', async (refusal, reason) => {
    const opened = await open();
    await opened.reach();
    redis.refusal = refusal;

    await expect(opened.reach()).rejects.toThrow(`the state cannot be reached (${reason}`);
    await expect(opened.take('C1|a', 'me', 1000)).rejects.toBeInstanceOf(StateFault);
    await expect(opened.placed('x')).rejects.toBeInstanceOf(StateFault);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(reason);
  });

  it('is one sentence at the start', async () => {
    redis.refusal = "READONLY You can't write against a read only replica.";

    await expect(open()).rejects.toThrow(
      'cannot use Redis (it is a read-only replica: READONLY). state.redisUrl or REDIS_URL must name',
    );
    await expect(open()).rejects.toBeInstanceOf(OperatorError);
  });
});

describe('a connection to Redis', () => {
  it('that nothing comes back on is made anew', async () => {
    const opened = await open();
    redis.forgetConnections();

    await expect(opened.reach()).rejects.toThrow('the state cannot be reached (no answer)');

    const isBack = () =>
      opened.reach().then(
        () => true,
        () => false,
      );
    await expect(eventually(isBack, Boolean)).resolves.toBe(true);
  });

  it('that is cut after a command lets nothing be done twice', async () => {
    const opened = await open();
    redis.cutAfter = 'eval';

    await expect(opened.write('me', aRecord(), 1)).rejects.toBeInstanceOf(StateFault);

    redis.cutAfter = undefined;
    await opened.reach();
    expect(redis.asked.filter((command) => command === 'eval')).toHaveLength(1);
  });
});

it.each([
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the TLS connection failed: ERR_TLS_CERT_ALTNAME_INVALID'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'the TLS connection failed: ERR_SSL_WRONG_VERSION_NUMBER'],
  ['CERT_HAS_EXPIRED', 'the TLS connection failed: CERT_HAS_EXPIRED'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the TLS connection failed: DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['ECONNRESET', 'no answer'],
])('a Redis whose connection ends with %s is told as: %s', (code, reason) => {
  expect(redisReason(Object.assign(new Error('closed'), { code }))).toBe(reason);
});

describe('one outage of Redis', () => {
  it('is told as one thing: to whoever waits, to whoever comes later, and by the tries to connect', async () => {
    const opened = await open();
    await opened.reach();
    redis.forgetConnections();
    const waiting = opened.take('C1|a', 'me', 1000).catch(String);
    await sleep(100);
    const { port } = new URL(redis.url);
    await redis.close();
    const said = [await waiting];
    for (let round = 0; round < 5; round += 1) {
      said.push(await opened.reach().then(() => 'reached', String));
      await sleep(300);
    }
    redis = await startLoopbackRedis(Number(port));

    expect([...new Set(said)]).toEqual(['StateFault: the state cannot be reached (no answer)']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"reason":"no answer"');
  });
});

describe('a Redis that was flushed', () => {
  it('is told, and can be looked into by the terminal again', async () => {
    const opened = await open();
    await opened.live();
    redis.keys.clear();
    at = 2000;

    await opened.live();
    await opened.live();

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('Redis has lost its data');
    expect(redis.keys.get('{wale}:version:')).toBe(String(STATE_VERSION));
    expect(await opened.bornAt()).toBe(2000);
    await expect(withSharedBook(state(), Date.now, () => Promise.resolve('looked'))).resolves.toBe(
      'looked',
    );
  });
});

describe('what cannot be reached', () => {
  it('is told once a minute for each reason', () => {
    const told: unknown[] = [];
    let seconds = 0;
    const tell = createStateLog(
      { error: (what: unknown) => told.push(what) },
      () => seconds * 1000,
    );

    for (; seconds < 120; seconds += 5) {
      tell('no answer');
      if (seconds === 30) tell('ENOSPC');
    }

    expect(told).toEqual([{ reason: 'no answer' }, { reason: 'ENOSPC' }, { reason: 'no answer' }]);
  });

  it('is no bug, and a bug is not called that', async () => {
    const bug = new TypeError('of undefined (reading a bug)');
    const faulty = withStateFaults(
      { ...createForgetfulStore(() => at, stopwatch), live: () => Promise.reject(bug) },
      () => undefined,
      () => undefined,
    );

    await expect(faulty.live()).rejects.toBe(bug);
    await expect(faulty.bornAt()).resolves.toBe(at);
  });
});
