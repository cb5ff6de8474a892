import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { StateConfig } from '../config/config.ts';
import { errorCode } from '../domain/error-code.ts';
import { SECOND, type Clock, type Stopwatch } from '../domain/time.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';
import { createForgetfulStore } from '../threads/stores/in-memory.ts';
import { openLevelStore } from '../threads/stores/level.ts';
import { createRedisStore } from '../threads/stores/redis.ts';
import { OperatorError } from '../domain/operator-error.ts';

/** An alert is to be answered within 5 s: Redis has two of them. */
const REDIS_TIMEOUT_MS = 2 * SECOND;

/** Opens what alert threads are remembered in. */
export async function openStore(
  state: StateConfig,
  now: Clock,
  log: Logger,
  stopwatch: Stopwatch = () => performance.now(),
): Promise<ThreadStore> {
  switch (state.kind) {
    case 'none':
      return createForgetfulStore(now, stopwatch);
    case 'folder':
      return openLevelStore(state.path, now, stopwatch);
    case 'redis': {
      const redis = new Redis(state.url, {
        lazyConnect: true,
        connectTimeout: REDIS_TIMEOUT_MS,
        commandTimeout: REDIS_TIMEOUT_MS,
        maxRetriesPerRequest: 1,
      });
      let refusal: unknown;
      redis.on('error', (fault: unknown) => {
        refusal = fault;
        log.error({ err: fault }, 'redis does not answer');
      });
      try {
        await redis.connect();
      } catch (fault) {
        redis.disconnect();
        throw new OperatorError(
          `cannot reach Redis (${whyNot(refusal ?? fault)}). Is state.redisUrl or REDIS_URL right, and does it run?`,
        );
      }
      return createRedisStore(redis, state.prefix, now);
    }
  }
}

/** A refusal of Redis begins with a word of its own, and goes on with whatever it likes. */
function whyNot(fault: unknown): string {
  const [word] =
    /^(?:NOAUTH|WRONGPASS|NOPERM|ERR)\b/.exec(fault instanceof Error ? fault.message : '') ?? [];
  if (word !== undefined) return `it refuses the login: ${word}`;
  return errorCode(fault) ?? 'no answer';
}
