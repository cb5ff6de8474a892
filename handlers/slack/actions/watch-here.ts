import type { WatchCluster } from '../../../src/threads/tend/watch-cluster.ts';
import type { AllowList } from '../allow-list.ts';
import { watchedReply } from '../commands/watched-reply.ts';
import type { ClusterAnswer } from '../commands/cluster-answer.ts';
import { onClick } from './click.ts';
import { noSuchCluster } from './no-such-cluster.ts';

/** Posts the status once more, and keeps that post up to date until all is well, as `/wale watch` does. */
export const createWatchAction = (
  clusters: ReadonlyMap<string, Pick<ClusterAnswer, 'ask'>>,
  watchCluster: WatchCluster,
  allow: AllowList,
) =>
  onClick(allow, async ({ channel, user, value, respond }) => {
    if (!clusters.has(value)) {
      await respond(noSuchCluster(value));
      return;
    }
    const reply = watchedReply(value, await watchCluster(channel, value, user));
    if (reply !== undefined) await respond({ ...reply, replace_original: false });
  });
