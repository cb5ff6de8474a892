import { z } from 'zod';
import { DEFAULT_THRESHOLDS } from '../domain/thresholds.ts';
import { HOUR, SECOND } from '../domain/time.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../domain/wal-file.ts';
import { ConfigError } from './config-error.ts';
import type { ConfigFile, ElasticsearchFile, PrometheusFile } from './config-file.ts';
import type {
  AuthConfig,
  ClusterConfig,
  Config,
  ElasticsearchConfig,
  PrometheusConfig,
  SlackConfig,
} from './config.ts';
import { definedOnly } from './defined-only.ts';
import { QUERY_PRESETS } from './query-presets.ts';
import { readYaml } from './read-yaml.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigInput {
  readonly env: Environment;
  /** Undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** From `--config`. */
  readonly configPath?: string | undefined;
}

const DEFAULT_FILE = 'wale.yaml';
const DEFAULT_CLUSTER = 'main';

/**
 * Reads the configuration: the file that was named, or WALE_CONFIG's, or ./wale.yaml if there is
 * one; what the file leaves out comes from the environment. Throws a ConfigError if it is not right.
 */
export function loadConfig({ env: given, readFile, configPath }: ConfigInput): Config {
  const env = withoutEmpty(given);
  const named = configPath ?? env['WALE_CONFIG'];
  const path = named ?? DEFAULT_FILE;
  const text = readFile(path);
  if (text === undefined && named !== undefined) {
    throw new ConfigError(
      `cannot read the configuration file ${path}: no such file. Give another with --config or WALE_CONFIG.`,
    );
  }
  const file = text === undefined ? {} : readYaml(text, path, env);
  const clusters = Object.entries(file.clusters ?? { [DEFAULT_CLUSTER]: {} });
  return {
    deadlineMs: file.deadline ?? 2.5 * SECOND,
    clusters: new Map(
      clusters.map(([name, cluster]) => [name, clusterConfig(name, cluster ?? {}, file, env)]),
    ),
    slack: slackConfig(file.slack ?? {}, env),
  };
}

/** A variable that is set to nothing is as good as unset: `.env` files are full of them. */
const withoutEmpty = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

type ClusterFile = NonNullable<NonNullable<ConfigFile['clusters']>[string]>;

function clusterConfig(
  name: string,
  cluster: ClusterFile,
  file: ConfigFile,
  env: Environment,
): ClusterConfig {
  return {
    name,
    standby: cluster.standby ?? false,
    walSegmentSize: cluster.walSegmentSize ?? DEFAULT_WAL_SEGMENT_SIZE,
    thresholds: {
      ...DEFAULT_THRESHOLDS,
      ...definedOnly(file.thresholds ?? {}),
      ...definedOnly(cluster.thresholds ?? {}),
    },
    elasticsearch:
      cluster.elasticsearch === null
        ? undefined
        : elasticsearchConfig(merge(file.elasticsearch, cluster.elasticsearch), env),
    prometheus:
      cluster.prometheus === null
        ? undefined
        : prometheusConfig(merge(file.prometheus, cluster.prometheus), env),
    links: { ...definedOnly(file.links ?? {}), ...definedOnly(cluster.links ?? {}) },
  };
}

/** The cluster's settings over the common ones: maps are merged, everything else is replaced. */
function merge<T extends object>(common: T | undefined, own: T | undefined): T {
  const merged: Record<string, unknown> = { ...common };
  for (const [key, value] of Object.entries(own ?? {})) {
    const before = merged[key];
    merged[key] = isMap(before) && isMap(value) && key !== 'auth' ? { ...before, ...value } : value;
  }
  return merged as T;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function elasticsearchConfig(
  file: ElasticsearchFile,
  env: Environment,
): ElasticsearchConfig | undefined {
  const endpoint = endpointConfig('ELASTICSEARCH', file, env);
  if (endpoint === undefined) return undefined;
  return {
    ...endpoint,
    index: file.index ?? env['ELASTICSEARCH_INDEX'] ?? 'pubsub-postgres-inf-gprd',
    selector: file.selector ?? { field: 'json.tag', value: 'db.wale' },
    filter: file.filter ?? {},
    fields: {
      timestamp: file.fields?.timestamp ?? '@timestamp',
      message: file.fields?.message ?? ['json.message', 'json.pg_message'],
      host: file.fields?.host ?? ['json.hostname', 'json.fqdn'],
      tag: file.fields?.tag ?? 'json.tag',
    },
    keywordSuffix: file.keywordSuffix ?? '.keyword',
    lookbackMs: file.lookback ?? 24 * HOUR,
  };
}

function prometheusConfig(file: PrometheusFile, env: Environment): PrometheusConfig | undefined {
  const endpoint = endpointConfig('PROMETHEUS', file, env);
  if (endpoint === undefined) return undefined;
  return {
    ...endpoint,
    queries: { ...QUERY_PRESETS[file.preset ?? 'gitlab'], ...definedOnly(file.queries ?? {}) },
    labels: file.labels ?? {},
    hostLabels: file.hostLabels ?? ['fqdn', 'instance'],
  };
}

type Endpoint = Pick<ElasticsearchConfig, 'url' | 'auth' | 'caFile' | 'headers' | 'timeoutMs'>;

function endpointConfig(
  prefix: 'ELASTICSEARCH' | 'PROMETHEUS',
  file: ElasticsearchFile | PrometheusFile,
  env: Environment,
): Endpoint | undefined {
  const fromEnvironment = env[`${prefix}_URL`];
  const raw = file.url ?? fromEnvironment;
  if (raw === undefined) return undefined;
  if (!z.url({ protocol: /^https?$/ }).safeParse(raw).success) {
    throw new ConfigError(
      `${prefix}_URL: expected a URL that begins with http:// or https://, got something else. Set it right in the environment.`,
    );
  }
  const url = new URL(raw);
  const credentials: AuthConfig =
    url.username === ''
      ? { kind: 'none' }
      : {
          kind: 'basic',
          username: decodeURIComponent(url.username),
          password: decodeURIComponent(url.password),
        };
  url.username = '';
  url.password = '';
  return {
    url: url.href.replace(/\/+$/, ''),
    auth: fileAuth(file.auth) ?? environmentAuth(prefix, env) ?? credentials,
    caFile: file.caFile ?? env[`${prefix}_CA_FILE`],
    headers: file.headers ?? {},
    timeoutMs: file.timeout ?? 2 * SECOND,
  };
}

function fileAuth(auth: ElasticsearchFile['auth']): AuthConfig | undefined {
  if (auth === undefined) return undefined;
  if ('apiKey' in auth) return { kind: 'api-key', key: auth.apiKey };
  if ('bearerToken' in auth) return { kind: 'bearer', token: auth.bearerToken };
  return { kind: 'basic', ...auth };
}

function environmentAuth(prefix: string, env: Environment): AuthConfig | undefined {
  const key = env[`${prefix}_API_KEY`];
  if (key !== undefined) return { kind: 'api-key', key };
  const token = env[`${prefix}_BEARER_TOKEN`];
  if (token !== undefined) return { kind: 'bearer', token };
  const username = env[`${prefix}_USERNAME`];
  if (username === undefined) return undefined;
  const password = env[`${prefix}_PASSWORD`];
  if (password === undefined) {
    throw new ConfigError(
      `${prefix}_PASSWORD: expected a password beside ${prefix}_USERNAME, got nothing. Set both or neither.`,
    );
  }
  return { kind: 'basic', username, password };
}

const Port = z.coerce.number().int().min(0).max(65535);

function slackConfig(file: NonNullable<ConfigFile['slack']>, env: Environment): SlackConfig {
  const appToken = file.appToken ?? env['SLACK_APP_TOKEN'];
  const signingSecret = file.signingSecret ?? env['SLACK_SIGNING_SECRET'];
  const mode =
    file.mode ??
    env['SLACK_MODE'] ??
    (appToken === undefined && signingSecret !== undefined ? 'http' : 'socket');
  if (mode !== 'socket' && mode !== 'http') {
    throw new ConfigError(
      `SLACK_MODE: expected socket or http, got ${JSON.stringify(mode.slice(0, 40))}.`,
    );
  }
  const port = Port.safeParse(file.port ?? env['PORT'] ?? 3000);
  if (!port.success) {
    throw new ConfigError(
      `PORT: expected a port from 0 to 65535, got ${JSON.stringify(env['PORT']?.slice(0, 40))}.`,
    );
  }
  return {
    mode,
    port: port.data,
    botToken: file.botToken ?? env['SLACK_BOT_TOKEN'],
    appToken,
    signingSecret,
    apiUrl: file.apiUrl ?? env['SLACK_API_URL'],
    allow: { channels: file.allow?.channels ?? [], users: file.allow?.users ?? [] },
  };
}
