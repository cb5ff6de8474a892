import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installRedisIfMissing, startRedis, type RealRedis } from '../../lab/redis.ts';
import { Redis } from 'ioredis';
import { STATE_VERSION } from '../../src/threads/stores/state-version.ts';
import { createLog } from '../../src/composition/log.ts';
import { openStore } from '../../src/composition/open-store.ts';
import { anArrival, STORE_CASES } from '../support/thread-store-contract.ts';

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
