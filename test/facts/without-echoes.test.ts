import { describe, expect, it } from '@jest/globals';
import type { MetricReading } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { withoutEchoes } from '../../src/facts/without-echoes.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { healthySnapshot, metric, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const NOT_KNOWN = unavailable('no-data', 'no series');

/** What a range query shows of a number that grows by one a second and is scraped every `interval`, up to so long ago. */
const growing =
  (endedAgo: number, interval = 30 * SECOND) =>
  (ago: number) => {
    const scraped = endedAgo + Math.max(0, Math.ceil((ago - endedAgo) / interval) * interval);
    return scraped - ago > 5 * MINUTE ? undefined : 1_000_000 - scraped / SECOND;
  };
const shown = (endedAgo: number, interval?: number) =>
  healthySnapshot({
    metrics: {
      archiverAge: metric({ [PRIMARY]: growing(endedAgo, interval) }),
      walPosition: metric({ [PRIMARY]: growing(endedAgo, interval) }),
      lastArchive: NOT_KNOWN,
      walDiskFree: NOT_KNOWN,
      replica: metric({
        [PRIMARY]: (ago) => (ago < endedAgo - 5 * MINUTE ? undefined : 0),
        [REPLICA]: (ago) => (ago < endedAgo - 5 * MINUTE ? undefined : 1),
      }),
    },
  });
const newestRole = (snapshot: ReturnType<typeof shown>): number | undefined => {
  const { replica } = withoutEchoes(snapshot.metrics, NOON);
  if (replica.kind === 'unavailable') throw new Error('not measured');
  const newest = replica.value.map(({ points }) => points.at(-1)?.at);
  expect(new Set(newest).size).toBe(1);
  return newest[0];
};

describe('what is shown after the last scrape', () => {
  it.each([2.5, 4, 6])('is left out %d min after it', (minutes) => {
    expect(newestRole(shown(minutes * MINUTE))).toBe(NOON - minutes * MINUTE);
  });

  it('stays as long as the next scrape may just be late', () => {
    expect(newestRole(shown(2 * MINUTE))).toBe(NOON);
    expect(newestRole(shown(4 * MINUTE, 2 * MINUTE))).toBe(NOON);
    expect(newestRole(shown(5 * MINUTE, 2 * MINUTE))).toBe(NOON - 5 * MINUTE);
  });

  it('stays where no age tells that scrapes ended, or anything still changes', () => {
    const { metrics } = shown(4 * MINUTE);
    const walPosition = metric({ [PRIMARY]: growing(0) });

    expect(withoutEchoes({ ...metrics, archiverAge: NOT_KNOWN }, NOON).replica).toBe(
      metrics.replica,
    );
    expect(withoutEchoes({ ...metrics, walPosition }, NOON).replica).toBe(metrics.replica);
  });

  it('stays where others are shown for longer than that: they were scraped after the primary died', () => {
    const { metrics } = shown(15 * MINUTE);
    const replica = metric({
      [PRIMARY]: (ago) => (ago < 10 * MINUTE ? undefined : 0),
      [REPLICA]: 1,
    });
    const walPosition = metric({
      [PRIMARY]: growing(15 * MINUTE),
      [REPLICA]: (ago) => 1_000_000 - Math.max(ago, 15 * MINUTE) / SECOND,
    });
    const dead = healthySnapshot({ metrics: { ...metrics, replica, walPosition } });

    expect(withoutEchoes(dead.metrics, NOON).replica).toBe(dead.metrics.replica);
    expect(reportStatus(dead, 0).verdict).toMatchObject({
      code: 'no-primary',
      severity: 'critical',
    });
  });

  it('proves nothing: who is the primary is not known any more', () => {
    const { verdict } = reportStatus(shown(4.5 * MINUTE), 0);

    expect(verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    expect(verdict.headline).toContain('have stopped reporting their role to the metrics');
  });

  it('stays where the age has no series, or one sample alone', () => {
    const { metrics } = shown(4 * MINUTE);
    const replicaBy = (archiverAge: MetricReading) =>
      withoutEchoes({ ...metrics, archiverAge }, NOON).replica;

    expect(replicaBy(metric({}))).toBe(metrics.replica);
    expect(replicaBy(metric({ [PRIMARY]: (ago) => (ago === 4 * MINUTE ? 7 : undefined) }))).toBe(
      metrics.replica,
    );
  });
});

describe('how far apart scrapes are', () => {
  /** An age of one host as it was scraped, and a role until now. */
  const by = (scrapedAgo: readonly number[]) => {
    const scrapes = scrapedAgo.map((ago) => ({ at: NOON - ago, value: ago }));
    const { metrics } = shown(4 * MINUTE);
    const archiverAge = measured([{ host: PRIMARY, points: scrapes, scrapes }], NOON);
    return withoutEchoes({ ...metrics, archiverAge, walPosition: NOT_KNOWN }, NOON).replica;
  };
  const untouched = shown(4 * MINUTE).metrics.replica;
  const every = (interval: number, count: number, endedAgo: number) =>
    Array.from({ length: count }, (_, index) => endedAgo + (count - 1 - index) * interval);

  it('may be twice what is usual, and half a minute more', () => {
    const minute = (ago: number) => by(every(MINUTE, 5, ago));

    expect(minute(2.5 * MINUTE)).toEqual(untouched);
    expect(minute(2.5 * MINUTE + 1)).not.toEqual(untouched);
  });

  it('is told by the ten newest alone', () => {
    const faster = [...every(2 * MINUTE, 20, 10 * MINUTE), ...every(30 * SECOND, 10, 4 * MINUTE)];

    expect(by(faster)).not.toEqual(untouched);
    expect(
      by([...every(30 * SECOND, 20, 20 * MINUTE), ...every(2 * MINUTE, 8, 4 * MINUTE)]),
    ).toEqual(untouched);
  });

  it('is not told by samples of later', () => {
    const later = every(30 * SECOND, 10, -5 * MINUTE);

    expect(by([...every(2 * MINUTE, 8, 4 * MINUTE), ...later])).toEqual(untouched);
  });
});
