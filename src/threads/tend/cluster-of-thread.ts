import { threadKey } from '../record/request.ts';
import type { ThreadStore } from '../record/thread-store.ts';

/** Which cluster the thread below a post is about; undefined if it is none that Wale tends. */
export type ClusterOfThread = (channel: string, rootTs: string) => Promise<string | undefined>;

export const createClusterOfThread =
  (store: Pick<ThreadStore, 'read'>, clusters: readonly string[]): ClusterOfThread =>
  async (channel, rootTs) => {
    const records = await Promise.all(clusters.map((name) => store.read(threadKey(channel, name))));
    return records.find(
      (record) => record !== undefined && (record.rootTs ?? record.reply.ts) === rootTs,
    )?.cluster;
  };
