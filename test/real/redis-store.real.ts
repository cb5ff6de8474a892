import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installRedisIfMissing, startRedis, type RealRedis } from '../../lab/redis.ts';
import { createLog } from '../../src/composition/log.ts';
import { openStore } from '../../src/composition/open-store.ts';
import { STORE_CASES } from '../support/thread-store-contract.ts';

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
