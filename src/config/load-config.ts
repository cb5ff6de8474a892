import type {
  ElasticsearchSettings,
  PatroniSettings,
  PrometheusSettings,
} from '../domain/source-settings.ts';
import { readHost } from '../domain/host.ts';
import { DEFAULT_THRESHOLDS } from '../domain/thresholds.ts';
import { HOUR, SECOND } from '../domain/time.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../domain/wal-file.ts';
import { alertsConfig, stateConfig } from './alerts-config.ts';
import type {
  ClusterFile,
  ConfigFile,
  ElasticsearchFile,
  PatroniFile,
  PrometheusFile,
} from './config-file.ts';
import type { ClusterConfig, Config } from './config.ts';
import { ConfigMistakes } from './config-mistakes.ts';
import { contradictionsIn } from './contradictions-in.ts';
import { definedOnly } from './defined-only.ts';
import { endpointConfig, withCredentialsOfUrl } from './endpoint-config.ts';
import { variable, type Environment } from './environment.ts';
import { guardConfig } from './guard-config.ts';
import { linksConfig } from './links-config.ts';
import { operationConfig } from './operation-config.ts';
import { PRESET_HOST_LABELS, QUERY_PRESETS } from './query-presets.ts';
import { readYaml } from './read-yaml.ts';
import { siteConfig } from './site-config.ts';
import { slackConfig } from './slack-config.ts';
import { OperatorError } from '../domain/operator-error.ts';

export interface ConfigInput {
  readonly env: Environment;
  /** Undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** From `--config`. */
  readonly configPath?: string | undefined;
}

export const DEFAULT_FILE = 'wale.yaml';
const DEFAULT_CLUSTER = 'main';

/** What a cluster is made of. */
const CLUSTER_SECTIONS = [
  'clusters',
  'elasticsearch',
  'prometheus',
  'patroni',
  'thresholds',
  'timeZone',
  'hostTimeZones',
  'site',
  'links',
] as const;

/**
 * Reads the configuration: the file that was named, or WALE_CONFIG's, or ./wale.yaml if there is
 * one; what the file leaves out comes from the environment. Throws an OperatorError if it is not right: ConfigMistakes
 * with all that is wrong, as far as one mistake does not hide another.
 */
export function loadConfig({ env, readFile, configPath }: ConfigInput): Config {
  const named = configPath ?? variable(env, 'WALE_CONFIG');
  const path = named ?? DEFAULT_FILE;
  const text = readFile(path);
  if (text === undefined && named !== undefined) {
    throw new OperatorError(
      `cannot read the configuration file ${path}: no such file. Give another with --config or WALE_CONFIG.`,
    );
  }
  const { file, wrong, mistakes, placeOf } = readYaml(text ?? '', path, env);
  const found = [...mistakes];
  const complain = (sentence: string): void => {
    if (!found.includes(sentence)) found.push(sentence);
  };
  const tried: Tried = (sections, make) => {
    if (sections.some((section) => wrong.has(section))) return undefined;
    try {
      return make();
    } catch (fault) {
      if (!(fault instanceof OperatorError)) throw fault;
      complain(fault.message);
      return undefined;
    }
  };

  const clusters =
    tried(CLUSTER_SECTIONS, () =>
      Object.entries(file.clusters ?? { [DEFAULT_CLUSTER]: {} }).map(([name, cluster]) =>
        clusterConfig(name, cluster ?? {}, file, env, tried),
      ),
    ) ?? [];
  for (const cluster of clusters) {
    for (const { settings, sentence } of contradictionsIn(cluster)) {
      const places = settings.flatMap((setting) => [
        ['clusters', cluster.name, ...setting],
        setting,
      ]);
      complain(`${placeOf(places)}: ${sentence}`);
    }
    const { elasticsearch, prometheus, patroni } = cluster;
    for (const caFile of [elasticsearch?.caFile, prometheus?.caFile, patroni?.caFile]) {
      if (caFile !== undefined && readFile(caFile) === undefined) {
        complain(
          `cannot read the CA certificates in ${caFile}: no such file. Correct caFile, or the variable it comes from.`,
        );
      }
    }
  }
  const slack = tried(['slack'], () => slackConfig(file.slack ?? {}, env));
  const alerts = tried(['alerts'], () => alertsConfig(file.alerts, env));
  const guard = tried(['guard', 'alerts', 'clusters'], () => guardConfig(file, alerts, env));
  const state = tried(['state'], () =>
    stateConfig(file.state, file.alerts !== undefined || file.guard !== undefined, env),
  );
  const operation = tried(['operation'], () => operationConfig(file.operation, env));
  if (found.length > 0 || slack === undefined || state === undefined || operation === undefined) {
    throw new ConfigMistakes(found);
  }
  return {
    deadlineMs: file.deadline ?? 2.5 * SECOND,
    clusters: new Map(clusters.map((cluster) => [cluster.name, cluster])),
    slack,
    alerts,
    guard,
    state,
    operation,
  };
}

/** What is made of sections that are right; undefined, and complained of, where that cannot be made. */
type Tried = <T>(sections: readonly string[], make: () => T) => T | undefined;

function clusterConfig(
  name: string,
  cluster: ClusterFile,
  file: ConfigFile,
  env: Environment,
  tried: Tried,
): ClusterConfig {
  const { elasticsearch, prometheus, patroni } = cluster;
  const zones = {
    timeZone: cluster.timeZone ?? file.timeZone,
    hostTimeZones: byHost({ ...file.hostTimeZones, ...cluster.hostTimeZones }),
  };
  const log =
    elasticsearch === null
      ? undefined
      : tried([], () =>
          elasticsearchConfig(merge(file.elasticsearch ?? {}, elasticsearch ?? {}), zones, env),
        );
  return {
    name,
    ...zones,
    standby: cluster.standby ?? false,
    walSegmentSize: cluster.walSegmentSize ?? DEFAULT_WAL_SEGMENT_SIZE,
    thresholds: {
      ...DEFAULT_THRESHOLDS,
      ...definedOnly(file.thresholds ?? {}),
      ...definedOnly(cluster.thresholds ?? {}),
    },
    site: siteConfig(
      { ...definedOnly(file.site ?? {}), ...definedOnly(cluster.site ?? {}) },
      // CloudNativePG runs nowhere else.
      (prometheus?.preset ?? file.prometheus?.preset) === 'cloudnative-pg'
        ? 'kubernetes'
        : 'omnibus',
    ),
    elasticsearch: log,
    prometheus:
      prometheus === null
        ? undefined
        : tried([], () => prometheusConfig(merge(file.prometheus ?? {}, prometheus ?? {}), env)),
    patroni:
      patroni === null
        ? undefined
        : patroniConfig({ ...file.patroni, ...definedOnly(patroni ?? {}) }),
    traces: {
      name,
      labels: cluster.alerts?.labels ?? merge(file.prometheus ?? {}, prometheus ?? {}).labels ?? {},
      names: cluster.alerts?.names ?? [],
      services: cluster.alerts?.services ?? [],
    },
    links: linksConfig(
      { ...definedOnly(file.links ?? {}), ...definedOnly(cluster.links ?? {}) },
      log,
    ),
  };
}

/** The cluster's settings over the common ones: maps are merged, everything else is replaced. */
function merge<T extends ElasticsearchFile | PrometheusFile>(common: T, own: T): T {
  const merged: Record<string, unknown> = { ...withCredentialsOfUrl(common) };
  for (const [key, value] of Object.entries(withCredentialsOfUrl(own))) {
    const before = merged[key];
    merged[key] = isMap(before) && isMap(value) && key !== 'auth' ? { ...before, ...value } : value;
  }
  return merged as T;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** By the names that the log’s hosts are known by. */
const byHost = (zones: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(zones).map(([name, zone]) => [readHost(name) ?? name, zone]));

function elasticsearchConfig(
  file: ElasticsearchFile,
  zones: Pick<ClusterConfig, 'timeZone' | 'hostTimeZones'>,
  env: Environment,
): ElasticsearchSettings | undefined {
  const endpoint = endpointConfig('ELASTICSEARCH', file, env);
  if (endpoint === undefined) return undefined;
  return {
    ...endpoint,
    archiver: file.archiver ?? 'auto',
    ...zones,
    index: file.index ?? variable(env, 'ELASTICSEARCH_INDEX') ?? 'pubsub-postgres-inf-gprd',
    selector: file.selector ?? { field: 'json.tag', value: 'db.wale' },
    filter: file.filter ?? {},
    fields: {
      timestamp: file.fields?.timestamp ?? '@timestamp',
      message: file.fields?.message ?? ['json.message', 'json.pg_message', 'json.walg_message'],
      host: file.fields?.host ?? ['json.hostname', 'json.fqdn'],
      tag: file.fields?.tag ?? 'json.tag',
    },
    keywordSuffix: file.keywordSuffix ?? '.keyword',
    lookbackMs: file.lookback ?? 24 * HOUR,
  };
}

function prometheusConfig(file: PrometheusFile, env: Environment): PrometheusSettings | undefined {
  const endpoint = endpointConfig('PROMETHEUS', file, env);
  if (endpoint === undefined) return undefined;
  const preset = file.preset ?? 'gitlab';
  return {
    ...endpoint,
    queries: { ...QUERY_PRESETS[preset], ...definedOnly(file.queries ?? {}) },
    labels: file.labels ?? {},
    hostLabels: file.hostLabels ?? PRESET_HOST_LABELS[preset],
  };
}

function patroniConfig({ urls, caFile, timeout }: PatroniFile): PatroniSettings | undefined {
  if (urls === undefined) return undefined;
  return {
    urls: urls.map((url) => url.replace(/\/+$/, '')),
    caFile,
    timeoutMs: timeout ?? 2 * SECOND,
  };
}
