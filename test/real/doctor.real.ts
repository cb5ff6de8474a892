import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startElasticsearch, type RealServer } from '../../lab/elasticsearch/elasticsearch.ts';
import { startPrometheus } from '../../lab/prometheus.ts';
import { logDocuments } from '../../lab/scenario/log-documents.ts';
import { fillLogIndex } from '../../lab/scenario/log-index.ts';
import { openMetrics } from '../../lab/scenario/metric-samples.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { createExaminations } from '../../src/composition/examinations.ts';
import { loadConfig } from '../../src/config/load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'wale-real-'));
const scenario = readScenario('healthy');
const at = Date.parse(scenario.at);
let elasticsearch: RealServer;
let prometheus: RealServer;

beforeAll(async () => {
  elasticsearch = await startElasticsearch(folder);
  prometheus = await startPrometheus(folder, openMetrics(scenario.metrics, at));
  await fillLogIndex(elasticsearch.url, logDocuments(scenario));
}, 300_000);

afterAll(async () => {
  await prometheus.stop();
  await elasticsearch.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function outcomes(yaml: string): Promise<Readonly<Record<string, string>>> {
  const config = loadConfig({
    env: { ELASTICSEARCH_URL: elasticsearch.url, PROMETHEUS_URL: prometheus.url },
    readFile: () => `deadline: 20s\n${yaml}`,
  });
  const [examine] = createExaminations(config, [], () => at).values();
  const checkup = await examine?.();
  return Object.fromEntries(
    (checkup?.checks ?? []).map(({ subject, outcome }) => [subject, outcome]),
  );
}

test.each([
  [
    'as it should be',
    '',
    { selector: 'works', mapping: 'works', 'log lines': 'works', hosts: 'works', primary: 'works' },
  ],
  [
    'an index that is not there',
    'elasticsearch: { index: nope }',
    { Elasticsearch: 'broken', 'query replica': 'works' },
  ],
  [
    'a selector that finds nothing',
    'elasticsearch: { selector: { field: json.tag, value: db.wal } }',
    { selector: 'broken', mapping: 'works' },
  ],
  [
    'a filter that is only part of a value',
    'elasticsearch: { filter: { json.type: patron } }',
    { filter: 'broken' },
  ],
  [
    'the wrong exact form',
    'elasticsearch: { keywordSuffix: .raw }',
    { selector: 'broken', mapping: 'broken' },
  ],
  [
    'a field that is not there',
    'elasticsearch: { fields: { message: [json.msg] } }',
    { 'fields.message': 'broken', mapping: 'broken' },
  ],
])(
  'the doctor of real servers: %s',
  async (_what, yaml, expected) => {
    expect(await outcomes(yaml)).toMatchObject(expected);
  },
  60_000,
);
