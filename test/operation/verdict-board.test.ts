import { describe, expect, it } from '@jest/globals';
import type { GuardedVerdict } from '../../src/domain/event-map.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { createMetrics } from '../../src/operation/metrics.ts';

const VERDICT: GuardedVerdict = {
  cluster: 'a',
  code: 'healthy',
  severity: 'ok',
  dataAtRisk: { bytes: { atLeast: 0, atMost: 7 }, age: { atLeast: 0, atMost: undefined } },
};

function rig() {
  let now = 0;
  const { listener: tell, text } = createMetrics(
    { version: '1', commit: undefined },
    { parts: () => Promise.resolve(new Map()), liveThreads: () => Promise.resolve(0) },
    // Set back by somebody while it runs: what is old stays old.
    () => -now,
    () => now,
  );
  const shown = async (): Promise<readonly string[]> =>
    (await text())
      .split('\n')
      .filter((line) => /^wale_(?:guard|verdict|data)/.test(line) && !line.includes('_total'));
  const look = (verdicts = [VERDICT]): void => {
    tell('fleet-looked', { verdicts, lost: [], everyMs: MINUTE });
  };
  return { tell, look, shown, at: (moment: number) => (now = moment) };
}

const HEALTHY = 'wale_verdict{cluster="a",code="healthy",severity="ok"} 1';
const UNKNOWN = 'wale_verdict{cluster="a",code="cannot-tell",severity="unknown"} 1';

describe('the verdicts that a scrape shows', () => {
  it('are none without a guard', async () => {
    expect(await rig().shown()).toEqual([
      'wale_guard_look_age_seconds Nan',
      'wale_guard_every_seconds Nan',
    ]);
  });

  it('are those of the last look, and no earlier one', async () => {
    const { tell, look, shown } = rig();
    tell('guard-leads', { leads: true });
    look();
    expect(await shown()).toEqual([
      'wale_guard{state="leads"} 1',
      'wale_guard_look_age_seconds 0',
      'wale_guard_every_seconds 60',
      HEALTHY,
      'wale_data_at_risk_bytes{cluster="a",bound="at_least"} 0',
      'wale_data_at_risk_bytes{cluster="a",bound="at_most"} 7',
      'wale_data_at_risk_seconds{cluster="a",bound="at_least"} 0',
    ]);

    look([{ ...VERDICT, code: 'wal-gap', severity: 'critical', dataAtRisk: undefined }]);
    expect((await shown()).slice(3)).toEqual([
      'wale_verdict{cluster="a",code="wal-gap",severity="critical"} 1',
    ]);
  });

  it('are unknown once the last look is old, or a look fails', async () => {
    const { tell, look, shown, at } = rig();
    tell('guard-leads', { leads: true });
    look();
    at(3 * MINUTE);
    expect(await shown()).toContain(HEALTHY);
    at(3 * MINUTE + 1);
    expect(await shown()).toContain(UNKNOWN);
    expect((await shown()).filter((line) => line.includes('data_at_risk'))).toEqual([]);

    look();
    expect(await shown()).toContain(HEALTHY);
    tell('fleet-look-failed', { tookMs: 1 });
    expect(await shown()).toContain(UNKNOWN);
    expect(await shown()).not.toContain(HEALTHY);
  });

  it('are nobody’s on a replica that does not look, and its age counts from when it began to', async () => {
    const { tell, look, shown, at } = rig();
    tell('guard-leads', { leads: true });
    look();
    tell('guard-leads', { leads: false });
    expect(await shown()).toEqual([
      'wale_guard{state="waits"} 1',
      'wale_guard_look_age_seconds Nan',
      'wale_guard_every_seconds Nan',
    ]);

    at(MINUTE);
    tell('guard-leads', { leads: true });
    at(3 * MINUTE);
    expect(await shown()).toEqual([
      'wale_guard{state="leads"} 1',
      'wale_guard_look_age_seconds 120',
      'wale_guard_every_seconds Nan',
    ]);
  });
});
