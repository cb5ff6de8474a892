import type { Alert } from '../alerts/alert.ts';
import { clustersOf, type ClusterTraces, type Concerned } from '../alerts/alert-clusters.ts';
import { threadKey } from '../record/request.ts';
import type { Place, SlackChannel } from '../record/slack-channel.ts';
import type { ThreadStore } from '../record/thread-store.ts';

/**
 * Leaves an alert for the threads it belongs to, and gives their names. An alert that was ever left
 * is not left again, wherever and however often it arrives.
 */
export type LeaveAlert = (alert: Alert, place: Place) => Promise<LeftAlert>;

export interface LeftAlert {
  readonly concerned: Concerned['kind'];
  readonly threads: readonly string[];
}

export const createLeaveAlert =
  (
    store: Pick<ThreadStore, 'leave'>,
    slack: Pick<SlackChannel, 'linkTo'>,
    clusters: readonly ClusterTraces[],
  ): LeaveAlert =>
  async (alert, { channel, rootTs }) => {
    const concerned = clustersOf(alert, clusters);
    const about: readonly (string | undefined)[] =
      concerned.kind === 'clusters'
        ? concerned.names
        : concerned.kind === 'unclear'
          ? [undefined]
          : [];
    const link = rootTs === undefined ? undefined : slack.linkTo(channel, rootTs);
    for (const cluster of about) {
      await store.leave(`${alert.key}|${cluster ?? '?'}`, threadKey(channel, cluster), {
        kind: 'alert',
        at: alert.at,
        channel,
        cluster,
        alertKey: alert.key,
        title: alert.title,
        rootTs,
        url: link ?? alert.incident?.url,
        incidentId: alert.incident?.id,
      });
    }
    return {
      concerned: concerned.kind,
      threads: about.map((cluster) => threadKey(channel, cluster)),
    };
  };
