import { afterEach, describe, expect, it } from '@jest/globals';
import { replay, type Replay } from '../lab/scenario/replay.ts';
import { readScenario, scenarioNames } from '../lab/scenario/scenario-file.ts';
import { scenarioStatus } from '../lab/scenario/scenario-status.ts';
import { MINUTE } from '../src/domain/time.ts';
import { reportStatus } from '../src/report/report-status.ts';

let servers: Replay | undefined;
afterEach(async () => {
  await servers?.close();
});

const fine = scenarioNames().filter((name) => {
  const { expect: expected, logFiles } = readScenario(name);
  return expected.severity === 'ok' && logFiles.length === 0;
});

describe('where the clock here is ahead of the metrics server, the clock is named for', () => {
  it.each(fine)('%s', async (name) => {
    const scenario = readScenario(name);
    servers = await replay(scenario);
    const { snapshot } = await scenarioStatus(
      scenario,
      servers.elasticsearchUrl,
      servers.prometheusUrl,
    );

    for (const ahead of [6 * MINUTE, 20 * MINUTE, 60 * MINUTE]) {
      const late = { ...snapshot, at: snapshot.at + ahead, clockSkewMs: ahead };
      const { verdict } = reportStatus(late, 0);

      expect(verdict.headline).toMatch(/the clock here is \d/);
      expect(verdict.severity).toBe('unknown');
    }
  });
});
