import { afterEach, describe, expect, it } from '@jest/globals';
import { readScenario, scenarioNames } from '../lab/scenario/scenario-file.ts';
import { createAnswers, createFleetAnswer } from '../src/composition/answers.ts';
import type { Config } from '../src/config/config.ts';
import type { Verdict } from '../src/domain/finding.ts';
import { replayFleet, type FleetReplay } from './support/replay-fleet.ts';

let servers: FleetReplay | undefined;
afterEach(async () => {
  await servers?.close();
});

/** A few clusters are searched each by itself, in one request; more of them together, and put apart. */
const NEIGHBOURS = { one: 1, many: 11 };

/** Servers that do not answer are waited for so long. */
const DEADLINE_MS = 2000;

async function verdictAlone(config: Config, at: number): Promise<Verdict> {
  const [ask] = createAnswers(config, [], () => at).values();
  if (ask === undefined) throw new Error('no cluster is configured');
  return (await ask({ deadlineMs: DEADLINE_MS })).verdict;
}

async function verdictAmong(config: Config, at: number): Promise<Verdict> {
  const [own] = config.clusters.keys();
  const { reports } = await createFleetAnswer(config, () => at)({ deadlineMs: DEADLINE_MS });
  const report = reports.find(({ snapshot }) => snapshot.cluster.name === own);
  if (report === undefined) throw new Error('no report came');
  return report.verdict;
}

describe.each([
  ['without Patroni', false],
  ['with Patroni', true],
])('a cluster is judged alike alone and among others, %s', (_what, withPatroni) => {
  it.each(scenarioNames())(
    '%s',
    async (name) => {
      const scenario = readScenario(name);
      const at = Date.parse(scenario.at);
      servers = await replayFleet(scenario, withPatroni);

      const alone = await verdictAlone(servers.config(0), at);
      const withOne = await verdictAmong(servers.config(NEIGHBOURS.one), at);
      const withMany = await verdictAmong(servers.config(NEIGHBOURS.many), at);

      // Patroni may tell more than the scenario knew of.
      expect(withPatroni ? scenario.expect : alone).toMatchObject(scenario.expect);
      expect(withOne).toEqual(alone);
      const { code, severity } = alone;
      expect(withMany).toMatchObject({ code, severity });
    },
    30_000,
  );
});
