import type { ClusterConfig, Config } from '../config/config.ts';
import { proposedLinks } from '../config/propose-links.ts';
import type { Services } from '../domain/contracts.ts';
import type { Clock } from '../domain/time.ts';
import { mentions } from '../threads/alerts/alert-patterns.ts';
import { createExamine, type Examine } from '../use-cases/examine.ts';
import { clusterTraits, logFilesAt } from './answers.ts';
import { createSources } from './sources.ts';
import { createStateProbe } from './state-probe.ts';

/** The question "does all that this cluster needs work?" for each configured cluster. */
export function createExaminations(
  config: Config,
  logFiles: readonly string[],
  now: Clock,
): ReadonlyMap<string, Examine> {
  const clusters = [...config.clusters.values()];
  const sources = createSources(clusters, logFilesAt(logFiles), now);
  const services = servicesOf(config);
  return new Map(
    clusters.map((cluster) => [
      cluster.name,
      createExamine(clusterTraits(cluster), {
        sources,
        services: { ...services, proposeLinks: linksFor(cluster) },
        addresses: {
          elasticsearch: cluster.elasticsearch?.url,
          prometheus: cluster.prometheus?.url,
        },
        deadlineMs: config.deadlineMs,
        now,
      }),
    ]),
  );
}

/** Who has chosen pages wants no others. */
function linksFor({ links, elasticsearch, prometheus }: ClusterConfig): Services['proposeLinks'] {
  if (links.kibana ?? links.grafana ?? links.explore) return undefined;
  return async ({ signal }) => {
    const { findPages } = await import('../sources/pages/find-pages.ts');
    const pages = await findPages(elasticsearch, prometheus, signal);
    const query = prometheus?.queries.pendingWal ?? prometheus?.queries.archiverAge ?? undefined;
    return proposedLinks(pages, { selector: elasticsearch?.selector, query });
  };
}

/** Where the bot must be to answer alerts. */
const channelsOf = (alerts: Config['alerts']): readonly string[] => [
  ...new Set([
    ...(alerts?.channels ?? []),
    ...(alerts?.webhooks === undefined ? [] : [alerts.webhooks.channel]),
  ]),
];

function servicesOf({ slack, state, alerts }: Config): Services {
  const { botToken, apiUrl } = slack;
  const notes = alerts?.incidentNotes;
  return {
    isAboutBackups: alerts === undefined ? undefined : (text) => mentions(alerts.patterns, text),
    slack:
      botToken === undefined
        ? undefined
        : async (question) => {
            const { createSlackProbe } = await import('../slack/auth-test.ts');
            return createSlackProbe(botToken, apiUrl, channelsOf(alerts))(question);
          },
    state: createStateProbe(state),
    incidentNotes:
      notes === undefined
        ? undefined
        : async (question) => {
            const { createNotesProbe } = await import('../pagerduty/probe.ts');
            return createNotesProbe(notes)(question);
          },
  };
}
