import { createAnswers } from '../../src/composition/answers.ts';
import { loadClients } from '../../src/composition/load-clients.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Config } from '../../src/config/config.ts';
import type { Report } from '../../src/domain/report.ts';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Scenario } from './scenario-file.ts';

/** The scenario's configuration, pointed at these servers. */
export const scenarioConfig = (
  scenario: Scenario,
  elasticsearchUrl: string,
  prometheusUrl: string,
  env: Readonly<Record<string, string>> = {},
): Config =>
  loadConfig({
    env: { ...env, ELASTICSEARCH_URL: elasticsearchUrl, PROMETHEUS_URL: prometheusUrl },
    readFile: () => stringify(patient(scenario)),
    configPath: `${scenario.folder}/scenario.yaml`,
  });

/** A busy machine is not what a scenario is about; one in which a server does not answer keeps the usual patience. */
function patient({ config, faults }: Scenario): object {
  if (Object.keys(faults).length > 0) return config;
  const { elasticsearch, prometheus } = Sources.parse(config);
  return {
    deadline: '20s',
    ...config,
    elasticsearch: { timeout: '15s', ...elasticsearch },
    prometheus: { timeout: '15s', ...prometheus },
  };
}

const Source = z.looseObject({}).optional();
const Sources = z.looseObject({ elasticsearch: Source, prometheus: Source });

/** Asks for the status as of the scenario's moment. The clock stands still there. */
export async function scenarioStatus(
  scenario: Scenario,
  elasticsearchUrl: string,
  prometheusUrl: string,
): Promise<Report> {
  const config = scenarioConfig(scenario, elasticsearchUrl, prometheusUrl);
  const at = Date.parse(scenario.at);
  await loadClients([...config.clusters.values()], []);
  const files = scenario.logFiles.map((file) => join(scenario.folder, file));
  const [ask] = createAnswers(config, files, () => at).values();
  if (ask === undefined) throw new Error(`${scenario.name} configures no cluster`);
  return ask();
}
