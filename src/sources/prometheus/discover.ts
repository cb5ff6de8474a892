import { z } from 'zod';
import { ARCHIVER_KINDS } from '../../archivers/archivers.ts';
import type { DiscoveredCluster, MetricDiscovery } from '../../domain/discovery.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { readHost } from '../../domain/host.ts';
import { measured, unavailable, type Reading } from '../../domain/reading.ts';
import type { PrometheusSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import { outcomeOf } from '../axios-outcome.ts';
import { inForm } from '../outcome.ts';
import { httpClient } from './http-client.ts';

const Vector = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** Each way in which PostgreSQL’s role is exported: 0, or else 1, is a primary. */
const ROLES = [
  { metric: 'cnpg_pg_replication_in_recovery', primary: '0', preset: 'cloudnative-pg' },
  { metric: 'patroni_primary', primary: '1', preset: 'patroni' },
  { metric: 'patroni_master', primary: '1', preset: 'patroni' },
  { metric: 'pg_replication_is_replica', primary: '0', preset: 'postgres_exporter' },
] as const;
/** What GitLab’s mtail makes of the archiver’s log. */
const OF_MTAIL = ARCHIVER_KINDS.flatMap(({ program }) => program.backupMetric ?? []);

const HOST_LABELS = [
  'fqdn',
  'instance',
  'pod',
  'host',
  'hostname',
  'node',
  'server',
  'kubernetes_pod_name',
];
/** What clusters are mostly told apart by, the likeliest first. */
const CLUSTER_LABELS = [
  'cluster',
  'cluster_name',
  'scope',
  'type',
  'cnpg_io_cluster',
  'shard',
  'service',
  'namespace',
  'env',
  'environment',
  'stage',
  'job',
];

interface Member {
  readonly labels: Readonly<Record<string, string>>;
  readonly isPrimary: boolean;
}

/** Looks for the metrics of PostgreSQL’s roles, and for the labels that tell clusters and hosts apart. */
export async function discoverMetrics(
  settings: PrometheusSettings,
  at: EpochMs,
  signal: AbortSignal,
): Promise<Reading<MetricDiscovery>> {
  const names = [...ROLES.map(({ metric }) => metric), ...OF_MTAIL];
  const query = `{__name__=~"${names.join('|')}"}`;
  const answer = await outcomeOf(
    httpClient(settings).get<unknown>('/api/v1/query', {
      params: { query, time: at / 1000 },
      signal,
    }),
  );
  if (answer.kind === 'unavailable') return answer;
  const vector = inForm(Vector, answer.value.data);
  if (vector.kind === 'unavailable') return vector;
  const { result } = vector.value.data;
  const role = ROLES.find(({ metric }) => result.some((one) => one.metric['__name__'] === metric));
  if (role === undefined) {
    return unavailable('no-data', `no series of ${ROLES.map(({ metric }) => metric).join(', ')}`);
  }
  const members = result
    .filter(({ metric }) => metric['__name__'] === role.metric)
    .map(({ metric, value: [, value] }): Member => ({
      labels: metric,
      isPrimary: value === role.primary,
    }));
  const hasMtail = result.some(({ metric }) => OF_MTAIL.includes(metric['__name__'] ?? ''));
  const hostLabel = HOST_LABELS.find((label) =>
    members.every(({ labels }) => readHost(labels[label] ?? '') !== undefined),
  );
  const told = clustersIn(members, hostLabel);
  return measured(
    {
      preset: hasMtail && role.preset === 'postgres_exporter' ? 'gitlab' : role.preset,
      hostLabel,
      clusters: told ?? [clusterOf('main', {}, members, hostLabel)],
      toldApart: told !== undefined,
    },
    at,
  );
}

/** Groups with one primary each, by the fewest labels; undefined if none tell. */
function clustersIn(
  members: readonly Member[],
  hostLabel: string | undefined,
): readonly DiscoveredCluster[] | undefined {
  const there = CLUSTER_LABELS.filter((label) => members.every(({ labels }) => label in labels));
  const choices = [
    [],
    ...there.map((one) => [one]),
    ...there.flatMap((one, at) => there.slice(at + 1).map((other) => [one, other])),
  ];
  for (const choice of choices) {
    const groups = new Map<string, Member[]>();
    for (const member of members) {
      const key = JSON.stringify(choice.map((label) => member.labels[label]));
      groups.set(key, [...(groups.get(key) ?? []), member]);
    }
    const each = [...groups.values()];
    if (!each.every((group) => group.filter(({ isPrimary }) => isPrimary).length === 1)) continue;
    return each.map((group) => {
      const labels = Object.fromEntries(
        choice.map((label) => [label, group[0]?.labels[label] ?? '']),
      );
      return clusterOf(nameOf(Object.values(labels)), labels, group, hostLabel);
    });
  }
  return undefined;
}

/** As a cluster may be called in wale.yaml. */
const nameOf = (values: readonly string[]): string =>
  values
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, 63) || 'main';

function clusterOf(
  name: string,
  labels: Readonly<Record<string, string>>,
  members: readonly Member[],
  hostLabel: string | undefined,
): DiscoveredCluster {
  const host = ({ labels: own }: Member): string | undefined =>
    hostLabel === undefined ? undefined : readHost(own[hostLabel] ?? '');
  const primary = members.find(({ isPrimary }) => isPrimary);
  return {
    name,
    labels: Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [label, harmlessText(value, 100)]),
    ),
    hosts: [...new Set(members.flatMap((member) => host(member) ?? []))],
    primary: primary === undefined ? undefined : host(primary),
  };
}
