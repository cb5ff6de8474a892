import { clustersOf, isNamedIn, type ClusterTraces } from '../alerts/alert-clusters.ts';
import { labelsInText } from '../alerts/labels-in-text.ts';
import type { SlackPost } from '../alerts/slack-post.ts';
import type { ClusterOfThread } from './cluster-of-thread.ts';

/** Which cluster a message is about; undefined if it does not say so, or names several. */
export type ClusterOfMessage = (channel: string, post: SlackPost) => Promise<string | undefined>;

/** By the thread that it stands in, else by the one name that is in it, else by the labels that it shows. */
export const createClusterOfMessage =
  (clusterOfThread: ClusterOfThread, clusters: readonly ClusterTraces[]): ClusterOfMessage =>
  async (channel, post) => {
    const tended = await clusterOfThread(channel, post.inThread ?? post.ts);
    if (tended !== undefined) return tended;
    const text = post.texts.join('\n').toLowerCase();
    const named = clusters.filter(({ name }) => isNamedIn(name, text));
    if (named.length > 0) return named.length === 1 ? named[0]?.name : undefined;
    const concerned = clustersOf(
      {
        key: '',
        title: '',
        labels: labelsInText(post.texts),
        text: post.texts.join('\n'),
        at: 0,
        incident: undefined,
        service: undefined,
      },
      clusters,
    );
    return concerned.kind === 'clusters' && concerned.names.length === 1
      ? concerned.names[0]
      : undefined;
  };
