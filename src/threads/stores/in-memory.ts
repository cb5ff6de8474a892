import { z } from 'zod';
import type { Clock, DurationMs, EpochMs } from '../../domain/time.ts';
import { isOver } from '../record/is-over.ts';
import { ThreadRequest } from '../record/request.ts';
import { ThreadRecord } from '../record/thread-record.ts';
import { REMEMBERED_MS, type ThreadStore } from '../record/thread-store.ts';

/** Everything that is remembered, as it is written down. */
export const Memory = z.object({
  bornAt: z.number(),
  /** The ids of requests that were ever left, and when they were last heard of. */
  known: z.map(z.string(), z.number()),
  threads: z.map(
    z.string(),
    z.object({ record: ThreadRecord.optional(), requests: z.array(ThreadRequest) }),
  ),
});
export type Memory = z.infer<typeof Memory>;
export type RememberedThread = Memory['threads'] extends Map<string, infer T> ? T : never;

/** What changed, to be written down before it counts. */
export interface Change {
  readonly known?: readonly [id: string, at: EpochMs];
  readonly thread?: readonly [key: string, thread: RememberedThread];
}

/** Writes changes down, all of one call or none. */
export type Keep = (change: Change) => Promise<void>;

/** A store for one process: its memory answers, and `keep` makes it outlast the process. */
export function createInMemoryStore(memory: Memory, keep: Keep, now: Clock): ThreadStore {
  const leases = new Map<string, { owner: string; until: EpochMs }>();
  const threadOf = (key: string): RememberedThread =>
    memory.threads.get(key) ?? { record: undefined, requests: [] };
  const holds = (key: string, owner: string): boolean => {
    const lease = leases.get(key);
    return lease?.owner === owner && lease.until > now();
  };

  return {
    bornAt: () => Promise.resolve(memory.bornAt),
    leave: async (id, key, request) => {
      const isNew = !memory.known.has(id);
      const at = now();
      memory.known.set(id, at);
      if (!isNew) {
        await keep({ known: [id, at] });
        return false;
      }
      const before = threadOf(key);
      const thread = { ...before, requests: [...before.requests, request] };
      memory.threads.set(key, thread);
      await keep({ known: [id, at], thread: [key, thread] });
      return true;
    },
    live: () =>
      Promise.resolve(
        [...memory.threads].flatMap(([key, thread]) => (wantsTending(thread) ? [key] : [])),
      ),
    take: (key, owner, leaseMs: DurationMs) => {
      const lease = leases.get(key);
      if (lease !== undefined && lease.owner !== owner && lease.until > now()) {
        return Promise.resolve(undefined);
      }
      leases.set(key, { owner, until: now() + leaseMs });
      return Promise.resolve({ waiting: threadOf(key).requests.length });
    },
    release: (key, owner) => {
      if (leases.get(key)?.owner === owner) leases.delete(key);
      return Promise.resolve();
    },
    read: (key) => Promise.resolve(threadOf(key).record),
    requests: (key) => Promise.resolve(threadOf(key).requests),
    write: async (owner, record, taken) => {
      if (!holds(record.key, owner)) return false;
      const thread = { record, requests: threadOf(record.key).requests.slice(taken) };
      memory.threads.set(record.key, thread);
      await keep({ thread: [record.key, thread] });
      return true;
    },
    close: () => Promise.resolve(),
  };
}

const wantsTending = ({ record, requests }: RememberedThread): boolean =>
  requests.length > 0 || (record !== undefined && !isOver(record));

/** The same memory without what nobody has heard of for long. */
export function withoutForgotten(memory: Memory, now: EpochMs): Memory {
  const since = now - REMEMBERED_MS;
  return {
    bornAt: memory.bornAt,
    known: new Map([...memory.known].filter(([, at]) => at >= since)),
    threads: new Map(
      [...memory.threads].filter(
        ([, thread]) => wantsTending(thread) || (thread.record?.ended?.at ?? 0) >= since,
      ),
    ),
  };
}

/** A store that ends with the process. */
export const createForgetfulStore = (now: Clock): ThreadStore =>
  createInMemoryStore(
    { bornAt: now(), known: new Map(), threads: new Map() },
    () => Promise.resolve(),
    now,
  );
