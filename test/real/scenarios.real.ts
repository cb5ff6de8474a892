import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startElasticsearch, type RealServer } from '../../lab/elasticsearch/elasticsearch.ts';
import { startPrometheus } from '../../lab/prometheus.ts';
import { logDocuments } from '../../lab/scenario/log-documents.ts';
import { fillLogIndex } from '../../lab/scenario/log-index.ts';
import { openMetrics } from '../../lab/scenario/metric-samples.ts';
import { readScenario, scenarioNames } from '../../lab/scenario/scenario-file.ts';
import { scenarioStatus } from '../../lab/scenario/scenario-status.ts';
import { tap } from '../../lab/scenario/tap.ts';
import { warmUp } from '../../lab/scenario/warm-up.ts';

// Every query that Wale sends, asked of a real Elasticsearch and a real Prometheus: a mapping, an
// aggregation or a PromQL that they refuse shows here, where a recording would go on as before.

const folder = mkdtempSync(join(tmpdir(), 'wale-real-'));
let elasticsearch: RealServer;

beforeAll(async () => {
  elasticsearch = await startElasticsearch(folder);
  const [first] = withRealServers;
  if (first === undefined) throw new Error('there is no scenario for real servers');
  await warmUp(elasticsearch.url, first);
}, 300_000);

afterAll(async () => {
  await elasticsearch.stop();
  rmSync(folder, { recursive: true, force: true });
});

// A source that fails is played by a loopback server: the scenarios of `npm test` have those.
// What was recorded from the lab has no source to be fed from.
const withRealServers = scenarioNames()
  .map(readScenario)
  .filter(({ live, faults }) => !live && Object.keys(faults).length === 0);

test.each(withRealServers.map((scenario) => [scenario.name, scenario] as const))(
  '%s: the real servers lead to the same verdict',
  async (_name, scenario) => {
    const samples = openMetrics(scenario.metrics, Date.parse(scenario.at));
    const prometheus = await startPrometheus(folder, samples);
    const atTheTime = await tap('prometheus', prometheus.url, scenario.at);
    try {
      await fillLogIndex(elasticsearch.url, logDocuments(scenario));
      const { verdict } = await scenarioStatus(scenario, elasticsearch.url, atTheTime.url);
      expect({ code: verdict.code, severity: verdict.severity }).toEqual(scenario.expect);
    } finally {
      await atTheTime.close();
      await prometheus.stop();
    }
  },
  30_000,
);
