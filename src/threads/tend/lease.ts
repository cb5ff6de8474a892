import type { DurationMs, Stopwatch } from '../../domain/time.ts';
import type { ThreadStore } from '../record/thread-store.ts';

/** The right to speak in a thread, held by one replica at a time. */
export interface Lease {
  /** Whether it is certain to be held for so long from now. */
  readonly isHeldFor: (ms: DurationMs) => boolean;
  /** Renews it; gives the number of requests that wait, or undefined if another has it by now. */
  readonly renew: () => Promise<number | undefined>;
  readonly release: () => Promise<void>;
}

/** Takes the lease of a thread; undefined if another replica holds it. */
export async function takeLease(
  store: Pick<ThreadStore, 'take' | 'release'>,
  thread: string,
  owner: string,
  leaseMs: DurationMs,
  stopwatch: Stopwatch,
): Promise<Lease | undefined> {
  let until: DurationMs = -Infinity;
  const renew = async (): Promise<number | undefined> => {
    // Counted from before the question, so that we never believe in it longer than the store does.
    const asked = stopwatch();
    const taken = await store.take(thread, owner, leaseMs);
    until = taken === undefined ? -Infinity : asked + leaseMs;
    return taken?.waiting;
  };
  if ((await renew()) === undefined) return undefined;
  return {
    isHeldFor: (ms) => stopwatch() + ms < until,
    renew,
    release: () => store.release(thread, owner),
  };
}
