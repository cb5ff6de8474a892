import type { Redis } from 'ioredis';
import { OperatorError } from '../../domain/operator-error.ts';
import { arrivedBefore, readableVersion, STATE_VERSION } from './state-version.ts';

/** So many keys are looked at in one step; others are served in between. */
const STEP = 500;

/**
 * Brings the state of this prefix to the present version, and refuses one that is newer. Replicas may do it at the same
 * time, or again after one that was killed: each step may be done twice.
 */
export async function migrateRedis(redis: Redis, prefix: string): Promise<void> {
  const name = (kind: string): string => `{${prefix}}:${kind}:`;
  const [found, isThere] = await Promise.all([
    redis.get(name('version')),
    redis.exists(name('born')),
  ]);
  const isNew = found === null && isThere === 0;
  if (!isNew && readableVersion(found, 'Redis') < 2) await keepArrivals(redis, name('known'));
  await redis.set(name('version'), STATE_VERSION);
}

/** For who only looks in beside the bots: refuses a state that is not of the present version, and changes nothing. */
export async function expectPresentVersion(redis: Redis, prefix: string): Promise<void> {
  const name = (kind: string): string => `{${prefix}}:${kind}:`;
  const found = await redis.get(name('version'));
  if (found === null && (await redis.exists(name('born'))) === 0) return;
  if (readableVersion(found, 'Redis') < STATE_VERSION) {
    throw new OperatorError(
      'the state in Redis was written by an older Wale: start the bot of this version first',
    );
  }
}

async function keepArrivals(redis: Redis, known: string): Promise<void> {
  let cursor = '0';
  do {
    const pattern = `${known.replace(/[\\[\]*?]/g, '\\$&')}*`;
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', STEP);
    for (const key of keys) {
      const id = arrivedBefore(key.slice(known.length));
      const leftMs = id === undefined ? -1 : await redis.pttl(key);
      if (id !== undefined && leftMs > 0) await redis.set(`${known}${id}`, '1', 'PX', leftMs, 'NX');
    }
    cursor = next;
  } while (cursor !== '0');
}
