import { z } from 'zod';
import {
  HOUR,
  type Clock,
  type DurationMs,
  type EpochMs,
  type Stopwatch,
} from '../../domain/time.ts';
import { Arrival } from '../record/arrival.ts';
import { isOver } from '../record/is-over.ts';
import { ThreadRequest } from '../record/request.ts';
import { ThreadRecord } from '../record/thread-record.ts';
import { REMEMBERED_MS, type PaperKind, type ThreadStore } from '../record/thread-store.ts';

/** Everything that is remembered, as it is written down. */
export const Memory = z.object({
  bornAt: z.number(),
  /** The ids of requests that were ever left, and when they were last heard of. */
  known: z.map(z.string(), z.number()),
  threads: z.map(
    z.string(),
    z.object({ record: ThreadRecord.optional(), requests: z.array(ThreadRequest) }),
  ),
  /** By the key of the alert. */
  arrivals: z.map(z.string(), Arrival),
  /** By `paperKey`. */
  papers: z.map(z.string(), z.unknown()),
});
export type Memory = z.infer<typeof Memory>;
export type RememberedThread = Memory['threads'] extends Map<string, infer T> ? T : never;

/** What changed, to be written down before it counts. */
export interface Change {
  readonly known?: readonly (readonly [id: string, at: EpochMs])[];
  readonly thread?: readonly [key: string, thread: RememberedThread];
  readonly arrivals?: readonly Arrival[];
  readonly placed?: string;
  readonly paper?: readonly [key: string, value: object | undefined];
  readonly forgotten?: Forgotten;
}

export interface Forgotten {
  readonly known: readonly string[];
  readonly threads: readonly string[];
}

/** Writes changes down, all of one call or none. */
export type Keep = (change: Change) => Promise<void>;

/** What ended is looked for so often, to be forgotten. */
const FORGET_EVERY: DurationMs = HOUR;

/**
 * A store for one process: its memory answers, and `keep` makes it outlast the process. What could not be kept
 * does not count: the memory changes after `keep`, one change at a time.
 */
export function createInMemoryStore(
  memory: Memory,
  keep: Keep,
  now: Clock,
  stopwatch: Stopwatch,
): ThreadStore {
  const leases = new Map<string, { owner: string; until: DurationMs }>();
  let forgotAt = now();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const done = last.then(change, change);
    last = done;
    return done;
  };
  const put = async (change: Change): Promise<void> => {
    await keep(change);
    const { known, thread, arrivals, placed, paper, forgotten } = change;
    for (const [id, at] of known ?? []) memory.known.set(id, at);
    if (thread !== undefined) memory.threads.set(...thread);
    for (const arrival of arrivals ?? []) memory.arrivals.set(arrival.alert.key, arrival);
    if (placed !== undefined) memory.arrivals.delete(placed);
    if (paper?.[1] !== undefined) memory.papers.set(...paper);
    else if (paper !== undefined) memory.papers.delete(paper[0]);
    for (const id of forgotten?.known ?? []) memory.known.delete(id);
    for (const key of forgotten?.threads ?? []) memory.threads.delete(key);
  };
  const forget = async (): Promise<void> => {
    if (Math.abs(now() - forgotAt) < FORGET_EVERY) return;
    forgotAt = now();
    for (const [key, { until }] of leases) if (until <= stopwatch()) leases.delete(key);
    const forgotten = forgottenOf(memory, now());
    if (forgotten.known.length > 0 || forgotten.threads.length > 0) await put({ forgotten });
  };
  const threadOf = (key: string): RememberedThread =>
    memory.threads.get(key) ?? { record: undefined, requests: [] };
  const holds = (key: string, owner: string): boolean => {
    const lease = leases.get(key);
    return lease?.owner === owner && lease.until > stopwatch();
  };

  return {
    bornAt: () => Promise.resolve(memory.bornAt),
    reach: () => Promise.resolve(),
    leave: (id, key, request) =>
      inTurn(async () => {
        await forget();
        const known = [[id, now()]] as const;
        if (memory.known.has(id)) {
          await put({ known });
          return false;
        }
        const before = threadOf(key);
        const thread = { ...before, requests: [...before.requests, request] };
        await put({ known, thread: [key, thread] });
        return true;
      }),
    arrive: (arrivals) =>
      inTurn(async () => {
        await forget();
        const fresh = new Map(
          arrivals.flatMap((arrival) =>
            memory.known.has(arrivedId(arrival)) ? [] : [[arrival.alert.key, arrival] as const],
          ),
        );
        const known = arrivals.map((arrival) => [arrivedId(arrival), now()] as const);
        await put({ known, arrivals: [...fresh.values()] });
        return [...fresh.keys()];
      }),
    arrivals: () => Promise.resolve([...memory.arrivals.values()]),
    placed: (key) => inTurn(() => put({ placed: key })),
    live: () =>
      Promise.resolve(
        [...memory.threads].flatMap(([key, thread]) => (wantsTending(thread) ? [key] : [])),
      ),
    take: (key, owner, leaseMs: DurationMs) => {
      const lease = leases.get(key);
      if (lease !== undefined && lease.owner !== owner && lease.until > stopwatch()) {
        return Promise.resolve(undefined);
      }
      leases.set(key, { owner, until: stopwatch() + leaseMs });
      return Promise.resolve({ waiting: threadOf(key).requests.length });
    },
    release: (key, owner) => {
      if (leases.get(key)?.owner === owner) leases.delete(key);
      return Promise.resolve();
    },
    read: (key) => Promise.resolve(threadOf(key).record),
    requests: (key) => Promise.resolve(threadOf(key).requests),
    write: (owner, record, taken) =>
      inTurn(async () => {
        if (!holds(record.key, owner)) return false;
        const thread = { record, requests: threadOf(record.key).requests.slice(taken) };
        await put({ thread: [record.key, thread] });
        return true;
      }),
    papers: (kind) => {
      const prefix = paperKey(kind, '');
      return Promise.resolve(
        new Map(
          [...memory.papers].flatMap(([key, value]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
          ),
        ),
      );
    },
    keepPaper: (kind, name, value, under) =>
      inTurn(async () => {
        if (under !== undefined && !holds(under.lease, under.owner)) return false;
        await put({ paper: [paperKey(kind, name), value] });
        return true;
      }),
    close: () => Promise.resolve(),
  };
}

/** By what an arrival is known ever after. */
const arrivedId = ({ alert }: Arrival): string => `arrived:${alert.key}`;

export const paperKey = (kind: PaperKind, name: string): string => `${kind}:${name}`;

const wantsTending = ({ record, requests }: RememberedThread): boolean =>
  requests.length > 0 || (record !== undefined && !isOver(record));

/** What nobody has heard of for long. */
export function forgottenOf(
  { known, threads }: Pick<Memory, 'known' | 'threads'>,
  now: EpochMs,
): Forgotten {
  const since = now - REMEMBERED_MS;
  return {
    known: [...known].flatMap(([id, at]) => (at < since ? [id] : [])),
    threads: [...threads].flatMap(([key, thread]) =>
      wantsTending(thread) || (thread.record?.ended?.at ?? 0) >= since ? [] : [key],
    ),
  };
}

/** A store that ends with the process. */
export const createForgetfulStore = (now: Clock, stopwatch: Stopwatch): ThreadStore =>
  createInMemoryStore(newMemory(now()), () => Promise.resolve(), now, stopwatch);

/** Nothing is remembered yet. */
export const newMemory = (bornAt: EpochMs): Memory => ({
  bornAt,
  known: new Map(),
  threads: new Map(),
  arrivals: new Map(),
  papers: new Map(),
});
