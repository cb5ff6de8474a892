import { describe, expect, it } from '@jest/globals';
import { walGOperation } from '../../src/archivers/wal-g/messages.ts';
import { archivedAtByPostgres } from '../../src/facts/archive-metric.ts';
import { samplesOfAge, scrapedUntil, scrapesOf } from '../../src/facts/scrapes.ts';
import { metricsStale } from '../../src/rules/metrics-stale.ts';
import {
  completed,
  healthySnapshot,
  metric,
  NO_METRICS,
  NOON,
  PRIMARY,
  REPLICA,
} from '../support/snapshot.ts';
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

describe('the samples behind the steps of a range query', () => {
  const at = (minutes: number, value: number) => ({ at: NOON + minutes * MINUTE, value });

  it('are the first of each run of equal steps', () => {
    const points = [at(0, 7), at(1, 7), at(2, 9), at(3, 9), at(4, 8)];

    expect(scrapesOf(points)).toEqual([at(0, 7), at(2, 9), at(4, 8)]);
  });

  it('are each of them where a value stays for longer than an old sample is shown', () => {
    const shown = [at(0, 7), at(2, 7), at(5, 7)];
    const stayed = [at(0, 7), at(2, 7), at(5.5, 7)];

    expect(scrapesOf(shown)).toEqual([at(0, 7)]);
    expect(scrapesOf([...stayed, at(6, 8)])).toEqual([...stayed, at(6, 8)]);
  });

  it('are none without a step, or without a series', () => {
    expect(scrapesOf([])).toEqual([]);
    expect(samplesOfAge(undefined)).toEqual([]);
  });
});

describe('up to when anything was scraped', () => {
  const minutesBefore = (snapshot: Parameters<typeof scrapedUntil>[0]) =>
    (snapshot.at - scrapedUntil(snapshot)) / MINUTE;
  const changedUntil = (minutes: number) =>
    metric({ [PRIMARY]: (ago) => 1e9 - Math.max(ago, minutes * MINUTE) });
  const only = (metrics: Parameters<typeof healthySnapshot>[0] = {}) =>
    healthySnapshot({ metrics: { ...NO_METRICS, ...metrics.metrics } });

  it('is now where something has changed within two minutes', () => {
    expect(minutesBefore(only({ metrics: { walPosition: changedUntil(2) } }))).toBe(0);
    expect(minutesBefore(only({ metrics: { walPosition: changedUntil(2.5) } }))).toBe(2.5);
  });

  it('is the latest change of any host and metric', () => {
    const metrics = { walPosition: changedUntil(4), walDiskFree: changedUntil(3) };

    expect(minutesBefore(only({ metrics }))).toBe(3);
  });

  it('is now where nothing is measured, or where it has stood still for so long that it was scraped', () => {
    const silent = { ...metric({}), value: [{ host: PRIMARY, points: [] }] };

    expect(minutesBefore(only())).toBe(0);
    expect(minutesBefore(only({ metrics: { walPosition: silent } }))).toBe(0);
    expect(minutesBefore(only({ metrics: { walPosition: changedUntil(5.5) } }))).toBe(0);
    expect(minutesBefore(only({ metrics: { walPosition: changedUntil(5) } }))).toBe(5);
  });

  it('is not told by what comes later than the moment that is looked at', () => {
    const stoodStill = metric({
      [PRIMARY]: (ago) => (ago < 10 * MINUTE ? 2e9 - ago : 1e9 - Math.max(ago, 13 * MINUTE)),
    });
    const earlier = {
      ...only({ metrics: { walPosition: stoodStill } }),
      at: NOON - 10 * MINUTE,
    };

    expect(minutesBefore(earlier)).toBe(3);
  });

  it('is told by the samples themselves where the server was asked for them', () => {
    const samples = (...minutes: number[]) => ({
      ...metric({}),
      value: [
        {
          host: PRIMARY,
          points: [{ at: NOON, value: 1 }],
          scrapes: minutes.map((ago) => ({ at: NOON - ago * MINUTE, value: 1 })),
        },
      ],
    });
    const until = (...minutes: number[]) =>
      minutesBefore(only({ metrics: { walPosition: samples(...minutes) } }));

    expect(until(8, 3)).toBe(3);
    expect(until(8, 3, -1)).toBe(3);
    expect(until(3, 0)).toBe(0);
  });
});
