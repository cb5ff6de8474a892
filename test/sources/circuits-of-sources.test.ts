import { describe, expect, it } from '@jest/globals';
import { createCircuits } from '../../src/composition/circuits.ts';
import type { Question, Sources } from '../../src/domain/contracts.ts';
import type { MetricsEvidence } from '../../src/domain/evidence.ts';
import { noReadings } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';

const SILENT = unavailable('timeout', 'no answer in time');
const SINCE = 'no answer in time, and no answer since 12:00:00 UTC (3 s)';
const OFF = unavailable('not-configured', 'switched off');
const question: Question = { at: 0, historic: false, signal: AbortSignal.timeout(60_000) };

/** All three sources of one cluster, asked twice, three seconds apart; and how often each was. */
async function askedTwice(metrics: MetricsEvidence['metrics']) {
  const asked = { log: 0, metrics: 0, patroni: 0 };
  const source = <Evidence>(name: keyof typeof asked, evidence: Evidence) => ({
    read: () => {
      asked[name] += 1;
      return Promise.resolve(new Map([['main', evidence]]));
    },
    examine: () => Promise.reject(new Error('nobody examines')),
  });
  const log = { uploadLog: SILENT, uploadLogSource: 'elasticsearch' as const };
  const times = [0, 0, 0, 3000, 3000, 3000, 3000, 3000, 3000];
  const sources: Sources = createCircuits(
    1000,
    () => Date.parse('2026-11-24T12:00:00Z') + (times.shift() ?? 3000),
    (fault) => {
      throw fault;
    },
  )({
    log: source('log', log),
    metrics: source('metrics', { metrics, clockSkewMs: undefined }),
    patroni: source('patroni', { patroni: SILENT }),
  });
  for (const each of [sources.log, sources.metrics, sources.patroni]) {
    await each.read(['main'], question);
  }
  const again = {
    ...(await sources.log.read(['main'], question)).get('main'),
    ...(await sources.metrics.read(['main'], question)).get('main'),
    ...(await sources.patroni.read(['main'], question)).get('main'),
  };
  return { asked, again };
}

describe('the circuits of all sources', () => {
  it('spare whoever asks again the wait for each of those that are silent', async () => {
    const { asked, again } = await askedTwice({ ...noReadings(SILENT), walDiskFree: OFF });

    expect(asked).toEqual({ log: 1, metrics: 1, patroni: 1 });
    expect(again.uploadLog).toMatchObject({ reason: 'timeout', detail: SINCE });
    expect(again.patroni).toMatchObject({ detail: SINCE });
    expect(again.metrics?.replica).toMatchObject({ detail: SINCE });
    expect(again.metrics?.walDiskFree).toEqual(OFF);
  });

  it('ask a Prometheus that answers one of its queries', async () => {
    const { asked, again } = await askedTwice({
      ...noReadings(SILENT),
      replica: measured([], 0),
    });

    expect(asked.metrics).toBe(2);
    expect(again.metrics?.pendingWal).toEqual(SILENT);
  });
});
