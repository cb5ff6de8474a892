import type { ClusterConfig } from '../config/config.ts';
import type { FleetSources, ReadAllMetrics, ReadUploadLogs } from '../domain/contracts.ts';
import type { ElasticsearchSettings, PrometheusSettings } from '../domain/source-settings.ts';
import { HOUR, type Clock, type DurationMs } from '../domain/time.ts';
import { createElasticsearch } from '../sources/elasticsearch/client.ts';
import { createElasticsearchFleet } from '../sources/elasticsearch/fleet.ts';
import { createPrometheus } from '../sources/prometheus/client.ts';
import { createPrometheusFleet } from '../sources/prometheus/fleet.ts';
import { NO_ELASTICSEARCH, noMetrics } from './sources.ts';

/** All clusters at once take longer than one, and nobody is kept waiting by Slack. */
export const FLEET_PATIENCE = 4;

/** What is older than this is not looked for: the cost would grow with every cluster's traffic. */
const FLEET_LOOKBACK: DurationMs = HOUR;

/**
 * The sources of all clusters, grouped so that what clusters have in common is asked for once: those of
 * one Prometheus that differ in the values of their labels, those of one index that differ in one field.
 */
export function fleetSources(clusters: readonly ClusterConfig[], now: Clock): FleetSources {
  const longest = Math.max(...clusters.map(({ thresholds }) => thresholds.uploadMaxAge));
  const logs = clusters.flatMap(({ name, elasticsearch }) =>
    elasticsearch === undefined
      ? []
      : [{ name, settings: patient(forFleet(elasticsearch, longest)) }],
  );
  const metrics = clusters.flatMap(({ name, prometheus }) =>
    prometheus === undefined ? [] : [{ name, settings: patient(prometheus) }],
  );
  const without = (source: 'elasticsearch' | 'prometheus') =>
    clusters.filter((cluster) => cluster[source] === undefined).map(({ name }) => name);
  return {
    uploadLogs: [
      ...groupsByField(logs).flatMap(readLogs),
      () =>
        Promise.resolve(new Map(without('elasticsearch').map((name) => [name, NO_ELASTICSEARCH]))),
    ],
    metrics: [
      ...groupsByLabels(metrics).map((group) => readMetrics(group, now)),
      () => Promise.resolve(new Map(without('prometheus').map((name) => [name, noMetrics]))),
    ],
  };
}

const patient = <Settings extends { readonly timeoutMs: DurationMs }>(
  settings: Settings,
): Settings => ({ ...settings, timeoutMs: FLEET_PATIENCE * settings.timeoutMs });

const forFleet = (
  settings: ElasticsearchSettings,
  uploadMaxAge: DurationMs,
): ElasticsearchSettings => ({
  ...settings,
  lookbackMs: Math.min(settings.lookbackMs, Math.max(FLEET_LOOKBACK, 2 * uploadMaxAge)),
});

interface Named<Settings> {
  readonly name: string;
  readonly settings: Settings;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

const groupsByLabels = (all: readonly Named<PrometheusSettings>[]) =>
  grouped(all, ({ settings: { labels, ...common } }) => [common, Object.keys(labels).sort()]);

function readMetrics(group: readonly Named<PrometheusSettings>[], now: Clock): ReadAllMetrics {
  const [first, ...more] = group;
  if (first !== undefined && more.length === 0) {
    const read = createPrometheus(first.settings, now);
    return async (question) => new Map([[first.name, await read(question)]]);
  }
  if (first === undefined) return () => Promise.resolve(new Map());
  const labels = new Map(group.map(({ name, settings }) => [name, settings.labels]));
  return createPrometheusFleet({ settings: first.settings, labels }, now);
}

/** Clusters of one index; where several fields differ, the one with the most values tells them apart. */
function groupsByField(all: readonly Named<ElasticsearchSettings>[]) {
  const sameIndex = grouped(all, ({ settings: { filter, ...common } }) => [
    common,
    Object.keys(filter).sort(),
  ]);
  return sameIndex.flatMap((group) => {
    const field = tellingField(group);
    const rest = ({ settings: { filter } }: Named<ElasticsearchSettings>) =>
      Object.entries(filter).filter(([name]) => name !== field);
    return grouped(group, rest).map((clusters) => ({ field, clusters }));
  });
}

function tellingField(group: readonly Named<ElasticsearchSettings>[]): string | undefined {
  const variety = (field: string): number =>
    new Set(group.map(({ settings }) => settings.filter[field])).size;
  return Object.keys(group[0]?.settings.filter ?? {})
    .sort((a, b) => variety(b) - variety(a))
    .find((field) => variety(field) > 1);
}

interface LogGroup {
  readonly field: string | undefined;
  readonly clusters: readonly Named<ElasticsearchSettings>[];
}

function readLogs({ field, clusters }: LogGroup): readonly ReadUploadLogs[] {
  if (field === undefined) return [oneByOne(clusters)];
  const valueOf = ({ settings }: Named<ElasticsearchSettings>): string =>
    settings.filter[field] ?? '';
  const exact = clusters.filter((cluster) => !valueOf(cluster).includes('*'));
  const patterns = clusters.filter((cluster) => valueOf(cluster).includes('*'));
  const byValue = new Map(
    grouped(exact, valueOf).flatMap((same) =>
      same[0] === undefined ? [] : [[valueOf(same[0]), same.map(({ name }) => name)] as const],
    ),
  );
  const [first] = exact;
  if (first === undefined || byValue.size < 2) return [oneByOne(clusters)];
  const shared = Object.entries(first.settings.filter).filter(([name]) => name !== field);
  const settings = { ...first.settings, filter: Object.fromEntries(shared) };
  return [
    createElasticsearchFleet({ settings, field, clusters: byValue }),
    ...(patterns.length === 0 ? [] : [oneByOne(patterns)]),
  ];
}

/** A cluster alone in its index, several that are told apart by nothing, or by a pattern. */
function oneByOne(clusters: readonly Named<ElasticsearchSettings>[]): ReadUploadLogs {
  const readers = grouped(clusters, ({ settings }) => settings).map((same) => ({
    names: same.map(({ name }) => name),
    read: same[0] === undefined ? undefined : createElasticsearch(same[0].settings),
  }));
  return async (question) => {
    const answers = await Promise.all(
      readers.map(async ({ names, read }) => {
        const reading = await read?.(question);
        return reading === undefined ? [] : names.map((name) => [name, reading] as const);
      }),
    );
    return new Map(answers.flat());
  };
}
