import type { ClusterConfig } from '../config/config.ts';
import type { MetricsLook, Sources } from '../domain/contracts.ts';
import { noReadings } from '../domain/metrics.ts';
import { unavailable } from '../domain/reading.ts';
import type { Clock, DurationMs } from '../domain/time.ts';
import { configuredSource } from './configured-source.ts';

/** Log files, if there are any, stand in for Elasticsearch. */
export interface LogFiles {
  readonly paths: readonly string[];
  readonly lookbackMs: DurationMs;
}

/** The sources of all clusters. */
export function createSources(
  clusters: readonly ClusterConfig[],
  logFiles: LogFiles | undefined,
  now: Clock,
): Sources {
  const each = <T>(of: (cluster: ClusterConfig) => T): ReadonlyMap<string, T> =>
    new Map(clusters.map((cluster) => [cluster.name, of(cluster)]));
  const metrics: MetricsLook = {
    metrics: noReadings(NO_PROMETHEUS),
    clockSkewMs: undefined,
  };
  const patroni = { patroni: NO_PATRONI };
  return {
    log: logFiles === undefined ? logIndex(clusters, each) : filesAsLog(logFiles, clusters, each),
    metrics: configuredSource(
      each(({ prometheus }) => prometheus),
      { evidence: metrics, look: metrics },
      async (settings) => {
        const { createPrometheus } = await import('../sources/prometheus/source.ts');
        return createPrometheus(settings, now);
      },
    ),
    patroni: configuredSource(
      each((cluster) => cluster.patroni),
      { evidence: patroni, look: patroni },
      async (settings) => {
        const { createPatroni } = await import('../sources/patroni/source.ts');
        return createPatroni(settings);
      },
    ),
  };
}

type Each = <T>(of: (cluster: ClusterConfig) => T) => ReadonlyMap<string, T>;

const logIndex = (clusters: readonly ClusterConfig[], each: Each): Sources['log'] =>
  configuredSource(
    each(({ elasticsearch }) => elasticsearch),
    {
      evidence: { uploadLog: NO_ELASTICSEARCH, uploadLogSource: 'elasticsearch' },
      look: { kind: 'index', probe: NO_ELASTICSEARCH },
    },
    async (settings) => {
      const { createElasticsearch } = await import('../sources/elasticsearch/source.ts');
      const silences = clusters.map(({ thresholds }) => thresholds.uploadMaxAge);
      return createElasticsearch(settings, {
        longestSilence: silences.reduce((a, b) => Math.max(a, b), 0),
        segmentSizes: each(({ walSegmentSize }) => walSegmentSize),
      });
    },
  );

function filesAsLog(
  { paths, lookbackMs }: LogFiles,
  clusters: readonly ClusterConfig[],
  each: Each,
): Sources['log'] {
  const load = async (): Promise<Sources['log']> => {
    const { createLogFiles } = await import('../sources/log-files/source.ts');
    return createLogFiles(
      paths,
      lookbackMs,
      each(({ timeZone, hostTimeZones }) => ({ timeZone, hostTimeZones })),
      new Set(
        clusters
          .filter(({ prometheus, patroni }) => prometheus === undefined && patroni === undefined)
          .map(({ name }) => name),
      ),
    );
  };
  return {
    read: async (names, question) => (await load()).read(names, question),
    examine: async (name, question) => (await load()).examine(name, question),
  };
}

const NO_ELASTICSEARCH = unavailable('not-configured', 'not configured: set ELASTICSEARCH_URL');
const NO_PATRONI = unavailable('not-configured', 'not configured: set patroni.urls');
const NO_PROMETHEUS = unavailable('not-configured', 'not configured: set PROMETHEUS_URL');
