import type { Alert } from '../alerts/alert.ts';
import { clustersOf, type ClusterTraces } from '../alerts/alert-clusters.ts';
import type { Clock } from '../../domain/time.ts';
import { arrivalOf } from '../record/arrival.ts';
import type { ThreadStore } from '../record/thread-store.ts';
import type { PlaceArrivals } from './place-arrivals.ts';

/**
 * Takes in the alerts of a webhook, and says in a few words what became of them. They are written down and no more:
 * whoever sent them is not kept waiting while Slack is looked through.
 */
export type TakeAlerts = (alerts: readonly Alert[]) => Promise<string>;

export const createTakeAlerts =
  (
    store: Pick<ThreadStore, 'arrive'>,
    clusters: readonly ClusterTraces[],
    { place }: Pick<PlaceArrivals, 'place'>,
    onPassedOver: (reason: 'about-other-clusters' | 'already-known', count: number) => void,
    now: Clock,
  ): TakeAlerts =>
  async (alerts) => {
    const ours = alerts.filter((alert) => clustersOf(alert, clusters).kind !== 'elsewhere');
    const others = alerts.length - ours.length;
    if (others > 0) onPassedOver('about-other-clusters', others);
    if (ours.length === 0) return 'about none of the clusters here';
    const arrivals = ours.map((alert) => arrivalOf(alert, now()));
    const fresh = new Set(await store.arrive(arrivals));
    const known = arrivals.length - fresh.size;
    if (known > 0) onPassedOver('already-known', known);
    const begun = arrivals.filter(({ alert }) => fresh.delete(alert.key));
    void place(begun);
    return begun.length === 0 ? 'known already: nothing new is begun' : 'taken in';
  };
