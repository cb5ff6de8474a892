import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { isFault, judge } from '../lab/signals/judge.ts';
import { SIGNALS } from '../lab/signals/taken-away.ts';
import { replay, type Replay } from '../lab/scenario/replay.ts';
import { readScenario } from '../lab/scenario/scenario-file.ts';
import { scenarioStatus } from '../lab/scenario/scenario-status.ts';

let servers: Replay | undefined;
afterEach(async () => {
  await servers?.close();
});

// One of each kind that hangs on another signal. `npm run coverage:signals` asks all of them.
describe('a fault that a source or a query is taken away from', () => {
  it.each([
    'hole-lost',
    'failover-hole-permanent',
    'wrong-host',
    'wal-disk-full',
    'base-backup-failed',
    'log-shipping-missing',
    'metrics-stale',
    'lab-store-credentials',
  ])(
    'never looks healthy because a server does not answer, nor without log or metrics: %s',
    async (name) => {
      const scenario = readScenario(name);
      servers = await replay(scenario);
      const report = await scenarioStatus(
        scenario,
        servers.elasticsearchUrl,
        servers.prometheusUrl,
      );
      expect(isFault(report)).toBe(true);

      const judged = judge(report);

      expect(judged.length).toBeGreaterThan(4);
      expect(judged.filter(({ absence, told }) => absence === 'lost' && told === 'well')).toEqual(
        [],
      );
      // Nor because there is no log, or there are no metrics.
      const whole = judged.filter(({ signal }) => signal === 'log' || signal === 'metrics');
      expect(whole).toHaveLength(4);
      expect(whole.filter(({ told }) => told === 'well')).toEqual([]);
    },
  );
});

const Row = z.object({
  signal: z.enum(SIGNALS),
  absence: z.enum(['lost', 'not set up']),
  faults: z.number(),
  told: z.object({
    told: z.number(),
    other: z.number(),
    unknown: z.number(),
    well: z.number(),
    gone: z.number(),
  }),
});

describe('the published coverage', () => {
  it('has every fault told in one way or another, and none healthy for a server that is lost', () => {
    const { rows } = z
      .object({ faults: z.number(), rows: z.array(Row) })
      .parse(JSON.parse(readFileSync('docs/coverage.json', 'utf8')));

    expect(rows.length).toBeGreaterThan(20);
    for (const { signal, absence, faults, told } of rows) {
      expect(told.told + told.other + told.unknown + told.well + told.gone).toBe(faults);
      const mayLookWell = absence === 'not set up' && signal !== 'log' && signal !== 'metrics';
      expect(mayLookWell ? 0 : told.well).toBe(0);
    }
  });
});
