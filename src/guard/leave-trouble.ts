import { pipelineThreadKey, threadKey } from '../threads/record/request.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';
import type { Due } from './guard-state.ts';

/** Where troubles are told. */
export interface GuardPlaces {
  readonly channelOf: (cluster: string) => string;
  readonly pipelineChannel: string;
  /** Where else an alert about a cluster may have been answered: its thread is joined. */
  readonly alertChannels: readonly string[];
}

/** Leaves a trouble for its thread, once for ever, and gives the thread's name. */
export type LeaveTrouble = (due: Due) => Promise<string>;

export const createLeaveTrouble =
  (store: Pick<ThreadStore, 'leave' | 'read'>, places: GuardPlaces): LeaveTrouble =>
  async ({ cluster, trouble }) => {
    const { id, since, told } = trouble;
    const channel =
      cluster === undefined ? places.pipelineChannel : await channelFor(cluster, places, store);
    const thread = cluster === undefined ? pipelineThreadKey(channel) : threadKey(channel, cluster);
    const critical = told?.critical === true;
    // What got worse is left once more: somebody may have stopped the watch of the milder trouble.
    await store.leave(`${id}:${critical ? 'critical' : 'told'}`, thread, {
      kind: 'guard',
      at: told?.at ?? since,
      channel,
      cluster,
      about: cluster === undefined ? 'pipeline' : undefined,
      alertKey: id,
      title: 'seen by Wale itself',
      since,
      critical,
    });
    return thread;
  };

/** The channel in which the trouble is answered already, because an alert came first; else the cluster's own. */
async function channelFor(
  cluster: string,
  { channelOf, alertChannels }: GuardPlaces,
  store: Pick<ThreadStore, 'read'>,
): Promise<string> {
  const own = channelOf(cluster);
  for (const channel of new Set([own, ...alertChannels])) {
    const record = await store.read(threadKey(channel, cluster));
    if (record !== undefined && record.ended === undefined) return channel;
  }
  return own;
}
