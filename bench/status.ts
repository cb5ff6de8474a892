import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import { startElasticsearch } from '../lab/elasticsearch/elasticsearch.ts';
import { startPrometheus } from '../lab/prometheus.ts';
import { installPackages } from '../lab/stack/install.ts';
import { logDocuments, type LogDocument } from '../lab/scenario/log-documents.ts';
import { fillLogIndex, LOG_INDEX } from '../lab/scenario/log-index.ts';
import { openMetrics } from '../lab/scenario/metric-samples.ts';
import { readScenario, type Scenario } from '../lab/scenario/scenario-file.ts';
import { scenarioStatus } from '../lab/scenario/scenario-status.ts';
import { median } from '../src/domain/median.ts';
import { curlFloor } from './curl-floor.ts';
import { wireTap, type Tapped } from './wire-tap.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const RUNS = 15;
const BATCH = 5000;

/** A status against indices of growing size, beside the same requests by curl, in one run. */
export async function benchStatus(say: (line: string) => void): Promise<void> {
  installPackages(['prometheus'], say);
  const folder = mkdtempSync(join(tmpdir(), 'wale-bench-'));
  const scenario = readScenario('page-truncated');
  const elasticsearch = await startElasticsearch(folder);
  const prometheus = await startPrometheus(
    folder,
    openMetrics(scenario.metrics, Date.parse(scenario.at)),
  );
  const urls = [elasticsearch.url, prometheus.url] as const;
  try {
    say(
      `a status on Elasticsearch ${elasticsearch.version} and Prometheus ${prometheus.version}, warm, median of ${RUNS}; floor: the same requests by curl, one after another and at once`,
    );
    await fillLogIndex(elasticsearch.url, []);
    let filled = 0;
    for (const size of SIZES) {
      filled = await grow(elasticsearch.url, scenario, filled, size);
      await measure(scenario, size, urls, folder, say);
    }
  } finally {
    await prometheus.stop();
    await elasticsearch.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Fills the index up to `size` documents: an hour of the scenario after another, back in time. */
async function grow(
  url: string,
  scenario: Scenario,
  filled: number,
  size: number,
): Promise<number> {
  const client = new Client({ node: url });
  const hour = logDocuments(scenario);
  let total = filled;
  let batch: LogDocument[] = [];
  const flush = async (): Promise<void> => {
    const operations = batch.flatMap((document) => [{ index: {} }, document]);
    await client.bulk({ index: LOG_INDEX, operations });
    batch = [];
  };
  while (total < size) {
    const shift = Math.floor(total / hour.length) * 15 * 60_000;
    for (const document of hour) {
      const at = new Date(Date.parse(document['@timestamp']) - shift).toISOString();
      batch.push({ ...document, '@timestamp': at });
      total += 1;
      if (batch.length >= BATCH) await flush();
    }
  }
  if (batch.length > 0) await flush();
  await client.indices.refresh({ index: LOG_INDEX });
  await mergesDone(client);
  await client.close();
  return total;
}

/** What was just written is merged for a while, which takes both cores. */
async function mergesDone(client: Client): Promise<void> {
  const { _all: all } = await client.indices.stats({ index: LOG_INDEX, metric: 'merge' });
  if ((all.total?.merges?.current ?? 0) === 0) return;
  await setTimeout(500);
  await mergesDone(client);
}

async function measure(
  scenario: Scenario,
  size: number,
  urls: readonly [elasticsearch: string, prometheus: string],
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  const requests: Tapped[] = [];
  const tap = (target: string) => wireTap(target, (tapped) => requests.push(tapped));
  const taps = [await tap(urls[0]), await tap(urls[1])] as const;
  await scenarioStatus(scenario, taps[0].url, taps[1].url);
  await Promise.all(taps.map(({ close }) => close()));

  const floor = curlFloor(requests, folder);
  const [status, inTurn, together] = await medians([
    async () => {
      await scenarioStatus(scenario, ...urls);
    },
    () => {
      floor.inTurn();
      return Promise.resolve();
    },
    () => {
      floor.atOnce();
      return Promise.resolve();
    },
  ]);
  const bytes = requests.reduce((sum, request) => sum + request.bytes, 0);
  say(
    `  ${String(size).padStart(9)} documents: ${words(status)} (floor ${words(together)} at once, ${words(inTurn)} in turn), ${requests.length} requests, ${(bytes / 1024).toFixed(0)} KiB of answers on the wire`,
  );
}

/** Of things done by turns, so that what else the machine does meets all of them alike. */
async function medians(runs: readonly (() => Promise<void>)[]): Promise<readonly number[]> {
  const times = runs.map((): number[] => []);
  for (let count = 0; count < RUNS + 3; count += 1) {
    for (const [index, run] of runs.entries()) {
      const from = performance.now();
      await run();
      if (count >= 3) times[index]?.push(performance.now() - from);
    }
  }
  return times.map((own) => median(own) ?? NaN);
}

const words = (ms = NaN): string => `${ms.toFixed(0)} ms`;
