import type { Redis } from 'ioredis';
import { z } from 'zod';
import { expectedWords, mismatchWords } from '../../domain/mismatch-words.ts';
import { OperatorError } from '../../domain/operator-error.ts';
import type { Clock } from '../../domain/time.ts';
import { Arrival } from '../record/arrival.ts';
import { isOver } from '../record/is-over.ts';
import { ThreadRequest } from '../record/request.ts';
import { ThreadRecord } from '../record/thread-record.ts';
import { REMEMBERED_MS, type ThreadStore } from '../record/thread-store.ts';
import { STATE_VERSION } from './state-version.ts';

/** KEYS: known, requests, live. ARGV: thread, request, how long it is known. */
const LEAVE = `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[3]) then
  redis.call('RPUSH', KEYS[2], ARGV[2])
  redis.call('SADD', KEYS[3], ARGV[1])
  return 1
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0`;

/** KEYS: arrivals, then one for each by which it is known. ARGV: how long it is known, then key and arrival of each. */
const ARRIVE = `
local fresh = {}
for i = 2, #KEYS do
  local key = ARGV[2 * i - 2]
  if redis.call('SET', KEYS[i], '1', 'NX', 'PX', ARGV[1]) then
    redis.call('HSET', KEYS[1], key, ARGV[2 * i - 1])
    fresh[#fresh + 1] = key
  else
    redis.call('PEXPIRE', KEYS[i], ARGV[1])
  end
end
return fresh`;

/** KEYS: lease, requests. ARGV: owner, how long. Gives the number of requests, or -1. */
const TAKE = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return -1 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('LLEN', KEYS[2])`;

/** KEYS: lease. ARGV: owner. */
const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`;

/** KEYS: lease, record, requests, live. ARGV: owner, record, taken, over, how long, thread. */
const WRITE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
if tonumber(ARGV[3]) > 0 then redis.call('LTRIM', KEYS[3], ARGV[3], -1) end
if ARGV[4] == '1' and redis.call('LLEN', KEYS[3]) == 0 then
  redis.call('SREM', KEYS[4], ARGV[6])
  redis.call('PEXPIRE', KEYS[2], ARGV[5])
else
  redis.call('SADD', KEYS[4], ARGV[6])
end
return 1`;

/** KEYS: papers, lease. ARGV: name, value, owner; without a value it is taken away, without an owner no lease is asked. */
const KEEP = `
if ARGV[3] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
if ARGV[2] == '' then redis.call('HDEL', KEYS[1], ARGV[1])
else redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 1`;

/** The key written only to test writing expires after this. */
const REACHED_MS = 60_000;

/** What a key holds. Redis is shared, so somebody else may have written it. */
function kept<Kept>(schema: z.ZodType<Kept>, key: string, text: string | null): Kept {
  const whole = parsedJson(text);
  const parsed = schema.safeParse(whole, { error: expectedWords });
  if (parsed.success) return parsed.data;
  throw new OperatorError(
    `the Redis key ${key} holds something that Wale did not write: ${mismatchWords(parsed.error.issues, whole)}. See who writes to it and take only that out, or set another state.prefix`,
  );
}

function parsedJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** A store that replicas share. Each method is one command or one script, so each is atomic. */
export function createRedisStore(
  redis: Redis,
  prefix: string,
  now: Clock,
  /** Called when the data is gone: Redis was flushed, or came back without it. */
  onLost: () => void = () => undefined,
): ThreadStore {
  // The braces keep all keys in one slot of a Redis Cluster.
  const name = (kind: string, rest = ''): string => `{${prefix}}:${kind}:${rest}`;
  const live = name('live');
  const arrivals = name('arrivals');
  const run = (script: string, keys: readonly string[], args: readonly (string | number)[]) =>
    redis.eval(script, keys.length, ...keys, ...args);

  let known: number | undefined;
  const bornAt = async (): Promise<number> => {
    const isBorn = (await redis.set(name('born'), now(), 'NX')) === 'OK';
    if (isBorn) await redis.set(name('version'), STATE_VERSION);
    const born = kept(z.number(), name('born'), await redis.get(name('born')));
    const before = known;
    known = born;
    if (before !== undefined && before !== born) onLost();
    return born;
  };

  return {
    bornAt,
    // A replica, or a Redis that is out of memory, answers a PING as if all were well.
    reach: async () => {
      await redis.set(name('reached'), now(), 'PX', REACHED_MS);
    },
    leave: async (id, thread, request) =>
      (await run(
        LEAVE,
        [name('known', id), name('requests', thread), live],
        [thread, JSON.stringify(request), REMEMBERED_MS],
      )) === 1,
    arrive: async (arrived) =>
      z
        .array(z.string())
        .parse(
          await run(
            ARRIVE,
            [arrivals, ...arrived.map(({ alert }) => name('known', `arrived:${alert.key}`))],
            [
              REMEMBERED_MS,
              ...arrived.flatMap((arrival) => [arrival.alert.key, JSON.stringify(arrival)]),
            ],
          ),
        ),
    arrivals: async () =>
      (await redis.hvals(arrivals)).map((text) => kept(Arrival, arrivals, text)),
    placed: async (key) => {
      await redis.hdel(arrivals, key);
    },
    live: async () => {
      await bornAt();
      return redis.smembers(live);
    },
    take: async (thread, owner, leaseMs) => {
      const keys = [name('lease', thread), name('requests', thread)];
      const waiting = z.number().parse(await run(TAKE, keys, [owner, leaseMs]));
      return waiting < 0 ? undefined : { waiting };
    },
    release: async (thread, owner) => {
      await run(RELEASE, [name('lease', thread)], [owner]);
    },
    read: async (thread) => {
      const key = name('thread', thread);
      const text = await redis.get(key);
      return text === null ? undefined : kept(ThreadRecord, key, text);
    },
    requests: async (thread) =>
      (await redis.lrange(name('requests', thread), 0, -1)).map((text) =>
        kept(ThreadRequest, name('requests', thread), text),
      ),
    write: async (owner, record, taken) => {
      const { key } = record;
      const keys = [name('lease', key), name('thread', key), name('requests', key), live];
      const over = isOver(record) ? '1' : '0';
      const args = [owner, JSON.stringify(record), taken, over, REMEMBERED_MS, key];
      return (await run(WRITE, keys, args)) === 1;
    },
    papers: async (kind) =>
      new Map(
        Object.entries(await redis.hgetall(name('papers', kind))).map(([paper, text]) => [
          paper,
          parsedJson(text),
        ]),
      ),
    keepPaper: async (kind, paper, value, under) => {
      const keys = [name('papers', kind), name('lease', under?.lease ?? '')];
      const text = value === undefined ? '' : JSON.stringify(value);
      return (await run(KEEP, keys, [paper, text, under?.owner ?? ''])) === 1;
    },
    close: () => {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
