import { referenceAt, type TakeDownFault } from '../../domain/own-failure.ts';
import { StateFault } from '../../domain/state-fault.ts';
import type { DurationMs } from '../../domain/time.ts';
import { createToldReasons } from '../../domain/told-reasons.ts';
import { takeLease, type Lease } from './lease.ts';
import type { Said } from './say.ts';
import { threadTurn, type Turn, type TurnContext } from './thread-turn.ts';

/** Keeps threads true: one loop for each thread whose lease this replica holds. */
export interface ThreadTender {
  /** Takes a thread up, or wakes the one who has it; resolves with its first turn from now. */
  readonly tend: (thread: string) => Promise<Turn>;
  /** Takes up every live thread that nobody tends: after a restart, or another replica’s end. */
  readonly sweep: () => Promise<void>;
  /** Lets go of all threads, so that another replica can take them up at once. */
  readonly stop: () => Promise<void>;
}

/**
 * A replica that died is given up after so long. Longer than a call of Slack may take, so that
 * what was on its way then has arrived, and can be found.
 */
export const LEASE_MS: DurationMs = 15_000;

interface Running {
  readonly done: Promise<void>;
  /** Ends the pause before the next turn. */
  wake: () => void;
  /** Something came in that the turn under way may not have seen. */
  again: boolean;
  waiting: ((turn: Turn) => void)[];
}

export function createThreadTender(
  context: TurnContext,
  /** Of a bug that a thread was told of, with the reference that it was given. */
  onFault: (fault: unknown, thread: string, reference?: string) => void,
  leaseMs: DurationMs = LEASE_MS,
): ThreadTender {
  const running = new Map<string, Running>();
  let stopped = false;
  const takenDownFor =
    (thread: string): TakeDownFault =>
    (fault) => {
      const reference = referenceAt(context.now());
      onFault(fault, thread, reference);
      return reference;
    };

  /** A thread that is refused is tried again and again, and said to be once. */
  const refusals = createToldReasons();
  const tellRefusal = (thread: string, reply: Said | undefined): void => {
    if (reply?.kind === 'there') refusals.forget(thread);
    // To be asked to wait is no refusal for good.
    if (reply?.kind !== 'refused' || reply.reason === 'ratelimited') return;
    if (refusals.isNew(thread, reply.reason)) context.onRefused(thread, reply.reason);
  };

  const turn = async (thread: string, lease: Lease): Promise<Turn> => {
    const takeDown = takenDownFor(thread);
    try {
      const outcome = await threadTurn(thread, lease, context, takeDown);
      if (outcome.kind !== 'lost') tellRefusal(thread, outcome.reply);
      return outcome;
    } catch (fault) {
      const reason =
        fault instanceof StateFault ? fault.message : `a fault of Wale, ${takeDown(fault)}`;
      return { kind: 'again', inMs: context.settings.everyMs, reply: { kind: 'later', reason } };
    }
  };

  const loop = async (thread: string, self: Running): Promise<void> => {
    const lease = await takeLease(context.store, thread, context.owner, leaseMs, context.stopwatch);
    if (lease === undefined) return;
    const renewal = setInterval(() => {
      lease.renew().then(
        (waiting) => {
          if (waiting !== 0) self.wake(); // requests, or the lease is lost: the turn finds out
        },
        (fault: unknown) => {
          onFault(fault, thread);
        },
      );
    }, leaseMs / 3);
    const isWanted = (): boolean => self.again || stopped;
    try {
      while (!stopped) {
        self.again = false;
        const listening = self.waiting;
        self.waiting = [];
        const outcome = await turn(thread, lease);
        for (const hear of listening) hear(outcome);
        if (outcome.kind === 'lost') return;
        if (isWanted()) continue;
        if (outcome.kind === 'over') return;
        await pause(self, outcome.inMs);
      }
    } finally {
      clearInterval(renewal);
      await lease.release();
    }
  };

  const start = (thread: string, waiting: Running['waiting'] = []): Running => {
    const self: Running = {
      done: Promise.resolve().then(() => loop(thread, self)),
      wake: () => undefined,
      again: false,
      waiting,
    };
    running.set(thread, self);
    self.done
      .catch((fault: unknown) => {
        onFault(fault, thread);
      })
      .finally(() => {
        running.delete(thread);
        // For what came in since the last turn, and whoever waits for it.
        if (self.again && !stopped) start(thread, self.waiting);
        else for (const hear of self.waiting) hear({ kind: 'lost' });
      })
      .catch(() => undefined);
    return self;
  };

  return {
    tend: (thread) => {
      if (stopped) return Promise.resolve({ kind: 'lost' });
      const found = running.get(thread);
      const self = found ?? start(thread);
      return new Promise((resolve) => {
        self.waiting.push(resolve);
        if (found === undefined) return;
        self.again = true;
        self.wake();
      });
    },
    sweep: async () => {
      if (stopped) return;
      for (const thread of await context.store.live()) {
        if (!running.has(thread)) start(thread);
      }
    },
    stop: async () => {
      stopped = true;
      const all = [...running.values()];
      for (const self of all) self.wake();
      await Promise.allSettled(all.map(({ done }) => done));
    },
  };
}

const pause = (self: Running, ms: DurationMs): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    self.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
