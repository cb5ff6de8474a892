import { afterEach, describe, expect, it } from '@jest/globals';
import { readScenario, scenarioNames, type Scenario } from '../lab/scenario/scenario-file.ts';
import { createAnswers, createFleetAnswer } from '../src/composition/answers.ts';
import { loadClients } from '../src/composition/load-clients.ts';
import type { Config } from '../src/config/config.ts';
import type { Report } from '../src/domain/report.ts';
import { layersOf } from './support/layers.ts';
import { replayFleet, type FleetReplay } from './support/replay-fleet.ts';

let servers: FleetReplay | undefined;
afterEach(async () => {
  await servers?.close();
});

/** A few clusters are searched each by itself, in one request; more of them together, and put apart. */
const NEIGHBOURS = { one: 1, many: 11 };

/** Servers that do not answer are waited for so long; a busy machine is not what the others are about. */
const deadlineOf = ({ faults }: Scenario): number =>
  Object.keys(faults).length > 0 ? 2000 : 15_000;

async function reportAlone(config: Config, at: number, deadlineMs: number): Promise<Report> {
  const [ask] = createAnswers(config, [], () => at).values();
  if (ask === undefined) throw new Error('no cluster is configured');
  return ask({ deadlineMs });
}

async function reportAmong(config: Config, at: number, deadlineMs: number): Promise<Report> {
  const [own] = config.clusters.keys();
  const { reports } = await createFleetAnswer(config, () => at)({ deadlineMs });
  const report = reports.find(({ snapshot }) => snapshot.cluster.name === own);
  if (report === undefined) throw new Error('no report came');
  return report;
}

/** Files are read for one cluster. */
const fromServers = scenarioNames().filter((name) => readScenario(name).logFiles.length === 0);

describe.each([
  ['without Patroni', false],
  ['with Patroni', true],
])('a cluster is judged alike alone and among others, %s', (_what, withPatroni) => {
  it.each(fromServers)(
    '%s',
    async (name) => {
      const scenario = readScenario(name);
      const at = Date.parse(scenario.at);
      servers = await replayFleet(scenario, withPatroni);
      const deadlineMs = deadlineOf(scenario);
      await loadClients([...servers.config(0).clusters.values()], []);

      const alone = await reportAlone(servers.config(0), at, deadlineMs);
      const withOne = await reportAmong(servers.config(NEIGHBOURS.one), at, deadlineMs);
      const withMany = await reportAmong(servers.config(NEIGHBOURS.many), at, deadlineMs);
      const { code, severity } = alone.verdict;

      expect(alone.verdict).toMatchObject(scenario.expect);
      expect(layersOf(withOne).read).toBe(layersOf(alone).read);
      expect(withOne.verdict).toEqual(alone.verdict);
      expect(withMany.verdict).toMatchObject({ code, severity });
    },
    30_000,
  );
});
