import type { Logger } from 'pino';
import { OperatorError } from '../domain/operator-error.ts';
import { StateFault } from '../domain/state-fault.ts';
import { MINUTE, type Stopwatch } from '../domain/time.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';

/** Every thread runs into it every few seconds, and a client each time it tries to connect. */
const TOLD_EVERY = MINUTE;

const UNREACHABLE =
  'the state cannot be reached: alerts, watches and acknowledgements have to wait';

/** Tells the log why the state cannot be reached, or what it did not do: each reason once a minute. */
export function createStateLog(
  log: Pick<Logger, 'error'>,
  stopwatch: Stopwatch,
  sentence = UNREACHABLE,
): (reason: string, code?: string) => void {
  const toldAt = new Map<string, number>();
  return (reason, code) => {
    const at = stopwatch();
    if (at - (toldAt.get(reason) ?? -Infinity) < TOLD_EVERY) return;
    toldAt.set(reason, at);
    log.error(code === undefined ? { reason } : { reason, code }, sentence);
  };
}

/** Passes on any fault but those of the state, which are logged where that was opened. */
export const unlessOfState =
  <Rest extends unknown[]>(onFault: (fault: unknown, ...rest: Rest) => void) =>
  (fault: unknown, ...rest: Rest): void => {
    if (!(fault instanceof StateFault)) onFault(fault, ...rest);
  };

/** A store whose faults are StateFaults, as far as `reasonOf` knows them; anything else is rethrown as it is. */
export function withStateFaults(
  store: ThreadStore,
  reasonOf: (fault: unknown) => string | undefined,
  tell: (reason: string) => void,
): ThreadStore {
  const told =
    <Asked extends unknown[], Answer>(act: (...asked: Asked) => Promise<Answer>) =>
    async (...asked: Asked): Promise<Answer> => {
      try {
        return await act(...asked);
      } catch (fault) {
        const reason = fault instanceof OperatorError ? fault.message : reasonOf(fault);
        if (reason === undefined) throw fault;
        tell(reason);
        throw new StateFault(reason, fault);
      }
    };
  return {
    bornAt: told(store.bornAt),
    reach: told(store.reach),
    leave: told(store.leave),
    arrive: told(store.arrive),
    arrivals: told(store.arrivals),
    placed: told(store.placed),
    live: told(store.live),
    take: told(store.take),
    release: told(store.release),
    read: told(store.read),
    requests: told(store.requests),
    write: told(store.write),
    papers: told(store.papers),
    keepPaper: told(store.keepPaper),
    close: () => store.close(),
  };
}
