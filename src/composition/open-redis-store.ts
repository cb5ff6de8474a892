import type { Redis } from 'ioredis';
import type { StateConfig } from '../config/config.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { Clock } from '../domain/time.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';

/** The state that replicas share, once `ready` has seen that its version is one that can be used. */
export async function openRedisStore(
  state: Extract<StateConfig, { kind: 'redis' }>,
  now: Clock,
  ready: (redis: Redis, prefix: string) => Promise<void>,
  onFault: (fault: unknown) => void,
): Promise<ThreadStore> {
  const [{ connectRedis }, { createRedisStore }] = await Promise.all([
    import('./redis-connection.ts'),
    import('../threads/stores/redis.ts'),
  ]);
  const connection = await connectRedis(state.url, onFault);
  if (connection.kind === 'closed') {
    throw new OperatorError(
      `cannot reach Redis (${connection.why}). Is state.redisUrl or REDIS_URL right, and does it run?`,
    );
  }
  try {
    await ready(connection.redis, state.prefix);
  } catch (fault) {
    connection.redis.disconnect();
    throw fault;
  }
  return createRedisStore(connection.redis, state.prefix, now);
}
