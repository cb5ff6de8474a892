import type { DiscoveredCluster, LogDiscovery, MetricDiscovery } from '../domain/discovery.ts';
import { proposedLinks } from './propose-links.ts';
import { queriesOf } from './query-presets.ts';
import type { FoundPages } from '../domain/found-pages.ts';
import type { Reading } from '../domain/reading.ts';
import { HOUR } from '../domain/time.ts';

export interface Found {
  readonly elasticsearchUrl: string | undefined;
  readonly prometheusUrl: string | undefined;
  readonly log: Reading<LogDiscovery>;
  readonly metrics: Reading<MetricDiscovery>;
  readonly pages: FoundPages;
}

/** A wale.yaml with what was found, and with what was not as comments. */
export function proposal({ elasticsearchUrl, prometheusUrl, log, metrics, pages }: Found): string {
  const found = log.kind === 'measured' ? log.value : undefined;
  const seen = metrics.kind === 'measured' ? metrics.value : undefined;
  const clusters = seen?.clusters ?? [];
  return [
    '# Proposed by wale init, from what the sources show. Read it, then: wale check-config, wale doctor.',
    '# Credentials stay in the environment: see docs/configuration.md.',
    '',
    ...zoneLines(found),
    ...(found?.inPods === true
      ? [
          'site: { preset: kubernetes } # its hosts are pods; namespace and container make the next steps whole',
          '',
        ]
      : []),
    ...(found === undefined
      ? [`# elasticsearch: not found: ${detailOf(log)}`]
      : logLines(elasticsearchUrl ?? '', found)),
    '',
    ...(seen === undefined
      ? [`# prometheus: not found: ${detailOf(metrics)}`]
      : metricLines(prometheusUrl ?? '', seen)),
    ...agreementLines(found, clusters),
    '',
    ...clusterLines(found, clusters),
    '',
    ...linkLines(found, seen, pages),
    '',
  ].join('\n');
}

function linkLines(
  log: LogDiscovery | undefined,
  metrics: MetricDiscovery | undefined,
  pages: FoundPages,
): readonly string[] {
  const queries = metrics === undefined ? undefined : queriesOf(metrics.preset);
  const query = queries?.pendingWal ?? queries?.archiverAge ?? undefined;
  const lines = proposedLinks(pages, { selector: log?.selector, query });
  return lines.length === 0
    ? [
        '# links: { … } # buttons on each answer; no Kibana or Grafana was found near the sources, docs/configuration.md has their addresses',
      ]
    : lines;
}

const detailOf = (reading: Reading<unknown>): string =>
  reading.kind === 'unavailable' ? reading.detail : '';

/** JSON is YAML: whatever a server calls its things, it ends no line and opens no map. */
const text = (value: string): string => JSON.stringify(value);
const list = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`;
const some = (values: readonly string[]): string =>
  `${values.slice(0, 5).join(', ')}${values.length > 5 ? ` and ${values.length - 5} more` : ''}`;

function zoneLines(log: LogDiscovery | undefined): readonly string[] {
  if (log === undefined || log.zoneOffset === 0) return [];
  const hours = log.zoneOffset / HOUR;
  // POSIX counts the other way round: Etc/GMT-2 is two hours ahead.
  return Number.isInteger(hours) && Math.abs(hours) <= 12
    ? [
        `timeZone: Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)} # the hosts write local time, now ${hours > 0 ? 'ahead of' : 'behind'} UTC by ${Math.abs(hours)} h; name their zone (Europe/Berlin) if it has summer time`,
        '',
      ]
    : [`# timeZone: the hosts write local time, off from UTC by ${hours} h: name their zone`, ''];
}

function logLines(url: string, log: LogDiscovery): readonly string[] {
  const { archiver, index, fields, selector, hosts, keywordSuffix } = log;
  return [
    'elasticsearch:',
    `  url: ${text(url)}`,
    `  archiver: ${archiver} # the newest records of an archiver are its`,
    `  index: ${text(index)}`,
    ...(selector === undefined
      ? [
          '  # selector: { field: …, value: … } # no field tells the archiver’s documents from others: set it',
        ]
      : [
          `  selector: { field: ${text(selector.field)}, value: ${text(selector.value)} } # what its documents have in common`,
        ]),
    '  fields:',
    `    timestamp: ${text(fields.timestamp)}`,
    `    message: ${list([fields.message])}`,
    ...(fields.host.length === 0
      ? ['    # host: […] # no field looks like a host: set it']
      : [`    host: ${list(fields.host)} # ${some(hosts)}`]),
    ...(selector === undefined ? [] : [`    tag: ${text(selector.field)}`]),
    `  keywordSuffix: ${text(keywordSuffix)}`,
  ];
}

const metricLines = (
  url: string,
  { preset, hostLabel, toldApart }: MetricDiscovery,
): readonly string[] => [
  'prometheus:',
  `  url: ${text(url)}`,
  `  preset: ${preset} # its metric of the role is there`,
  ...(hostLabel === undefined
    ? ['  # hostLabels: […] # no label of it looks like a host: set it']
    : [`  hostLabels: ${list([hostLabel])}`]),
  ...(toldApart
    ? []
    : [
        '  # labels: { … } # there is not one primary, and no label tells clusters apart: set what does for each cluster',
      ]),
];

function agreementLines(
  log: LogDiscovery | undefined,
  clusters: readonly DiscoveredCluster[],
): readonly string[] {
  const inMetrics = clusters.flatMap(({ hosts }) => hosts);
  if (log === undefined || log.hosts.length === 0 || inMetrics.length === 0) return [];
  return log.hosts.some((host) => inMetrics.includes(host))
    ? []
    : [
        `# The log calls its hosts ${some(log.hosts)}, the metrics ${some(inMetrics)}: set fields.host or hostLabels so that both agree.`,
      ];
}

function clusterLines(
  log: LogDiscovery | undefined,
  clusters: readonly DiscoveredCluster[],
): readonly string[] {
  const size = log?.segmentMiB;
  const sizeLine =
    size === undefined
      ? '    # walSegmentSize: 16MiB # the names that were seen do not tell: SHOW wal_segment_size'
      : `    walSegmentSize: ${size}MiB # as the names of its segments run`;
  const filters = filtersOf(log, clusters);
  const named = clusters.length === 0 ? [NAMELESS] : clusters;
  return [
    'clusters:',
    ...named.flatMap((cluster) => {
      const { name, labels, hosts, primary } = cluster;
      const pairs = Object.entries(labels).map(([label, value]) => `${label}: ${text(value)}`);
      const filter = filters?.get(name);
      const who = hosts.length === 0 ? '' : ` # primary ${primary ?? 'unknown'}; ${some(hosts)}`;
      return [
        `  ${text(name)}:${who}`,
        ...(pairs.length === 0 ? [] : [`    prometheus: { labels: { ${pairs.join(', ')} } }`]),
        ...(filter === undefined
          ? named.length > 1 && log !== undefined
            ? [
                '    # elasticsearch: { filter: { … } } # no field tells its log from the others’: set it',
              ]
            : []
          : [`    elasticsearch: { filter: { ${text(filter.field)}: ${text(filter.value)} } }`]),
        sizeLine,
      ];
    }),
  ];
}

const NAMELESS: DiscoveredCluster = { name: 'main', labels: {}, hosts: [], primary: undefined };

/** The field whose values are each of one cluster’s hosts alone; undefined where no field tells all clusters apart. */
function filtersOf(
  log: LogDiscovery | undefined,
  clusters: readonly DiscoveredCluster[],
): ReadonlyMap<string, { readonly field: string; readonly value: string }> | undefined {
  if (log === undefined || clusters.length < 2) return undefined;
  for (const { field, values } of log.kinds) {
    const found = clusters.flatMap(({ name, hosts, labels }) => {
      const byHost = [...values].filter(
        ([, of]) => of.length > 0 && of.every((host) => hosts.includes(host)),
      );
      const [own] = byHost;
      // A cluster that has uploaded nothing lately may be known by the value of its label.
      const value =
        byHost.length === 1 ? own?.[0] : Object.values(labels).find((one) => values.has(one));
      return value === undefined ? [] : [[name, { field, value }] as const];
    });
    const distinct = new Set(found.map(([, { value }]) => value));
    if (found.length === clusters.length && distinct.size === clusters.length) {
      return new Map(found);
    }
  }
  return undefined;
}
