import { describe, expect, it } from '@jest/globals';
import { archivedAtByMetric } from '../../src/facts/archive-metric.ts';
import { healthySnapshot, metric, NOON, PRIMARY } from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

describe('the last upload by the metric', () => {
  it('is no later than when its value was first seen, though the clock of the host is ahead', () => {
    const ahead = 20 * MINUTE;
    const stoodStillFor = 15 * MINUTE;
    const lastArchive = metric({
      [PRIMARY]: (ago) => (NOON + ahead - Math.max(ago, stoodStillFor)) / SECOND,
    });

    const at = archivedAtByMetric(healthySnapshot({ metrics: { lastArchive } }), PRIMARY);

    expect(at).toBe(NOON - stoodStillFor);
  });

  it('is not known where an exporter was reset', () => {
    const lastArchive = metric({ [PRIMARY]: 0 });

    expect(archivedAtByMetric(healthySnapshot({ metrics: { lastArchive } }), PRIMARY)).toBe(
      undefined,
    );
  });
});
