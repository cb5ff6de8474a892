import { Redis } from 'ioredis';
import { SECOND } from '../domain/time.ts';
import { redisRefusal } from '../threads/stores/redis-refusal.ts';

/** An alert must be answered within 5 s: Redis may take two of them. */
const REDIS_TIMEOUT_MS = 2 * SECOND;

/**
 * A connection on which nothing comes back, as after a failover or behind a firewall that forgot it, is replaced: the
 * operating system would keep it for a quarter of an hour. Commands have been given up by then.
 */
const DEAF_AFTER_MS = 2 * REDIS_TIMEOUT_MS;

/** A connection that is open, or the reason in a few words why there is none. */
export async function connectRedis(
  url: string,
  onFault: (fault: unknown) => void,
): Promise<
  | { readonly kind: 'open'; readonly redis: Redis }
  | { readonly kind: 'closed'; readonly why: string }
> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: REDIS_TIMEOUT_MS,
    commandTimeout: REDIS_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    socketTimeout: DEAF_AFTER_MS,
    // A command that was executed but not answered would run twice, and take a second request off a thread.
    autoResendUnfulfilledCommands: false,
  });
  let refusal: unknown;
  redis.on('error', (fault: unknown) => {
    refusal = fault;
    onFault(fault);
  });
  try {
    await redis.connect();
    return { kind: 'open', redis };
  } catch (fault) {
    redis.disconnect();
    return { kind: 'closed', why: redisRefusal(refusal ?? fault) ?? 'no answer' };
  }
}
