import { describe, expect, it } from '@jest/globals';
import { walGOperation } from '../../src/archivers/wal-g/messages.ts';
import { archivedAtByPostgres } from '../../src/facts/archive-metric.ts';
import { metricsStale } from '../../src/rules/metrics-stale.ts';
import { completed, healthySnapshot, metric, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const uploads = Array.from({ length: 30 }, (_, index) => completed((index + 1) * 20 * SECOND));

/** All series of both hosts show their last sample since so long ago. */
function endedTogether(ago: number) {
  const frozen = (value: (ago: number) => number) => (pointAgo: number) =>
    value(Math.max(pointAgo, ago));
  return {
    replica: metric({ [PRIMARY]: 0, [REPLICA]: 1 }),
    lastArchive: metric({ [PRIMARY]: frozen((then) => (NOON - then - 10 * SECOND) / SECOND) }),
    archiverAge: metric({ [PRIMARY]: frozen((then) => 10 + (then % 20_000) / 1e6 + then / 1e9) }),
    walPosition: metric({
      [PRIMARY]: frozen((then) => 7e10 - then),
      [REPLICA]: frozen((then) => 7e10 - then - 100),
    }),
  };
}

describe('samples that a range query goes on showing', () => {
  it('do not keep the last success by PostgreSQL young', () => {
    const ages = [0.5, 1, 2, 3, 4].map((minutes) => {
      const metrics = endedTogether(minutes * MINUTE);
      return NOON - (archivedAtByPostgres(healthySnapshot({ metrics }), PRIMARY) ?? 0);
    });

    expect(ages.map((age, index) => age > (ages[index - 1] ?? 0))).not.toContain(false);
  });

  it('are no fault of mtail where all of all hosts ended together', () => {
    const metrics = endedTogether(4.5 * MINUTE);

    expect(metricsStale(healthySnapshot({ log: { uploads }, metrics })).kind).not.toBe('problem');
  });

  it('are one where only the metric made from the log stands still', () => {
    const { lastArchive } = endedTogether(4.5 * MINUTE);

    expect(metricsStale(healthySnapshot({ log: { uploads }, metrics: { lastArchive } })).kind).toBe(
      'problem',
    );
  });
});

describe('a restart of mtail', () => {
  const reset = (minutes: number) =>
    healthySnapshot({
      log: { uploads },
      metrics: {
        lastArchive: metric({
          [PRIMARY]: (ago) => (ago < minutes * MINUTE ? 0 : (NOON - ago - 10 * SECOND) / SECOND),
        }),
      },
    });

  it('is no fault within its allowance', () => {
    expect(metricsStale(reset(2.5)).kind).toBe('unknown');
  });

  it('is one after it', () => {
    expect(metricsStale(reset(4)).kind).toBe('problem');
  });
});

describe('an error of WAL-G about a file that it looks for', () => {
  it('is no failed push by itself', () => {
    const name = '0000000100000000000000FA';
    const text = `check file for existence in "default": failed to head s3 object 'db01/wal_005/${name}.lz4': Forbidden`;

    expect(walGOperation(text, name)).toBe('unknown');
    expect(walGOperation(`upload: could not Upload '${name}'`, name)).toBe('push');
  });
});
