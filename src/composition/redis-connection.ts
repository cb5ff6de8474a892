import { Redis } from 'ioredis';
import { errorCode } from '../domain/error-code.ts';
import { SECOND } from '../domain/time.ts';

/** An alert is to be answered within 5 s: Redis has two of them. */
const REDIS_TIMEOUT_MS = 2 * SECOND;

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
    return { kind: 'closed', why: whyNot(refusal ?? fault) };
  }
}

/** A refusal of Redis begins with a word of its own, and goes on with whatever it likes. */
function whyNot(fault: unknown): string {
  const [word] =
    /^(?:NOAUTH|WRONGPASS|NOPERM|ERR)\b/.exec(fault instanceof Error ? fault.message : '') ?? [];
  if (word !== undefined) return `it refuses the login: ${word}`;
  return errorCode(fault) ?? 'no answer';
}
