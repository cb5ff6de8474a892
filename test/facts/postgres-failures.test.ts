import { describe, expect, it } from '@jest/globals';
import type { MetricReading, MetricReadings } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import {
  completedByMetric,
  failedAtByPostgres,
  postgresFailures,
} from '../../src/facts/postgres-failures.ts';
import { successBeyondLog } from '../../src/facts/success-beyond-log.ts';
import {
  completed,
  healthySnapshot,
  metric,
  moment,
  NOON,
  PRIMARY,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const GONE = unavailable('no-data', 'no series');
const NO_LOG = unavailable('timeout', 'no answer in time');
const HOUR = 60 * MINUTE;

/** A counter that rose by one at each of these moments before noon, from ten on. */
const counting = (...agos: readonly number[]) =>
  metric({ [PRIMARY]: (ago) => 10 + agos.filter((rise) => rise >= ago).length });
/** The last failure by PostgreSQL's own time. */
const failedAt = (ago: number): MetricReading =>
  metric({ [PRIMARY]: (pointAgo) => (pointAgo > ago ? 1 : (NOON - ago) / SECOND) });
/** The age of a success so long ago. */
const succeeded = (ago: number): MetricReading =>
  metric({ [PRIMARY]: (pointAgo) => (ago - pointAgo) / SECOND });

interface Case extends Partial<MetricReadings> {
  readonly log?: Partial<LogParts>;
}
const snapshotOf = ({ log, ...metrics }: Case) =>
  healthySnapshot({
    ...(log === undefined ? { uploadLog: NO_LOG } : { log }),
    metrics: { lastArchive: GONE, ...metrics },
  });

describe('the last failure that PostgreSQL counted', () => {
  const last = (seen: Case): number | undefined => {
    const at = failedAtByPostgres(snapshotOf(seen), PRIMARY);
    return at === undefined ? undefined : (NOON - at) / MINUTE;
  };

  it('is when it says', () => {
    expect(last({ archiverLastFailed: failedAt(90 * MINUTE) })).toBe(90);
  });

  it('is no later than when that was first seen: the clock of the host may be ahead', () => {
    const ahead = metric({
      [PRIMARY]: (ago) => (ago > 10 * MINUTE ? 1 : (NOON + 5 * MINUTE) / SECOND),
    });

    expect(last({ archiverLastFailed: ahead })).toBe(10);
    const future = metric({ [PRIMARY]: (NOON + 5 * MINUTE) / SECOND });
    expect(last({ archiverLastFailed: future })).toBe(60);
  });

  it.each([0, -1])('is none where the time is %d', (value) => {
    expect(last({ archiverLastFailed: metric({ [PRIMARY]: value }) })).toBeUndefined();
  });

  it('is up to a scrape before the last sample that did not have it, where only a counter tells', () => {
    expect(last({ archiverFailedCount: counting(30 * MINUTE, 10 * MINUTE) })).toBe(11.5);
    expect(last({ archiverFailedCount: counting(0) })).toBe(1.5);
    expect(last({ archiverFailedCount: counting() })).toBeUndefined();
  });

  it('is not what a counter lost by a reset', () => {
    const reset = metric({ [PRIMARY]: (ago) => (ago > 10 * MINUTE ? 7 : 0) });

    expect(last({ archiverFailedCount: reset })).toBeUndefined();
  });

  it('is the later of both', () => {
    const archiverFailedCount = counting(10 * MINUTE);

    expect(last({ archiverFailedCount, archiverLastFailed: failedAt(20 * MINUTE) })).toBe(11.5);
    expect(last({ archiverFailedCount, archiverLastFailed: failedAt(5 * MINUTE) })).toBe(5);
  });

  it('is not known by metrics that have ended, nor by their future', () => {
    const ended = metric({
      [PRIMARY]: (ago) => (ago < 3 * MINUTE ? undefined : NOON / SECOND - 900),
    });

    expect(last({ archiverLastFailed: ended })).toBeUndefined();
    const points = [
      { at: NOON - MINUTE, value: 1 },
      { at: NOON, value: 1 },
      { at: NOON + MINUTE, value: 2 },
    ];
    const archiverFailedCount = measured([{ host: PRIMARY, points }], NOON);
    expect(last({ archiverFailedCount })).toBeUndefined();
    expect(last({})).toBeUndefined();
  });
});

describe('what PostgreSQL says of a command that fails', () => {
  const failures = (seen: Case) => {
    const found = postgresFailures(snapshotOf(seen), PRIMARY);
    return (
      found && {
        last: (NOON - found.lastAt) / MINUTE,
        success: found.lastSuccessAt && (NOON - found.lastSuccessAt) / MINUTE,
        tries: found.tries,
      }
    );
  };

  it('is when it last failed, since when nothing else came, and how often', () => {
    expect(
      failures({
        archiverLastFailed: failedAt(5 * MINUTE),
        archiverFailedCount: counting(...[40, 30, 20, 10, 5].map((minutes) => minutes * MINUTE)),
        log: { uploads: [completed(30 * MINUTE)] },
      }),
    ).toEqual({ last: 5, success: 30, tries: 3 });
  });

  it('is nothing an hour later', () => {
    expect(failures({ archiverLastFailed: failedAt(HOUR) })).toBeUndefined();
    expect(failures({ archiverLastFailed: failedAt(HOUR - MINUTE) })).toEqual({
      last: 59,
      success: undefined,
      tries: undefined,
    });
  });

  it.each<readonly [string, (ago: number) => Case]>([
    ['the log', (ago) => ({ log: { uploads: [completed(ago)] } })],
    ['the metric', (ago) => ({ lastArchive: metric({ [PRIMARY]: moment(ago) }) })],
    ['its own count', (ago) => ({ archiverAge: succeeded(ago) })],
  ])('is nothing since a success by %s', (_who, success) => {
    const archiverLastFailed = failedAt(10 * MINUTE);

    expect(failures({ archiverLastFailed, ...success(10 * MINUTE) })).toBeUndefined();
    expect(failures({ archiverLastFailed, ...success(11 * MINUTE) })).toMatchObject({
      success: expect.closeTo(11, 1),
    });
  });

  it('is counted from the first sample where no success is known', () => {
    expect(failures({ archiverFailedCount: counting(20 * MINUTE, 10 * MINUTE) })).toMatchObject({
      tries: 2,
      success: undefined,
    });
  });

  it('has no number of tries where the counter did not rise since the success', () => {
    expect(
      failures({
        archiverLastFailed: failedAt(5 * MINUTE),
        archiverFailedCount: counting(40 * MINUTE),
        log: { uploads: [completed(30 * MINUTE)] },
      }),
    ).toMatchObject({ tries: undefined });
  });
});

describe('the last upload by the metric made from the log', () => {
  const byMetric = (ago: number, seen: Case) => {
    const lastArchive = metric({ [PRIMARY]: moment(ago) });
    const at = completedByMetric(snapshotOf({ lastArchive, ...seen }), PRIMARY);
    return at === undefined ? undefined : (NOON - at) / MINUTE;
  };
  const rises = [20, 19, 18, 17].map((minutes) => minutes * MINUTE);
  const failing = { archiverAge: succeeded(30 * MINUTE) };

  it('is the end of a failed try where PostgreSQL counted more than a round of failures', () => {
    expect(byMetric(17 * MINUTE, { ...failing, archiverFailedCount: counting(...rises) })).toBe(
      undefined,
    );
    expect(
      byMetric(17 * MINUTE, { ...failing, archiverFailedCount: counting(...rises.slice(1)) }),
    ).toBe(17);
  });

  it('is one again once it comes later than the next round is due', () => {
    const archiverFailedCount = counting(...rises);

    // They came a minute apart: the next is due within two.
    expect(byMetric(15.5 * MINUTE, { ...failing, archiverFailedCount })).toBeUndefined();
    expect(byMetric(15 * MINUTE, { ...failing, archiverFailedCount })).toBe(15);
    const before = counting(50 * MINUTE, ...rises);
    expect(byMetric(15 * MINUTE, { ...failing, archiverFailedCount: before })).toBe(15);
    const slow = counting(...[29, 25, 21, 17].map((minutes) => minutes * MINUTE));
    expect(byMetric(12.5 * MINUTE, { ...failing, archiverFailedCount: slow })).toBeUndefined();
    expect(byMetric(12 * MINUTE, { ...failing, archiverFailedCount: slow })).toBe(12);
    const sudden = metric({ [PRIMARY]: (ago) => (ago > 17 * MINUTE ? 0 : 9) });
    expect(byMetric(16 * MINUTE, { ...failing, archiverFailedCount: sudden })).toBeUndefined();
    expect(byMetric(15.5 * MINUTE, { ...failing, archiverFailedCount: sudden })).toBe(15.5);
  });

  it("is one that PostgreSQL's own success is no older than, or that has none beside it", () => {
    const archiverFailedCount = counting(...rises);

    expect(byMetric(17 * MINUTE, { archiverFailedCount })).toBe(17);
    expect(
      byMetric(25 * MINUTE, { archiverAge: succeeded(25 * MINUTE), archiverFailedCount }),
    ).toBe(25);
    expect(byMetric(17 * MINUTE, failing)).toBe(17);
  });
});

describe('a success that the log does not have', () => {
  const beyond = (seen: Case, lastEnd?: number) => {
    const at = successBeyondLog(
      snapshotOf(seen),
      PRIMARY,
      lastEnd === undefined ? undefined : NOON - lastEnd,
    );
    return at === undefined ? undefined : (NOON - at) / SECOND;
  };
  const lastArchive = metric({ [PRIMARY]: moment(5 * MINUTE) });

  it('is what the metric saw, less what rounding takes', () => {
    expect(beyond({ lastArchive })).toBe(302);
    expect(beyond({ lastArchive }, 303 * SECOND)).toBe(302);
    expect(beyond({ lastArchive }, 302 * SECOND)).toBeUndefined();
  });

  it("is what PostgreSQL counted, less what its samples' age may be", () => {
    expect(beyond({ archiverAge: succeeded(5 * MINUTE) })).toBe(360);
    const points = [{ at: NOON, value: 300 }];
    const archiverAge = measured([{ host: PRIMARY, points, scrapes: points }], NOON);
    expect(beyond({ archiverAge })).toBe(310);
    expect(beyond({ archiverAge, lastArchive })).toBe(302);
  });

  it('is none where PostgreSQL counted a failure since', () => {
    expect(beyond({ lastArchive, archiverLastFailed: failedAt(303 * SECOND) })).toBe(302);
    expect(beyond({ lastArchive, archiverLastFailed: failedAt(302 * SECOND) })).toBeUndefined();
  });

  it('is none where no metric tells of any', () => {
    expect(beyond({})).toBeUndefined();
  });
});
