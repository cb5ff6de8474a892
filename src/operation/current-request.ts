import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Asker, RequestKind } from '../domain/event-map.ts';
import type { DurationMs } from '../domain/time.ts';

/** What of Slack is being answered at the moment. */
export interface CurrentRequest extends Asker {
  /** Stands in every line of the log that has to do with it. */
  readonly id: string;
  readonly kind: RequestKind;
  /** When it came in, by the stopwatch. */
  readonly cameInAt: DurationMs;
}

const current = new AsyncLocalStorage<CurrentRequest | undefined>();

export const newRequest = (
  kind: RequestKind,
  asker: Asker,
  cameInAt: DurationMs,
): CurrentRequest => ({
  id: randomUUID().slice(0, 8),
  kind,
  cameInAt,
  ...asker,
});

export const inRequest = <Result>(request: CurrentRequest, run: () => Result): Result =>
  current.run(request, run);

/** Undefined outside of any: a thread that is looked after, or the start. */
export const currentRequest = (): CurrentRequest | undefined => current.getStore();

/** What a request sets going, and goes on long after it: it bears no id of it, and has no part in its haste. */
export const outOfRequest = <Result>(run: () => Result): Result => current.run(undefined, run);
