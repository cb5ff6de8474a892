import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { startElasticsearch } from '../../lab/elasticsearch/elasticsearch.ts';
import { startPrometheus } from '../../lab/prometheus.ts';
import { logDocuments } from '../../lab/scenario/log-documents.ts';
import { fillLogIndex } from '../../lab/scenario/log-index.ts';
import { openMetrics } from '../../lab/scenario/metric-samples.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { createAnswers, createFleetAnswer } from '../../src/composition/answers.ts';
import { loadConfig } from '../../src/config/load-config.ts';

// Situations of one moment, as clusters of one index and one Prometheus. `up` is the beginning of another name.
const SCENARIOS = {
  up: 'base-backup-slows-pushes',
  'up-late': 'base-backup-late',
  failed: 'base-backup-failed',
  failing: 'upload-failing-credentials',
  night: 'replica-nightly-error',
  shipping: 'log-shipping-host',
  backlog: 'backlog',
  absent: 'metric-absent',
  idle: 'idle',
  wrong: 'wrong-host',
  leftovers: 'failover-leftovers',
  headless: 'no-primary',
  silent: 'archiver-not-running',
  hole: 'hole-lost',
} as const;

test('all clusters at once have the verdicts that each has alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wale-real-'));
  const scenarios = Object.entries(SCENARIOS).map(
    ([name, scenario]) => [name, readScenario(scenario)] as const,
  );
  const at = Date.parse('2026-11-24T12:00:00Z');
  expect(scenarios.every(([, scenario]) => Date.parse(scenario.at) === at)).toBe(true);
  const elasticsearch = await startElasticsearch(folder);
  const prometheus = await startPrometheus(
    folder,
    openMetrics(
      scenarios.flatMap(([name, { metrics }]) =>
        metrics.map(({ series, values }) => ({
          series: series.replace('type="patroni"', `type="${name}"`),
          values,
        })),
      ),
      at,
    ),
  );
  try {
    await fillLogIndex(
      elasticsearch.url,
      scenarios.flatMap(([name, scenario]) =>
        logDocuments(scenario).map(({ json, ...document }) => ({
          ...document,
          json: { ...json, type: name },
        })),
      ),
    );
    const clusters = Object.fromEntries(
      scenarios.map(([name]) => [
        name,
        {
          elasticsearch: { filter: { 'json.type': name } },
          prometheus: { labels: { type: name } },
        },
      ]),
    );
    const config = loadConfig({
      env: { ELASTICSEARCH_URL: elasticsearch.url, PROMETHEUS_URL: prometheus.url },
      readFile: () =>
        stringify({
          deadline: '20s',
          elasticsearch: { timeout: '15s' },
          prometheus: { timeout: '15s' },
          clusters,
        }),
    });

    const { reports } = await createFleetAnswer(config, Date.now)({ at });
    const together = new Map(
      reports.map(({ snapshot, verdict }) => [snapshot.cluster.name, verdict] as const),
    );
    for (const [name, ask] of createAnswers(config, [], Date.now)) {
      const { verdict } = await ask({ at });
      const { headline = '', ...rest } = together.get(name) ?? {};
      // Of more than ten clusters earlier uploads are counted and not looked at by name, and each line says so.
      const said = headline.replace(
        /; holes were looked for in the last [\d.]+ \w+ only(, and [^;]+)?$/,
        '',
      );
      expect({ name, ...rest, headline: said }).toEqual({ name, ...verdict });
      const wanted = scenarios.find(([cluster]) => cluster === name)?.[1].expect.code;
      expect({ name, code: verdict.code }).toEqual({ name, code: wanted });
    }
  } finally {
    await prometheus.stop();
    await elasticsearch.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
