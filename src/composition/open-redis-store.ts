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
  /** Called when the data is gone: Redis was flushed, or came back without it. */
  onLost: () => void = () => undefined,
): Promise<ThreadStore> {
  const [{ connectRedis }, { createRedisStore }, { redisRefusal }] = await Promise.all([
    import('./redis-connection.ts'),
    import('../threads/stores/redis.ts'),
    import('../threads/stores/redis-refusal.ts'),
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
    const why = redisRefusal(fault);
    if (why === undefined) throw fault;
    throw new OperatorError(
      `cannot use Redis (${why}). state.redisUrl or REDIS_URL must name a primary that accepts writes.`,
    );
  }
  return createRedisStore(connection.redis, state.prefix, now, onLost);
}
