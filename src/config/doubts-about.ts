import { andList } from '../domain/and-list.ts';
import { METRIC_NAMES } from '../domain/metrics.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { SECOND, type DurationMs } from '../domain/time.ts';
import type { ClusterConfig, Config } from './config.ts';
import { slackCredentials } from './slack-credentials.ts';

/** What no rule forbids and nobody can have meant, each in one sentence with what to do. No source is asked. */
export function doubtsAbout(config: Config): readonly string[] {
  const clusters = [...config.clusters.values()];
  return [
    ...clusters.flatMap((cluster) => [
      ...sourceDoubts(cluster),
      ...waitingDoubts(cluster, config.deadlineMs),
    ]),
    ...sameLogDoubts(clusters),
    ...sameMetricDoubts(clusters),
    ...alertDoubts(config, clusters),
    ...slackDoubts(config),
  ];
}

function sourceDoubts({ name, elasticsearch, prometheus }: ClusterConfig): readonly string[] {
  if (elasticsearch === undefined && prometheus === undefined) {
    return [
      `cluster ${name}: expected a source to ask, got none, so nothing about it will ever be known. Set elasticsearch.url and prometheus.url, or ELASTICSEARCH_URL and PROMETHEUS_URL.`,
    ];
  }
  if (elasticsearch === undefined) {
    return [
      `cluster ${name}: expected elasticsearch.url, got nothing: no upload, error or cause will be seen. Set it, or ELASTICSEARCH_URL.`,
    ];
  }
  if (prometheus === undefined) {
    return [
      `cluster ${name}: expected prometheus.url, got nothing: who the primary is will not be known. Set it, or PROMETHEUS_URL.`,
    ];
  }
  return [];
}

const secondsWords = (length: DurationMs): string => `${length / SECOND} s`;

function waitingDoubts(
  { name, elasticsearch, prometheus, patroni }: ClusterConfig,
  deadlineMs: DurationMs,
): readonly string[] {
  return Object.entries({ elasticsearch, prometheus, patroni }).flatMap(([source, settings]) =>
    settings === undefined || settings.timeoutMs <= deadlineMs
      ? []
      : [
          `cluster ${name}: expected ${source}.timeout to be at most deadline (${secondsWords(deadlineMs)}), got ${secondsWords(settings.timeoutMs)}: no answer waits that long. Set deadline higher, or the timeout lower.`,
        ],
  );
}

/** Clusters that are asked for by the same words have the same answer, which is wrong for all but one. */
const sameLogDoubts = (clusters: readonly ClusterConfig[]): readonly string[] =>
  alike(clusters, ({ elasticsearch }) =>
    elasticsearch === undefined
      ? undefined
      : [
          elasticsearch.url,
          elasticsearch.index,
          elasticsearch.selector,
          Object.entries(elasticsearch.filter).sort(),
        ],
  ).map(
    (names) =>
      `clusters ${andList(names)}: expected what tells their logs apart, got the same index, selector and filter. Set elasticsearch.filter of each.`,
  );

const sameMetricDoubts = (clusters: readonly ClusterConfig[]): readonly string[] =>
  alike(clusters, ({ prometheus }) =>
    prometheus === undefined
      ? undefined
      : [
          prometheus.url,
          prometheus.headers,
          Object.entries(prometheus.labels).sort(),
          METRIC_NAMES.map((metric) => prometheus.queries[metric]),
        ],
  ).map(
    (names) =>
      `clusters ${andList(names)}: expected what tells their metrics apart, got the same labels and queries. Set prometheus.labels of each.`,
  );

function alertDoubts({ alerts }: Config, clusters: readonly ClusterConfig[]): readonly string[] {
  if (alerts === undefined || clusters.length < 2) return [];
  return clusters.flatMap(({ name, traces: { labels, names, services } }) =>
    Object.keys(labels).length + names.length + services.length > 0
      ? []
      : [
          `cluster ${name}: expected what tells alerts about it from those about others, got nothing. Set clusters.${name}.alerts.labels, names or services.`,
        ],
  );
}

/** One token alone is of no use. None at all is right for a terminal. */
function slackDoubts({ slack }: Config): readonly string[] {
  if ([slack.botToken, slack.appToken, slack.signingSecret].every((one) => one === undefined)) {
    return [];
  }
  try {
    slackCredentials(slack);
    return [];
  } catch (fault) {
    if (fault instanceof OperatorError) return [fault.message];
    throw fault;
  }
}

/** The names of clusters that are the same in some respect; undefined is like nothing. */
function alike(
  clusters: readonly ClusterConfig[],
  respect: (cluster: ClusterConfig) => unknown,
): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const cluster of clusters) {
    const found = respect(cluster);
    if (found === undefined) continue;
    const key = JSON.stringify(found);
    groups.set(key, [...(groups.get(key) ?? []), cluster.name]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}
