import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installRedisIfMissing, startRedis, type RealRedis } from '../../lab/redis.ts';
import { Redis } from 'ioredis';
import { STATE_VERSION } from '../../src/threads/stores/state-version.ts';
import { createLog } from '../../src/composition/log.ts';
import { StateFault } from '../../src/domain/state-fault.ts';
import { openStore } from '../../src/composition/open-store.ts';
import { anArrival, aRecord, aRequest, STORE_CASES } from '../support/thread-store-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'wale-redis-'));
const log = createLog('silent');
let redis: RealRedis;
let count = 0;

beforeAll(async () => {
  installRedisIfMissing((text) => process.stderr.write(`${text}\n`));
  redis = await startRedis(folder);
}, 300_000);
afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.each(STORE_CASES)('the store in Redis %s', async (_promise, expectKept) => {
  const prefix = `test-${(count += 1)}`;
  const store = await openStore({ kind: 'redis', url: redis.url, prefix }, Date.now, log);
  await expectKept(store);
  await store.close();
});

test('a Redis that is not there is told in one sentence', async () => {
  const state = { kind: 'redis', url: 'redis://127.0.0.1:1', prefix: 'wale' } as const;

  await expect(openStore(state, Date.now, log)).rejects.toThrow('cannot reach Redis');
});

test('state of before there were versions is brought to the present one, and a newer is refused', async () => {
  const state = { kind: 'redis', url: redis.url, prefix: 'old' } as const;
  const client = new Redis(redis.url);
  await client.set('{old}:born:', 1000);
  await client.set('{old}:known:pagerduty:Q1|main', 'C1|main', 'PX', 60_000);
  await client.set('{old}:known:post:C1:1.2|main', 'C1|main', 'PX', 60_000);

  const store = await openStore(state, Date.now, log);
  expect(await store.arrive([anArrival('pagerduty:Q1'), anArrival('pagerduty:Q2')])).toEqual([
    'pagerduty:Q2',
  ]);
  await store.close();
  expect(await client.get('{old}:version:')).toBe(String(STATE_VERSION));

  await client.set('{old}:version:', STATE_VERSION + 1);
  await expect(openStore(state, Date.now, log)).rejects.toThrow('a newer one wrote it');
  client.disconnect();
});

test('a replica of 0.1 goes on beside this one: nothing is left, tended or begun twice', async () => {
  const state = { kind: 'redis', url: redis.url, prefix: 'both' } as const;
  const client = new Redis(redis.url);
  // What 0.1 did: it bore no version, and knew an alert by the thread that it was left for alone.
  const leftByOld = async (id: string, thread: string): Promise<boolean> => {
    const isNew = await client.set(`{both}:known:${id}`, thread, 'PX', 60_000, 'NX');
    if (isNew === null) return false;
    await client.rpush(`{both}:requests:${thread}`, JSON.stringify(aRequest(1)));
    await client.sadd('{both}:live:', thread);
    return true;
  };
  await client.set('{both}:born:', 1000);
  expect(await leftByOld('pagerduty:Q1|a', 'C1|a')).toBe(true);

  const store = await openStore(state, Date.now, log);
  expect(await store.live()).toEqual(['C1|a']);
  expect(await store.requests('C1|a')).toEqual([aRequest(1)]);

  // After the migration the old one takes an alert in that the new one is told of too, and the other way round.
  expect(await leftByOld('pagerduty:Q2|a', 'C1|a')).toBe(true);
  expect(await store.arrive([anArrival('pagerduty:Q2')])).toEqual(['pagerduty:Q2']);
  expect(await store.leave('pagerduty:Q2|a', 'C1|a', aRequest(2))).toBe(false);
  expect(await store.leave('pagerduty:Q3|a', 'C1|a', aRequest(3))).toBe(true);
  expect(await leftByOld('pagerduty:Q3|a', 'C1|a')).toBe(false);
  expect(await store.requests('C1|a')).toEqual([aRequest(1), aRequest(1), aRequest(3)]);

  // One of them tends the thread, and what the old one wrote is read.
  await client.set('{both}:lease:C1|a', 'the old one', 'PX', 60_000);
  expect(await store.take('C1|a', 'the new one', 60_000)).toBeUndefined();
  await client.set('{both}:thread:C1|a', JSON.stringify(aRecord()));
  await client.del('{both}:lease:C1|a');
  expect(await store.take('C1|a', 'the new one', 60_000)).toEqual({ waiting: 3 });
  expect(await store.read('C1|a')).toEqual(aRecord());
  expect(await store.write('the old one', aRecord(), 3)).toBe(false);
  expect(await store.write('the new one', aRecord(), 3)).toBe(true);

  // A second process of this version finds nothing left to do.
  const second = await openStore(state, Date.now, log);
  expect(await second.arrive([anArrival('pagerduty:Q1'), anArrival('pagerduty:Q2')])).toEqual([]);
  await second.close();
  await store.close();
  client.disconnect();
});

test('what somebody else wrote under its keys is a fault of the state, which says what to do', async () => {
  const state = { kind: 'redis', url: redis.url, prefix: 'others' } as const;
  const store = await openStore(state, Date.now, log);
  const client = new Redis(redis.url);
  await client.set('{others}:thread:C1|a', 'rubbish');
  await client.hset('{others}:arrivals:', 'Q1', '{"other":1}');
  await client.rpush('{others}:requests:C1|a', '[]');
  await client.set('{others}:papers:guard', 'no hash');
  await client.set('{others}:live:', 'no set');

  for (const [read, key] of [
    [store.read('C1|a'), 'the Redis key {others}:thread:C1|a'],
    [store.arrivals(), 'the Redis key {others}:arrivals:'],
    [store.requests('C1|a'), 'the Redis key {others}:requests:C1|a'],
    [store.papers('guard'), 'something other than Wale uses its keys'],
    [store.live(), 'something other than Wale uses its keys'],
  ] as const) {
    const fault: unknown = await read.catch((failed: unknown) => failed);

    expect(fault).toBeInstanceOf(StateFault);
    expect(String(fault)).toContain(key);
    expect(String(fault)).toContain('set another state.prefix');
  }
  await store.close();
  client.disconnect();
});
