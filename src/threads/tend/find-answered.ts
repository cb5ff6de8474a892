import type { Alert } from '../alerts/alert.ts';
import { clustersOf, type ClusterTraces } from '../alerts/alert-clusters.ts';
import { MINUTE, type DurationMs } from '../../domain/time.ts';
import { threadKey } from '../record/request.ts';
import type { ThreadStore } from '../record/thread-store.ts';
import type { FindAlertPost } from './find-alert-post.ts';

/** Slack’s clock and Alertmanager’s need not agree. */
const CLOCKS_DIFFER_BY: DurationMs = MINUTE;

/**
 * The thread in which an alert is answered already, since its post came by another way: Slack allows no more than some
 * fifty looks into channels a minute, and this costs none.
 */
export const createFindAnswered =
  (
    store: Pick<ThreadStore, 'read' | 'requests'>,
    channels: readonly string[],
    clusters: readonly ClusterTraces[],
  ): FindAlertPost =>
  async (alert) => {
    const concerned = clustersOf(alert, clusters);
    const about = concerned.kind === 'clusters' ? concerned.names : [undefined];
    const places = await Promise.all(
      channels.map(async (channel) => {
        const roots = await Promise.all(
          about.map((cluster) => rootOf(store, threadKey(channel, cluster), alert)),
        );
        const [rootTs] = roots;
        return rootTs === undefined || roots.includes(undefined) ? undefined : { channel, rootTs };
      }),
    );
    return places.find((place) => place !== undefined);
  };

/** The post that a thread answers, if it tells of this alert. */
async function rootOf(
  store: Pick<ThreadStore, 'read' | 'requests'>,
  thread: string,
  { incident, at }: Alert,
): Promise<string | undefined> {
  const [record, requests] = await Promise.all([store.read(thread), store.requests(thread)]);
  const left = requests.flatMap((request) =>
    request.kind === 'alert'
      ? [{ rootTs: request.rootTs, at: request.at, incidents: [request.incidentId] }]
      : [],
  );
  const live =
    record === undefined || record.ended !== undefined
      ? []
      : [
          {
            rootTs: record.rootTs,
            at: record.openedAt,
            incidents: record.alerts.map(({ incidentId }) => incidentId),
          },
        ];
  return [...live, ...left].find(
    (told) =>
      told.rootTs !== undefined &&
      (incident === undefined
        ? told.at >= at - CLOCKS_DIFFER_BY
        : told.incidents.includes(incident.id)),
  )?.rootTs;
}
