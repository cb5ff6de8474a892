import { describe, expect, it } from '@jest/globals';
import { dataAtRisk } from '../../src/facts/data-at-risk.ts';
import { waitedThroughout } from '../../src/facts/archive-metric.ts';
import { walWaiting } from '../../src/facts/wal-waiting.ts';
import { walTrend } from '../../src/facts/wal-trend.ts';
import { backlogGrowing } from '../../src/rules/backlog-growing.ts';
import { walDiskFull } from '../../src/rules/wal-disk-full.ts';
import type { MetricReading } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { HOUR } from '../../src/domain/time.ts';
import { MINUTE, SECOND } from '../support/time.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  LAST,
  metric,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';

const NO_SERIES = unavailable('no-data', 'no series');
const MIB = 1024 * 1024;
const SEGMENT = 16 * MIB;

const waiting = (values: Parameters<typeof metric>[0][string], walDiskFree?: MetricReading) =>
  healthySnapshot({
    metrics: {
      pendingWal: metric({ [PRIMARY]: values }),
      ...(walDiskFree === undefined ? {} : { walDiskFree }),
    },
  });
/** From nothing an hour ago to `now`. */
const rising = (now: number) => (ago: number) => Math.floor((now * (HOUR - ago)) / HOUR);
const free = (bytes: number) => metric({ [PRIMARY]: bytes });
/** Room for 60 segments now, and so many more an hour ago. */
const losing = (segmentsAnHour: number) =>
  metric({ [PRIMARY]: (ago) => (60 + (segmentsAnHour * ago) / HOUR) * SEGMENT });

describe('the trend of what waits', () => {
  it.each([
    { name: 'a steady rise', values: rising(40), kind: 'growing' },
    { name: 'a small rise', values: rising(10), kind: 'steady' },
    { name: 'no change', values: 300, kind: 'steady' },
    { name: 'a fall', values: (ago: number) => Math.floor(ago / MINUTE), kind: 'draining' },
    {
      name: 'a burst that began ten minutes ago',
      values: (ago: number) => (ago > 10 * MINUTE ? 0 : 30),
      kind: 'steady',
    },
    {
      name: 'a rise that has turned',
      values: (ago: number) => (ago < 2 * MINUTE ? 5 : rising(40)(ago)),
      kind: 'steady',
    },
  ])('$name is $kind', ({ values, kind }) => {
    expect(walTrend(waiting(values), PRIMARY)?.kind).toBe(kind);
  });

  it.each([
    { rise: 7, kind: 'steady' },
    { rise: 8, kind: 'growing' },
  ])('is $kind where the thirds of the time rise by $rise segments', ({ rise, kind }) => {
    const third = (ago: number) => (ago > 20 * MINUTE ? 0 : ago > 10 * MINUTE ? 4 : rise);

    expect(walTrend(waiting(third), PRIMARY)?.kind).toBe(kind);
  });

  it('is not known where the samples do not go back that far', () => {
    const young = (ago: number) => (ago < 15 * MINUTE ? 5 : undefined);

    expect(walTrend(waiting(young), PRIMARY)).toBeUndefined();
    expect(
      walTrend(
        healthySnapshot({ metrics: { pendingWal: NO_SERIES, walPosition: NO_SERIES } }),
        PRIMARY,
      ),
    ).toBeUndefined();
  });

  it('says when it has drained, as a range', () => {
    expect(
      walTrend(
        waiting((ago) => ago / MINUTE),
        PRIMARY,
      ),
    ).toMatchObject({
      kind: 'draining',
      drainedIn: { atLeast: 0, atMost: 0 },
    });
  });

  it.each([
    { name: 'as fast as the backlog grows', loses: 60, atLeast: HOUR, atMost: HOUR },
    { name: 'nothing, since kept WAL waits now', loses: 0, atLeast: HOUR, atMost: undefined },
    { name: 'less than half of that', loses: 29, atLeast: HOUR, atMost: undefined },
    { name: 'half of that', loses: 30, atLeast: HOUR, atMost: 2 * HOUR },
    { name: 'more, since others write too', loses: 120, atLeast: HOUR / 2, atMost: HOUR },
  ])('on a disk that loses $name says when it is full', ({ loses, atLeast, atMost }) => {
    const trend = walTrend(waiting(rising(60), losing(loses)), PRIMARY);

    expect(trend).toEqual({
      kind: 'growing',
      diskFullIn: { atLeast, atMost },
    });
  });

  it('does not take what a disk lost at once for a rate that goes on', () => {
    const ballast = metric({ [PRIMARY]: (ago) => (ago < 8 * MINUTE ? 60 : 200) * SEGMENT });

    expect(walTrend(waiting(rising(60), ballast), PRIMARY)).toEqual({
      kind: 'growing',
      diskFullIn: { atLeast: expect.closeTo((60 / 14) * MINUTE, 3), atMost: undefined },
    });
  });

  it('says only the earliest moment of a full disk that has just begun to be measured', () => {
    const young = metric({ [PRIMARY]: (ago) => (ago < 5 * MINUTE ? 60 * SEGMENT : undefined) });

    expect(walTrend(waiting(rising(60), young), PRIMARY)).toEqual({
      kind: 'growing',
      diskFullIn: { atLeast: HOUR, atMost: undefined },
    });
  });

  it('does not know when the disk is full where nobody exports its room', () => {
    expect(walTrend(waiting(rising(60)), PRIMARY)).toEqual({
      kind: 'growing',
      diskFullIn: undefined,
    });
  });

  it('is derived from position and log where no exporter counts', () => {
    const uploads = Array.from({ length: 60 }, (_, index) =>
      completed((60 - index) * MINUTE, { file: segment(index), pid: index }),
    );
    const start = 0x10 * 2 ** 32;
    const written = (perMinute: number) =>
      metric({ [PRIMARY]: (ago) => start + ((HOUR - ago) / MINUTE) * perMinute * SEGMENT });
    const trend = (perMinute: number) =>
      walTrend(
        healthySnapshot({
          log: { uploads },
          metrics: { pendingWal: NO_SERIES, walPosition: written(perMinute) },
        }),
        PRIMARY,
      );

    expect(trend(2)?.kind).toBe('growing');
    expect(trend(1)?.kind).toBe('steady');
  });
});

describe('what waits by position and log', () => {
  it('is a range from what was written before the lines took their way', () => {
    const beyond = (segments: number) => END_OF_LAST + segments * SEGMENT;
    const range = (position: Parameters<typeof metric>[0][string]) =>
      walWaiting(
        healthySnapshot({
          metrics: { pendingWal: NO_SERIES, walPosition: metric({ [PRIMARY]: position }) },
        }),
        PRIMARY,
      );

    expect(range((ago) => beyond(ago < 3 * MINUTE ? 9 : 4))).toMatchObject({
      atLeast: 4,
      atMost: 9,
    });
    // A younger metric tells nothing of what is surely not archived.
    expect(range((ago) => (ago < (3 * MINUTE) / 2 ? beyond(9) : undefined))).toMatchObject({
      atLeast: 0,
      atMost: 9,
    });
  });
});

describe('a file that waits all the time', () => {
  it('has waited at the moment at which the time begins, too', () => {
    const waited = (first: number) => {
      const points = [
        { at: NOON - 70 * SECOND, value: first },
        ...[40, 10].map((ago) => ({ at: NOON - ago * SECOND, value: 1 })),
      ];
      const pendingWal = measured([{ host: PRIMARY, points }], NOON);
      return waitedThroughout(healthySnapshot({ metrics: { pendingWal } }), PRIMARY, MINUTE);
    };

    expect(waited(1)).toBe(true);
    expect(waited(0)).toBe(false);
  });
});

describe('backlog-growing', () => {
  it('warns of a steady growth below the amount', () => {
    expect(backlogGrowing(waiting(rising(40)))).toMatchObject({ severity: 'warning' });
    expect(backlogGrowing(waiting(40)).kind).toBe('clear');
  });

  it.each([
    { bytes: 4 * 60 * SEGMENT, severity: 'warning' },
    { bytes: 4 * 60 * SEGMENT - 1, severity: 'critical' },
  ])('with $bytes bytes free on the disk is $severity', ({ bytes, severity }) => {
    expect(backlogGrowing(waiting(rising(60), free(bytes)))).toMatchObject({ severity });
  });

  it('says that a disk that loses nothing is full or later then', () => {
    expect(backlogGrowing(waiting(rising(60), losing(0)))).toMatchObject({
      headline: expect.stringMatching(/; the disk will be full in 60 min or later$/),
    });
    expect(backlogGrowing(waiting(rising(60), losing(60)))).toMatchObject({
      headline: expect.stringMatching(/; the disk will be full in about 60 min$/),
    });
  });

  it('is not critical for a full disk where the backlog does not grow', () => {
    expect(backlogGrowing(waiting(300, free(1)))).toMatchObject({ severity: 'warning' });
  });

  it('says what waits in words where nothing says how it develops', () => {
    expect(
      JSON.stringify(backlogGrowing(waiting((ago) => (ago < MINUTE ? 50 : undefined)))),
    ).toContain('whether more or less waits than before is not known');
  });
});

describe('the data at risk', () => {
  const at = (position: Parameters<typeof metric>[0][string], ago = 20 * MINUTE) =>
    dataAtRisk(
      healthySnapshot({
        log: { uploads: [completed(ago, { file: segment(LAST) })] },
        metrics: { walPosition: metric({ [PRIMARY]: position }) },
      }),
      PRIMARY,
    );

  it('is what was written behind the newest completed segment, and for how long', () => {
    const position = (ago: number) => END_OF_LAST + ((10 * MINUTE - ago) / MINUTE) * MIB;

    expect(at(position)).toEqual({
      bytes: { atLeast: 7 * MIB, atMost: 10 * MIB },
      age: { atLeast: 9 * MINUTE + 30 * SECOND, atMost: 10 * MINUTE },
    });
  });

  it('has no upper end where the metrics do not go back to its beginning', () => {
    expect(at(END_OF_LAST + MIB)?.age).toEqual({ atLeast: HOUR, atMost: undefined });
  });

  it('is never negative', () => {
    expect(at(END_OF_LAST - MIB)).toEqual({
      bytes: { atLeast: 0, atMost: 0 },
      age: { atLeast: 0, atMost: 0 },
    });
  });

  it('is no less than what waits by count', () => {
    const metrics = {
      pendingWal: metric({ [PRIMARY]: 7 }),
      walPosition: metric({ [PRIMARY]: END_OF_LAST }),
    };

    expect(dataAtRisk(healthySnapshot({ metrics }), PRIMARY)?.bytes).toEqual({
      atLeast: 7 * SEGMENT,
      atMost: 7 * SEGMENT,
    });
  });

  it('is not known without the position, or where neither log nor metric knows of a completed segment', () => {
    expect(
      dataAtRisk(healthySnapshot({ metrics: { walPosition: NO_SERIES } }), PRIMARY),
    ).toBeUndefined();
    const metrics = { lastArchive: NO_SERIES };
    expect(dataAtRisk(healthySnapshot({ log: { uploads: [] }, metrics }), PRIMARY)).toBeUndefined();
    expect(dataAtRisk(healthySnapshot({ uploadLog: NO_SERIES, metrics }), PRIMARY)).toBeUndefined();
  });
});

describe('wal-disk-full', () => {
  it.each([
    { bytes: SEGMENT, kind: 'clear' },
    { bytes: SEGMENT - 1, kind: 'problem' },
    { bytes: 0, kind: 'problem' },
  ])('with $bytes bytes left it is $kind, whatever waits', ({ bytes, kind }) => {
    expect(walDiskFull(waiting(0, free(bytes))).kind).toBe(kind);
  });

  it('goes by the segments of the cluster', () => {
    const snapshot = waiting(0, free(SEGMENT));
    const cluster = { ...snapshot.cluster, walSegmentSize: 4 * SEGMENT } as const;

    expect(walDiskFull({ ...snapshot, cluster })).toMatchObject({ severity: 'critical' });
  });

  it('is not known without the metric, nor by that of another host', () => {
    expect(walDiskFull(waiting(0, NO_SERIES)).kind).toBe('unknown');
    expect(walDiskFull(waiting(0, metric({ [REPLICA]: 0 }))).kind).toBe('unknown');
  });
});

describe('a disk that fills, and not with a backlog', () => {
  /** So many segments of room now, and one more for each minute before. */
  const falling = (room: number) => metric({ [PRIMARY]: (ago) => (room + ago / MINUTE) * SEGMENT });
  /** The same until so long ago: a batch has finished, or WAL has grown to max_wal_size. */
  const stopped = (since: number) =>
    metric({ [PRIMARY]: (ago) => (20 + Math.max(0, ago - since) / MINUTE) * SEGMENT });
  const judged = (walDiskFree: MetricReading, pending: Parameters<typeof waiting>[0] = 0) =>
    walDiskFull(waiting(pending, walDiskFree));

  it('is a warning once it will be full sooner than it was watched for', () => {
    expect(judged(falling(29))).toMatchObject({
      code: 'wal-disk-full',
      severity: 'warning',
      stopsIn: 29 * MINUTE,
      headline:
        'the disk of pg_wal on patroni-01 will be full in 29 min: PostgreSQL stops when it needs another segment',
      evidence: [
        {
          text: '464 MiB are left on the disk of pg_wal, and it keeps getting less',
        },
      ],
    });
    expect(judged(falling(30)).kind).toBe('clear');
  });

  it('is foretold by how fast it fills lately, where that has slowed down', () => {
    const slower = (rate: number) =>
      metric({
        [PRIMARY]: (ago) =>
          (1.5 + rate * Math.min(10, ago / MINUTE) + Math.max(0, ago / MINUTE - 10)) * SEGMENT,
      });

    expect(judged(slower(0.3))).toMatchObject({ severity: 'warning', stopsIn: 5 * MINUTE });
    expect(judged(slower(0.04)).kind).toBe('clear');
  });

  it.each([
    [
      'lost all of it at once',
      metric({ [PRIMARY]: (ago) => (ago > 15 * MINUTE ? 900 : 20) * SEGMENT }),
    ],
    ['has lost no more for five minutes', stopped(5 * MINUTE)],
    ['has lost no more for nine', stopped(9 * MINUTE)],
    [
      'was given room again',
      metric({ [PRIMARY]: (ago) => (ago < MINUTE ? 40 : 20 + ago / MINUTE) * SEGMENT }),
    ],
    ['does not change', metric({ [PRIMARY]: 20 * SEGMENT })],
    [
      'became emptier until ten minutes ago',
      metric({ [PRIMARY]: (ago) => (90 - Math.max(10, ago / MINUTE)) * SEGMENT }),
    ],
    [
      'has been watched for ten minutes',
      metric({
        [PRIMARY]: (ago) => (ago > 10 * MINUTE ? undefined : (20 + ago / MINUTE) * SEGMENT),
      }),
    ],
    ['becomes emptier', metric({ [PRIMARY]: (ago) => (90 - ago / MINUTE) * SEGMENT })],
  ])('is none where it %s', (_what, walDiskFree) => {
    expect(judged(walDiskFree).kind).toBe('clear');
  });

  it('is told by backlog-growing where it is the backlog that takes the room', () => {
    expect(judged(falling(20), rising(60)).kind).toBe('clear');
    expect(backlogGrowing(waiting(rising(60), falling(20))).kind).toBe('problem');
  });
});
