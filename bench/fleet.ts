import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { stringify } from 'yaml';
import { startElasticsearch } from '../lab/elasticsearch/elasticsearch.ts';
import { startPrometheus } from '../lab/prometheus.ts';
import { installPackages } from '../lab/stack/install.ts';
import { logDocuments } from '../lab/scenario/log-documents.ts';
import { fillLogIndex, LOG_INDEX } from '../lab/scenario/log-index.ts';
import { openMetrics } from '../lab/scenario/metric-samples.ts';
import { readScenario, type Scenario, type Series } from '../lab/scenario/scenario-file.ts';
import { createAnswers, createFleetAnswer } from '../src/composition/answers.ts';
import type { Config } from '../src/config/config.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { curlFloor } from './curl-floor.ts';
import { quantile } from './figures.ts';
import { wireTap, type Tapped } from './wire-tap.ts';

const SIZES = [1, 10, 100, 1000];
const LARGEST = 1000;
const RUNS = 7;
const BATCH = 5000;
/** Elasticsearch takes half of a machine's memory by itself; with the lab's 1 GiB, half of its time goes into collecting garbage. */
const HEAP = '4g';

/**
 * All clusters at once, on a real Elasticsearch and a real Prometheus that hold a thousand of them, beside
 * as many single statuses and the same requests by curl. Each cluster archives a segment every 30 s for an hour.
 */
export async function benchFleet(say: (line: string) => void): Promise<void> {
  installPackages(['prometheus'], say);
  const folder = mkdtempSync(join(tmpdir(), 'wale-bench-'));
  const scenario = readScenario('replica-nightly-error');
  const names = Array.from({ length: LARGEST }, (_, index) => `patroni-${index}`);
  const elasticsearch = await startElasticsearch(folder, HEAP);
  const prometheus = await startPrometheus(
    folder,
    openMetrics(
      names.flatMap((name) => seriesOf(scenario, name)),
      Date.parse(scenario.at),
    ),
  );
  const urls = [elasticsearch.url, prometheus.url] as const;
  try {
    const documents = await fill(elasticsearch.url, scenario, names);
    say(
      `all clusters at once on Elasticsearch ${elasticsearch.version} and Prometheus ${prometheus.version}, which hold ${LARGEST} clusters and ${documents} documents; a heap of ${HEAP}, warm, median of ${RUNS}; floor: the same requests by curl at once`,
    );
    for (const size of SIZES) {
      const some = names.slice(0, size);
      await measure(some, scenario, urls, folder, say);
    }
  } finally {
    await prometheus.stop();
    await elasticsearch.stop();
    rmSync(folder, { recursive: true });
  }
}

const seriesOf = (scenario: Scenario, name: string): Series[] =>
  scenario.metrics.map(({ series, values }) => ({
    series: series.replaceAll('patroni-0', `${name}-0`).replace('type="patroni"', `type="${name}"`),
    values,
  }));

async function fill(url: string, scenario: Scenario, names: readonly string[]): Promise<number> {
  await fillLogIndex(url, []);
  const client = new Client({ node: url });
  const hour = logDocuments(scenario);
  let operations: object[] = [];
  const flush = async (): Promise<void> => {
    if (operations.length > 0) await client.bulk({ index: LOG_INDEX, operations });
    operations = [];
  };
  for (const name of names) {
    for (const { json, ...document } of hour) {
      const own = JSON.parse(JSON.stringify(json).replaceAll('patroni-0', `${name}-0`)) as object;
      operations.push({ index: {} }, { ...document, json: { ...own, type: name } });
      if (operations.length >= 2 * BATCH) await flush();
    }
  }
  await flush();
  await client.indices.refresh({ index: LOG_INDEX });
  await client.close();
  return names.length * hour.length;
}

function configOf(names: readonly string[], elasticsearchUrl: string, prometheusUrl: string) {
  const clusters = Object.fromEntries(
    names.map((name) => [
      name,
      {
        elasticsearch: { filter: { 'json.type': name } },
        prometheus: { labels: { env: 'gprd', type: name } },
      },
    ]),
  );
  return loadConfig({
    env: { ELASTICSEARCH_URL: elasticsearchUrl, PROMETHEUS_URL: prometheusUrl },
    // What takes long on a machine that is shared is measured, and not given up.
    readFile: () =>
      stringify({
        deadline: '60s',
        elasticsearch: { timeout: '20s' },
        prometheus: { timeout: '20s' },
        clusters,
      }),
  });
}

async function measure(
  names: readonly string[],
  scenario: Scenario,
  urls: readonly [elasticsearch: string, prometheus: string],
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  const at = Date.parse(scenario.at);
  const requests: Tapped[] = [];
  const taps = await Promise.all(
    urls.map((target) => wireTap(target, (tapped) => requests.push(tapped))),
  );
  const [first = '', second = ''] = taps.map(({ url }) => url);
  await createFleetAnswer(configOf(names, first, second), () => at)({ at });
  await Promise.all(taps.map(({ close }) => close()));

  const config = configOf(names, ...urls);
  const ask = createFleetAnswer(config, Date.now);
  const floor = curlFloor(requests, folder);
  const times: number[] = [];
  const floors: number[] = [];
  let verdicts = '';
  for (let count = 0; count < RUNS + 2; count += 1) {
    const from = performance.now();
    const { reports } = await ask({ at });
    const between = performance.now();
    floor.atOnce();
    if (count >= 2) {
      times.push(between - from);
      floors.push(performance.now() - between);
    }
    const healthy = reports.filter(({ verdict }) => verdict.code === 'healthy').length;
    verdicts = `${healthy} of ${reports.length} healthy`;
  }
  const bytes = requests.reduce((sum, request) => sum + request.bytes, 0);
  const inTurn = await statusesInTurn(config, at);
  say(
    `  ${String(names.length).padStart(5)} clusters: ${quantile(times, 0.5)} ms (floor ${quantile(floors, 0.5)} ms), ${requests.length} requests, ${(bytes / 1024 / 1024).toFixed(1)} MiB of answers on the wire, ${verdicts}; ${inTurn}`,
  );
}

/** What the same costs without asking together; a thousand would take too long to measure. */
async function statusesInTurn(config: Config, at: number): Promise<string> {
  if (config.clusters.size > 10) return 'not measured as single statuses';
  const from = performance.now();
  for (const single of createAnswers(config, [], Date.now).values()) await single({ at });
  return `as single statuses in turn ${(performance.now() - from).toFixed(0)} ms`;
}
