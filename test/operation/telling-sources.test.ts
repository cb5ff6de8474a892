import { describe, expect, it } from '@jest/globals';
import type { ClusterSources, Question } from '../../src/domain/contracts.ts';
import type { Tell } from '../../src/domain/event-map.ts';
import { METRIC_NAMES, type MetricReadings } from '../../src/domain/metrics.ts';
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
  const sources: ClusterSources = {
    uploadLogSource: 'log files',
    readUploadLog: () => Promise.resolve(unavailable('no-data', 'not asked')),
    readPatroni: () => Promise.resolve(unavailable('not-configured', 'not asked')),
    readMetrics: () => {
      const reasons = waiting.shift() ?? [];
      const readings = METRIC_NAMES.map((name, index) => {
        const reason = reasons[index % reasons.length];
        return [
          name,
          reason === undefined ? measured([], 0) : unavailable(reason, 'because'),
        ] as const;
      });
      return Promise.resolve({
        readings: Object.fromEntries(readings) as unknown as MetricReadings,
        clockSkewMs: undefined,
      });
    },
  };
  const { readMetrics } = createOverhear(tell, () => 0)('main', sources);
  while (waiting.length > 0) await readMetrics(QUESTION);
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
