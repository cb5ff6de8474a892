import type { ClusterConfig } from '../config/config.ts';
import type { ClusterSources, MetricsAnswer } from '../domain/contracts.ts';
import { METRIC_NAMES, type MetricReadings } from '../domain/metrics.ts';
import { unavailable } from '../domain/reading.ts';
import type { Clock } from '../domain/time.ts';
import { createElasticsearch } from '../sources/elasticsearch/client.ts';
import { createLogFiles } from '../sources/log-files/client.ts';
import { createPatroni } from '../sources/patroni/client.ts';
import { createPrometheus } from '../sources/prometheus/client.ts';

/** Builds the sources of one cluster. Log files, if there are any, stand in for Elasticsearch. */
export function clusterSources(
  { elasticsearch, prometheus, patroni, timeZone }: ClusterConfig,
  logFiles: readonly string[],
  lookbackMs: number,
  now: Clock,
): ClusterSources {
  const readMetrics =
    prometheus === undefined ? () => Promise.resolve(noMetrics) : createPrometheus(prometheus, now);
  const readPatroni =
    patroni === undefined ? () => Promise.resolve(NO_PATRONI) : createPatroni(patroni);
  if (logFiles.length > 0) {
    return {
      uploadLogSource: 'log files',
      readUploadLog: createLogFiles(logFiles, lookbackMs, timeZone),
      readMetrics,
      readPatroni,
    };
  }
  return {
    uploadLogSource: 'elasticsearch',
    readUploadLog:
      elasticsearch === undefined
        ? () => Promise.resolve(NO_ELASTICSEARCH)
        : createElasticsearch(elasticsearch),
    readMetrics,
    readPatroni,
  };
}

export const NO_ELASTICSEARCH = unavailable(
  'not-configured',
  'not configured: set ELASTICSEARCH_URL',
);
const NO_PATRONI = unavailable('not-configured', 'not configured: set patroni.urls');
const NO_PROMETHEUS = unavailable('not-configured', 'not configured: set PROMETHEUS_URL');

export const noMetrics: MetricsAnswer = {
  readings: Object.fromEntries(
    METRIC_NAMES.map((name) => [name, NO_PROMETHEUS]),
  ) as unknown as MetricReadings,
  clockSkewMs: undefined,
};
