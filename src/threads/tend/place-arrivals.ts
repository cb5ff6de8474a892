import PQueue from 'p-queue';
import type { Clock, DurationMs } from '../../domain/time.ts';
import type { Alert } from '../alerts/alert.ts';
import { alertOf, type Arrival } from '../record/arrival.ts';
import type { Place } from '../record/slack-channel.ts';
import type { ThreadStore } from '../record/thread-store.ts';
import type { FindAlertPost } from './find-alert-post.ts';
import type { LeaveAlert } from './leave-alert.ts';
import type { ThreadTender } from './tend-threads.ts';

/** Finds the place of what webhooks told of, and leaves it for the threads there. */
export interface PlaceArrivals {
  /** Of these alerts, which were written down just now. Never rejects: what fails is found by the next sweep. */
  readonly place: (arrivals: readonly Arrival[]) => Promise<void>;
  /** Of all that a replica wrote down and did not come to place: one replica looks, for all. */
  readonly sweep: () => Promise<void>;
  /** Resolves once nothing is being placed. */
  readonly settled: () => Promise<void>;
  /** What is not yet left for its thread stays written down, for whoever comes next. Resolves once nothing is being left. */
  readonly giveUp: () => Promise<void>;
}

/** Who is asked to stop need not wait until ten thousand are left for their threads. */
const LEFT_AT_ONCE = 10;

/** Whoever wrote an alert down has placed it by then, or is dead. */
const ORPHANED_AFTER: DurationMs = 8000;

/** Who has looked for orphans has looked for all. */
export const SWEEP_ARRIVALS_EVERY: DurationMs = 5000;

export interface PlaceArrivalsParts {
  readonly store: Pick<ThreadStore, 'arrivals' | 'placed' | 'take'>;
  readonly find: FindAlertPost;
  readonly leaveAlert: LeaveAlert;
  readonly tender: Pick<ThreadTender, 'tend'>;
  /** Where to reply to an alert that has no post. */
  readonly channel: string;
  readonly owner: string;
  readonly now: Clock;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Two replicas may place the same alert, when the one was taken for dead: then it is left once all the same, since
 * an alert that was ever left is not left again.
 */
export function createPlaceArrivals({
  store,
  find,
  leaveAlert,
  tender,
  channel,
  owner,
  now,
  onFault,
}: PlaceArrivalsParts): PlaceArrivals {
  const underWay = new Map<string, Promise<void>>();
  const leaving = new PQueue({ concurrency: LEFT_AT_ONCE });
  let isGivenUp = false;
  const leave = async (alert: Alert, place: Place): Promise<void> => {
    if (isGivenUp) return;
    const { threads } = await leaveAlert(alert, place);
    await store.placed(alert.key);
    for (const thread of threads) void tender.tend(thread);
  };
  const placeOne = async (arrival: Arrival): Promise<void> => {
    const { key } = arrival.alert;
    try {
      const alert = alertOf(arrival);
      const place: Place = (await find(alert)) ?? { channel, rootTs: undefined };
      await leaving.add(() => leave(alert, place));
    } catch (fault) {
      onFault(fault);
    } finally {
      underWay.delete(key);
    }
  };
  const place = async (arrivals: readonly Arrival[]): Promise<void> => {
    for (const arrival of arrivals) {
      const { key } = arrival.alert;
      if (!underWay.has(key)) underWay.set(key, placeOne(arrival));
    }
    await Promise.all(underWay.values());
  };
  return {
    place,
    settled: () => place([]),
    giveUp: () => {
      isGivenUp = true;
      return leaving.onIdle();
    },
    sweep: async () => {
      if ((await store.take('arrivals', owner, SWEEP_ARRIVALS_EVERY)) === undefined) return;
      const since = now() - ORPHANED_AFTER;
      await place((await store.arrivals()).filter(({ arrivedAt }) => arrivedAt <= since));
    },
  };
}
