import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startElasticsearch } from './elasticsearch/elasticsearch.ts';
import { startPrometheus } from './prometheus.ts';
import { logDocuments } from './scenario/log-documents.ts';
import { fillLogIndex } from './scenario/log-index.ts';
import { openMetrics } from './scenario/metric-samples.ts';
import { readScenario, scenarioNames, type Scenario } from './scenario/scenario-file.ts';
import { scenarioStatus } from './scenario/scenario-status.ts';
import { warmUp } from './scenario/warm-up.ts';
import { saveRecording, tap } from './scenario/tap.ts';

/**
 * Records scenarios anew: `npm run record -- [NAME…]`. Starts a real Elasticsearch and a real
 * Prometheus, feeds them what the scenario says, asks for the status through a proxy, and keeps what
 * the servers answered.
 */
async function record(names: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wale-record-'));
  const elasticsearch = await startElasticsearch(folder);
  try {
    say(`Elasticsearch ${elasticsearch.version}`);
    const [first] = names;
    if (first !== undefined) await warmUp(elasticsearch.url, readScenario(first));
    for (const name of names) await recordScenario(readScenario(name), elasticsearch.url, folder);
  } finally {
    await elasticsearch.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function recordScenario(
  scenario: Scenario,
  elasticsearchUrl: string,
  folder: string,
): Promise<void> {
  const samples = openMetrics(scenario.metrics, Date.parse(scenario.at));
  const prometheus = await startPrometheus(folder, samples);
  try {
    await fillLogIndex(elasticsearchUrl, logDocuments(scenario));
    const elasticsearchTap = await tap('elasticsearch', elasticsearchUrl, scenario.at);
    const prometheusTap = await tap('prometheus', prometheus.url, scenario.at);
    const report = await scenarioStatus(scenario, elasticsearchTap.url, prometheusTap.url);
    await elasticsearchTap.close();
    await prometheusTap.close();
    const { faults, logFiles } = scenario;
    if (faults.elasticsearch === undefined && logFiles.length === 0)
      saveRecording(scenario.folder, elasticsearchTap);
    if (faults.prometheus === undefined) saveRecording(scenario.folder, prometheusTap);
    say(`${scenario.name}: ${report.verdict.code} (Prometheus ${prometheus.version})`);
  } finally {
    await prometheus.stop();
  }
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const wanted = process.argv.slice(2);
// What was recorded from the running lab cannot be made again from a file.
const fromFiles = scenarioNames().filter((name) => !readScenario(name).live);
await record(wanted.length === 0 ? fromFiles : wanted);
