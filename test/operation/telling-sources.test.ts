import { describe, expect, it } from '@jest/globals';
import type { Question, Sources } from '../../src/domain/contracts.ts';
import type { Tell } from '../../src/domain/event-map.ts';
import { METRIC_NAMES, noReadings, readingsOf, type MetricName } from '../../src/domain/metrics.ts';
import { measured, unavailable, type UnavailableReason } from '../../src/domain/reading.ts';
import { createOverhear } from '../../src/operation/telling-sources.ts';

const QUESTION: Question = { at: 0, historic: false, signal: new AbortController().signal };

/** What is told of Prometheus when its metrics read like this, one answer after the other. */
async function toldOf(...answers: readonly (readonly (UnavailableReason | undefined)[])[]) {
  const told: string[] = [];
  const tell: Tell = (name, event) => {
    if ('source' in event && event.source === 'prometheus') told.push(name + faultIn(event));
  };
  const waiting = [...answers];
  const notAsked = <T>(evidence: T) => ({
    read: (names: readonly string[]) =>
      Promise.resolve(new Map(names.map((name) => [name, evidence]))),
    examine: () => Promise.reject(new Error('nobody examines here')),
  });
  const sources: Sources = {
    log: notAsked({
      uploadLogSource: 'elasticsearch' as const,
      uploadLog: unavailable('no-data', 'not asked'),
    }),
    patroni: notAsked({ patroni: unavailable('not-configured', 'not asked') }),
    metrics: {
      ...notAsked({
        metrics: noReadings(unavailable('no-data', 'not asked')),
        clockSkewMs: undefined,
      }),
      read: (names) => {
        const reasons = waiting.shift() ?? [];
        const reading = (name: MetricName) => {
          const reason = reasons[METRIC_NAMES.indexOf(name) % reasons.length];
          return reason === undefined ? measured([], 0) : unavailable(reason, 'because');
        };
        const metrics = readingsOf(reading, reading);
        const evidence = { metrics, clockSkewMs: undefined };
        return Promise.resolve(new Map(names.map((name) => [name, evidence])));
      },
    },
  };
  const { metrics } = createOverhear(tell, () => 0)(sources);
  while (waiting.length > 0) await metrics.read(['main'], QUESTION);
  return told;
}

const faultIn = (event: object): string =>
  'fault' in event && typeof event.fault === 'string' ? `: ${event.fault}` : '';

describe('sources that are overheard', () => {
  it('tell a fault at its beginning and at its end, and count each', async () => {
    expect(await toldOf([undefined], ['timeout'], ['timeout'], [undefined])).toEqual([
      'source-asked',
      'source-asked: timeout',
      'source-unavailable',
      'source-asked: timeout',
      'source-asked',
      'source-answers-again',
    ]);
  });

  it('tell one failed metric among others that are there', async () => {
    expect(await toldOf([undefined, 'bad-response'])).toEqual([
      'source-asked: bad-response',
      'source-unavailable',
    ]);
  });

  it('tell no fault of a source that has nothing to say', async () => {
    expect(await toldOf(['no-data'], [undefined, 'no-data', 'not-configured'])).toEqual([
      'source-asked',
      'source-asked',
    ]);
  });

  it('tell nothing of a source that is not configured', async () => {
    expect(await toldOf(['not-configured'])).toEqual([]);
  });
});
