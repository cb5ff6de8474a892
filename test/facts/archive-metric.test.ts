import { describe, expect, it } from '@jest/globals';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { MetricPoint, MetricReading } from '../../src/domain/metrics.ts';
import {
  archivedAt,
  archivedAtByMetric,
  archivedAtByPostgres,
  metricOf,
  waitedThroughout,
} from '../../src/facts/archive-metric.ts';
import { healthySnapshot, metric, moment, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

/** Values of the primary at so many seconds before noon. */
const points = (...values: readonly (readonly [ago: number, value: number])[]): MetricPoint[] =>
  values.map(([ago, value]) => ({ at: NOON - ago * SECOND, value }));
const shown = (steps: readonly MetricPoint[], scrapes?: readonly MetricPoint[]): MetricReading =>
  measured([{ host: PRIMARY, points: steps, ...(scrapes === undefined ? {} : { scrapes }) }], NOON);
const GONE = unavailable('no-data', 'no series');

describe('the value of a metric', () => {
  const pendingWal = metric({ [PRIMARY]: (ago) => (ago < 2 * MINUTE ? undefined : ago / SECOND) });
  const snapshot = healthySnapshot({ metrics: { pendingWal } });

  it('is the newest of the host for two minutes, and none after that', () => {
    expect(metricOf(snapshot, 'pendingWal', PRIMARY)).toBe(120);
    expect(metricOf(snapshot, 'pendingWal', PRIMARY, NOON + 1)).toBeUndefined();
  });

  it('is, of an earlier moment, what was known then', () => {
    expect(metricOf(snapshot, 'pendingWal', PRIMARY, NOON - 600 * SECOND)).toBe(600);
    expect(metricOf(snapshot, 'pendingWal', PRIMARY, NOON - 2 * 3600 * SECOND)).toBeUndefined();
  });

  it('is not that of another host, nor anything where the metric is not there', () => {
    expect(metricOf(snapshot, 'pendingWal', REPLICA)).toBeUndefined();
    expect(metricOf(snapshot, 'pendingWal', undefined)).toBeUndefined();
    expect(metricOf(snapshot, 'walDiskFree', PRIMARY)).toBeUndefined();
  });
});

describe('the last upload by the metric', () => {
  const byMetric = (lastArchive: MetricReading, at?: number) =>
    archivedAtByMetric(healthySnapshot({ metrics: { lastArchive } }), PRIMARY, at);

  it('is no later than when its value was first seen, though the clock of the host is ahead', () => {
    const ahead = 20 * MINUTE;
    const stoodStillFor = 15 * MINUTE;
    const lastArchive = metric({
      [PRIMARY]: (ago) => (NOON + ahead - Math.max(ago, stoodStillFor)) / SECOND,
    });

    expect(byMetric(lastArchive)).toBe(NOON - stoodStillFor);
  });

  it('is the time of the value where that was seen later', () => {
    expect(byMetric(metric({ [PRIMARY]: moment(10 * MINUTE + SECOND) }))).toBe(
      NOON - 10 * MINUTE - SECOND,
    );
  });

  it('is, of an earlier moment, judged by what was seen until then', () => {
    const ahead = NOON / SECOND + 60;
    const lastArchive = shown(points([240, ahead], [180, ahead], [60, ahead + 1], [0, ahead]));

    expect(byMetric(lastArchive, NOON - 100 * SECOND)).toBe(NOON - 240 * SECOND);
    expect(byMetric(lastArchive)).toBe(NOON);
  });

  it('is first seen by the samples themselves where they are there', () => {
    const ahead = NOON / SECOND + 60;
    const steps = points([60, ahead], [30, ahead], [0, ahead]);

    expect(byMetric(shown(steps, points([75, 1], [70, ahead], [5, ahead])))).toBe(
      NOON - 70 * SECOND,
    );
    // The newest sample is behind the newest step: nothing shows since when.
    expect(byMetric(shown(steps, points([70, ahead], [5, 1])))).toBe(NOON);
  });

  it.each([0, -1])('is not known where an exporter was reset: %d', (value) => {
    expect(byMetric(metric({ [PRIMARY]: value }))).toBeUndefined();
  });

  it('is not known of a gauge that nobody has seen for longer than two minutes, or at all', () => {
    const ended = metric({
      [PRIMARY]: (ago) => (ago < 3 * MINUTE ? undefined : (NOON - ago) / SECOND),
    });

    expect(byMetric(ended)).toBeUndefined();
    expect(byMetric(GONE)).toBeUndefined();
  });
});

describe("the last success by PostgreSQL's own count", () => {
  const byPostgres = (archiverAge: MetricReading, at?: number) =>
    archivedAtByPostgres(healthySnapshot({ metrics: { archiverAge } }), PRIMARY, at);

  it('is as long before its sample as the age says', () => {
    expect(byPostgres(shown(points([60, 5], [30, 35])))).toBe(NOON - 65 * SECOND);
    expect(byPostgres(shown(points([60, 5], [30, 0])))).toBe(NOON - 30 * SECOND);
  });

  it('does not stay young while a range query goes on showing the same sample', () => {
    expect(byPostgres(shown(points([90, 4], [60, 7], [30, 7], [0, 7])))).toBe(NOON - 67 * SECOND);
  });

  it('is, of an earlier moment, what was known then', () => {
    const archiverAge = shown(points([90, 4], [60, 7], [0, 1]));

    expect(byPostgres(archiverAge, NOON - 45 * SECOND)).toBe(NOON - 67 * SECOND);
    expect(byPostgres(archiverAge, NOON - 60 * SECOND)).toBe(NOON - 67 * SECOND);
  });

  it('is taken for as old as the step where no sample is there', () => {
    expect(byPostgres(shown(points([30, 7]), []))).toBe(NOON - 7 * SECOND);
    expect(byPostgres(shown(points([30, 7]), points([40, -1])))).toBe(NOON - 7 * SECOND);
    expect(byPostgres(shown(points([30, 7]), points([40, 0])))).toBe(NOON - 40 * SECOND);
  });

  it('is not known of an age below nothing, nor where there is none', () => {
    expect(byPostgres(shown(points([60, 5], [30, -1])))).toBeUndefined();
    expect(byPostgres(shown(points([150, 5])))).toBeUndefined();
    expect(byPostgres(GONE)).toBeUndefined();
  });
});

describe('the last upload by whichever metric', () => {
  const archiverAge = metric({ [PRIMARY]: (ago) => 5 + ago / 1e9 });

  it('is what the one made from the log says, though PostgreSQL counted a later success', () => {
    const lastArchive = metric({ [PRIMARY]: moment(10 * MINUTE) });
    const snapshot = healthySnapshot({ metrics: { lastArchive, archiverAge } });

    expect(archivedAt(snapshot, PRIMARY)).toBe(NOON - 10 * MINUTE);
  });

  it("is PostgreSQL's where there is none from the log", () => {
    const snapshot = healthySnapshot({ metrics: { lastArchive: GONE, archiverAge } });

    expect(archivedAt(snapshot, PRIMARY)).toBe(NOON - 5 * SECOND);
    expect(archivedAt(snapshot, PRIMARY, NOON - MINUTE)).toBeCloseTo(NOON - MINUTE - 5 * SECOND, 0);
  });
});

describe('files waited throughout five minutes', () => {
  const waited = (pendingWal: MetricReading): boolean =>
    waitedThroughout(healthySnapshot({ metrics: { pendingWal } }), PRIMARY, 5 * MINUTE);

  it('where there was at least one at each moment, the first and the last included', () => {
    expect(waited(metric({ [PRIMARY]: 1 }))).toBe(true);
    expect(waited(metric({ [PRIMARY]: (ago) => (ago > 5 * MINUTE ? 0 : 1) }))).toBe(true);
  });

  it.each([
    ['at the beginning', 5 * MINUTE],
    ['in the middle', 2 * MINUTE],
    ['now', 0],
  ])('not where there was none %s', (_when, none) => {
    expect(waited(metric({ [PRIMARY]: (ago) => (ago === none ? 0 : 3) }))).toBe(false);
  });

  it('not where the beginning falls between two samples, and none waited at the first of them', () => {
    expect(waited(shown(points([320, 0], [290, 2], [0, 2])))).toBe(false);
    expect(waited(shown(points([320, 1], [290, 2], [0, 2])))).toBe(true);
  });

  it('whatever comes after the moment that is asked about', () => {
    const later = [...points([300, 1], [0, 1]), { at: NOON + SECOND, value: 0 }];

    expect(waited(shown(later))).toBe(true);
  });

  it('not where that is not known of the beginning, or of any moment since', () => {
    expect(waited(metric({ [PRIMARY]: (ago) => (ago >= 5 * MINUTE ? undefined : 3) }))).toBe(false);
    expect(waited(shown(points([310, 3])))).toBe(false);
    expect(waited(metric({ [REPLICA]: 3 }))).toBe(false);
    expect(waited(GONE)).toBe(false);
  });
});
