import type { WatchCluster } from '../../../src/threads/tend/watch-cluster.ts';
import type { AllowList } from '../allow-list.ts';
import { watchedReply } from '../commands/watched-reply.ts';
import type { ClusterAnswer } from '../commands/cluster-answer.ts';
import { onClusterClick } from './cluster-click.ts';

/** Posts the status once more, and keeps that post up to date until all is well, as `/wale watch` does. */
export const createWatchAction = (
  clusters: ReadonlyMap<string, Pick<ClusterAnswer, 'ask'>>,
  watchCluster: WatchCluster,
  allow: AllowList,
) =>
  onClusterClick(clusters, allow, async ({ channel, user, value, respond }) => {
    const reply = watchedReply(value, await watchCluster(channel, value, user));
    if (reply !== undefined) await respond({ ...reply, replace_original: false });
  });
