import { existsSync, writeFileSync } from 'node:fs';
import { proposal } from '../config/proposal.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { unavailable } from '../domain/reading.ts';
import type { Report } from '../domain/report.ts';
import type { Clock, DurationMs } from '../domain/time.ts';
import { createAnswers } from './answers.ts';
import { readConfigText } from './read-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface InitRequest {
  readonly elasticsearch: string | undefined;
  readonly prometheus: string | undefined;
  /** Where to write it; undefined for nowhere. */
  readonly write: string | undefined;
  readonly timeoutMs: DurationMs;
}

/** A configuration, and what Wale would answer by it. */
export interface Initiation {
  readonly yaml: string;
  readonly isWhole: boolean;
  readonly reports: readonly Report[];
}

const NOT_ASKED = {
  elasticsearch: unavailable('not-configured', 'give its address with --elasticsearch'),
  prometheus: unavailable('not-configured', 'give its address with --prometheus'),
};

/** Asks the sources what there is, proposes a wale.yaml, and asks by it. Throws an OperatorError if nothing is there. */
export async function initiate(
  given: Environment,
  { elasticsearch, prometheus, write, timeoutMs }: InitRequest,
  now: Clock,
): Promise<Initiation> {
  if (write !== undefined && existsSync(write)) {
    throw new OperatorError(`--write: ${write} is there already, and is not written over`);
  }
  const env = {
    ...given,
    ...(elasticsearch === undefined ? {} : { ELASTICSEARCH_URL: elasticsearch }),
    ...(prometheus === undefined ? {} : { PROMETHEUS_URL: prometheus }),
  };
  const reached = readConfigText(env, '').clusters.get('main');
  const { elasticsearch: index, prometheus: server } = reached ?? {};
  const at = now();
  const signal = AbortSignal.timeout(timeoutMs);
  const [log, metrics] = await Promise.all([
    index === undefined
      ? NOT_ASKED.elasticsearch
      : import('../sources/elasticsearch/discover.ts').then(({ discoverLog }) =>
          discoverLog({ ...index, timeoutMs }, at, signal),
        ),
    server === undefined
      ? NOT_ASKED.prometheus
      : import('../sources/prometheus/discover.ts').then(({ discoverMetrics }) =>
          discoverMetrics({ ...server, timeoutMs }, at, signal),
        ),
  ]);
  if (log.kind === 'unavailable' && metrics.kind === 'unavailable') {
    throw new OperatorError(
      `there is nothing to propose. Elasticsearch: ${log.detail}. Prometheus: ${metrics.detail}.`,
    );
  }
  const { findPages } = await import('../sources/pages/find-pages.ts');
  const pages = await findPages(
    index === undefined || log.kind === 'unavailable'
      ? undefined
      : { url: index.url, index: log.value.index },
    server,
    signal,
  );
  const yaml = proposal({
    elasticsearchUrl: index?.url,
    prometheusUrl: server?.url,
    log,
    metrics,
    pages,
  });
  if (write !== undefined) writeFileSync(write, yaml, { flag: 'wx' });
  const answers = createAnswers(readConfigText(env, yaml), [], now);
  const reports = await Promise.all(
    [...answers.values()].slice(0, MOST_ANSWERS).map((ask) => ask({ deadlineMs: timeoutMs })),
  );
  return {
    yaml,
    isWhole: log.kind === 'measured' && metrics.kind === 'measured',
    reports,
  };
}

/** It is a look at whether the proposal is right, not at the fleet. */
const MOST_ANSWERS = 10;
