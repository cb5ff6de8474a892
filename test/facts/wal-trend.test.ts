import { describe, expect, it } from '@jest/globals';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../../src/domain/thresholds.ts';
import type { EndedUpload } from '../../src/domain/upload.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { diskFullIn } from '../../src/facts/disk-full.ts';
import { thirdsOf } from '../../src/facts/thirds.ts';
import { walTrend } from '../../src/facts/wal-trend.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  LAST,
  metric,
  NOON,
  PRIMARY,
  segment,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const SIZE = DEFAULT_WAL_SEGMENT_SIZE;
const GONE = unavailable('no-data', 'no series');

/** What stood still through each third of the last half hour, and what is there now. */
const thirds =
  (first: number, middle: number, last: number, now = last) =>
  (ago: number): number =>
    ago === 0 ? now : ago > 20 * MINUTE ? first : ago > 10 * MINUTE ? middle : last;

const trendOf = (waiting: (ago: number) => number | undefined) =>
  walTrend(
    healthySnapshot({
      metrics: {
        pendingWal: metric({ [PRIMARY]: waiting }),
        walDiskFree: metric({ [PRIMARY]: 100 * SIZE }),
      },
    }),
    PRIMARY,
  );

describe('what waits', () => {
  it.each<readonly [string, ReturnType<typeof thirds>, kind: string]>([
    ['grows from third to third by eight', thirds(0, 4, 8), 'growing'],
    ['grows by seven', thirds(0, 4, 7), 'steady'],
    ['grew a while ago, and grows no more', thirds(0, 8, 8), 'steady'],
    ['grew only lately', thirds(0, 0, 8), 'steady'],
    ['peaked', thirds(0, 20, 18), 'draining'],
    ['was fewer in the middle', thirds(9, 0, 18), 'steady'],
    ['grew, and a tenth of it has gone since', thirds(0, 10, 20, 18), 'growing'],
    ['grew, and more than a tenth has gone', thirds(0, 10, 20, 17), 'steady'],
    ['falls', thirds(20, 10, 5), 'draining'],
    ['fell, and has risen since', thirds(20, 10, 5, 6), 'steady'],
    ['stays as it is', thirds(50, 50, 50), 'steady'],
  ])('that %s is told', (_what, waiting, kind) => {
    expect(trendOf(waiting)?.kind).toBe(kind);
  });

  it('grows until the disk is full, by how fast it grew', () => {
    // Eight segments from the middle of the first third to that of the last; 0.4 a minute at both rates.
    expect(trendOf(thirds(0, 4, 8))).toEqual({
      kind: 'growing',
      diskFullIn: { atLeast: 250 * MINUTE, atMost: undefined },
    });
  });

  it('is gone when it goes on at the slower of both rates, and at the faster', () => {
    expect(trendOf(thirds(10, 8, 4, 3))).toEqual({
      kind: 'draining',
      drainedIn: { atLeast: 7.5 * MINUTE, atMost: 10 * MINUTE },
    });
  });

  it('drains only as fast as lately where it was less before', () => {
    expect(trendOf(thirds(2, 8, 4))).toEqual({
      kind: 'draining',
      drainedIn: { atLeast: 10 * MINUTE, atMost: 10 * MINUTE },
    });
    expect(trendOf(thirds(4, 8, 4))).toEqual({
      kind: 'draining',
      drainedIn: { atLeast: 10 * MINUTE, atMost: 10 * MINUTE },
    });
  });

  it('has no trend that could be told where the samples do not go back so far', () => {
    const since = (minutes: number) => (ago: number) =>
      ago > minutes * MINUTE ? undefined : thirds(0, 4, 8)(ago);

    expect(trendOf(since(21.5))?.kind).toBe('growing');
    expect(trendOf(since(21))).toBeUndefined();
  });
});

describe('what waits by the position and the log alone', () => {
  const ENDED = completed(50 * MINUTE);
  const derivedTrend = (
    beyond: (ago: number) => number | undefined,
    uploads: readonly EndedUpload[] = [ENDED],
    thresholds: Partial<Thresholds> = {},
  ) =>
    walTrend(
      healthySnapshot({
        cluster: { thresholds: { ...DEFAULT_THRESHOLDS, ...thresholds } },
        log: { uploads },
        metrics: {
          pendingWal: GONE,
          walPosition: metric({
            [PRIMARY]: (ago) => {
              const segments = beyond(ago);
              return segments === undefined ? undefined : END_OF_LAST + segments * SIZE;
            },
          }),
        },
      }),
      PRIMARY,
    );

  it('grows with the position while nothing is completed', () => {
    expect(derivedTrend(thirds(0, 4, 8))?.kind).toBe('growing');
    expect(derivedTrend(thirds(0.9, 4, 8.9))?.kind).toBe('growing');
    expect(derivedTrend(thirds(0.9, 4, 7.9))?.kind).toBe('steady');
    expect(derivedTrend(thirds(1, 4, 8.9))?.kind).toBe('steady');
  });

  it('is never less than nothing', () => {
    expect(derivedTrend(thirds(-4, 2, 7))?.kind).toBe('steady');
  });

  it('falls with what is completed, in whatever order the log has it', () => {
    const uploads = [
      ENDED,
      completed(8 * MINUTE, { file: segment(LAST + 8) }),
      completed(18 * MINUTE, { file: segment(LAST + 4) }),
      completed(18 * MINUTE, { file: segment(LAST + 2) }),
    ];

    expect(derivedTrend(() => 10, uploads)?.kind).toBe('draining');
    expect(derivedTrend(() => 10, [...uploads].reverse())?.kind).toBe('draining');
  });

  it('is not more because a segment from before is completed late', () => {
    const late = [20, 10].map((ago) => completed(ago * MINUTE, { file: segment(LAST - ago) }));

    expect(derivedTrend(() => 9, [ENDED, ...late])?.kind).toBe('steady');
  });

  it('is not less for what was skipped, or completed on an older timeline', () => {
    const others = [
      completed(19 * MINUTE, { file: segment(LAST + 8), state: 'skipped' }),
      completed(19 * MINUTE, { file: segment(LAST + 8, 4) }),
    ];

    expect(derivedTrend(thirds(0, 4, 8), [ENDED, ...others])?.kind).toBe('growing');
    for (const other of others) {
      expect(derivedTrend(thirds(0, 4, 8), [ENDED, other])?.kind).toBe('growing');
    }
  });

  it('leaves out the latest moments, whose lines may not have arrived', () => {
    // With an allowance of nine minutes the last third has three samples left.
    const shippingAllowance = 9 * MINUTE;
    const late = (ago: number): number => (ago >= 9 * MINUTE ? thirds(0, 4, 5)(ago) : 8);

    expect(derivedTrend(late)?.kind).toBe('growing');
    expect(derivedTrend(late, [ENDED], { shippingAllowance })?.kind).toBe('steady');
    expect(
      derivedTrend(late, [ENDED], { shippingAllowance: shippingAllowance + 1 }),
    ).toBeUndefined();
  });

  it('counts what is completed at the very moment of a sample', () => {
    const shippingAllowance = 9 * MINUTE;
    const archived = completed(9.5 * MINUTE, { file: segment(LAST + 10) });
    // Eleven waited until then, and one since: of three samples in the last third two.
    expect(derivedTrend(() => 11, [ENDED, archived], { shippingAllowance })?.kind).toBe('draining');
  });

  it('is not known before the first completed segment', () => {
    const first = (minutes: number) => [completed(minutes * MINUTE)];

    expect(derivedTrend(thirds(0, 4, 8), first(21.5))?.kind).toBe('growing');
    expect(derivedTrend(thirds(0, 4, 8), first(21))).toBeUndefined();
  });

  it('has no trend where it is not known how much waits now', () => {
    const ended = (ago: number) => (ago < 3 * MINUTE ? undefined : thirds(0, 4, 8)(ago));

    expect(derivedTrend(ended)).toBeUndefined();
  });
});

describe('the medians of three thirds', () => {
  const pointsAgo = (...agos: readonly number[]) =>
    agos.map((ago) => ({ at: NOON - ago * SECOND, value: ago }));

  it('belong to the thirds that their samples fall into: each begins where the one before ends', () => {
    const points = pointsAgo(91, 90, 80, 61, 60, 50, 31, 30, 20, 0);

    expect(thirdsOf(points, NOON, 90 * SECOND)).toEqual({ first: 80, middle: 50, last: 20 });
  });

  it('have no sample of the future', () => {
    expect(
      thirdsOf(pointsAgo(90, 80, 61, 60, 50, 31, 30, 20, -1), NOON, 90 * SECOND),
    ).toBeUndefined();
  });

  it.each([
    ['first', [80, 61, 60, 50, 31, 30, 20, 0]],
    ['middle', [90, 80, 61, 50, 31, 30, 20, 0]],
    ['last', [90, 80, 61, 60, 50, 31, 20, 0]],
  ])('are none where the %s has fewer than three samples', (_which, agos) => {
    expect(thirdsOf(pointsAgo(...agos), NOON, 90 * SECOND)).toBeUndefined();
  });

  it('are no mean: a single sample changes nothing', () => {
    const points = pointsAgo(90, 80, 61, 60, 50, 31, 30, 20, 10, 0).map((point, index) =>
      index === 1 ? { ...point, value: 1e9 } : point,
    );

    expect(thirdsOf(points, NOON, 90 * SECOND)?.first).toBe(90);
  });
});

describe('the disk of pg_wal', () => {
  const PER_MINUTE = 1 / MINUTE;
  const fullIn = (free: (ago: number) => number | undefined, growth = [1, 2]) =>
    diskFullIn(
      healthySnapshot({
        metrics: {
          walDiskFree: metric({
            [PRIMARY]: (ago) => {
              const segments = free(ago);
              return segments === undefined ? undefined : segments * SIZE;
            },
          }),
        },
      }),
      PRIMARY,
      growth.map((segments) => segments * PER_MINUTE),
    );
  const losing = (perMinute: number) => (ago: number) => 100 + (ago / MINUTE) * perMinute;

  it('is full at the earliest by the faster growth, and at no latest time, while it loses nothing', () => {
    expect(fullIn(() => 100)).toEqual({ atLeast: 50 * MINUTE, atMost: undefined });
  });

  it('is full at the latest by the slowest of growth and loss, once it loses half of what grows', () => {
    expect(fullIn(losing(1))).toEqual({ atLeast: 50 * MINUTE, atMost: 100 * MINUTE });
    expect(fullIn(losing(0.5))).toEqual({ atLeast: 50 * MINUTE, atMost: 200 * MINUTE });
    expect(fullIn(losing(0.4))).toEqual({ atLeast: 50 * MINUTE, atMost: undefined });
  });

  it('is full earlier where it loses more than the backlog takes', () => {
    expect(fullIn(losing(4))).toEqual({ atLeast: 25 * MINUTE, atMost: 100 * MINUTE });
  });

  it('is not known to lose steadily what it lost all at once', () => {
    const atOnce = (ago: number): number => (ago > 20 * MINUTE ? 150 : 100);

    expect(fullIn(atOnce)?.atMost).toBeUndefined();
  });

  it('is judged by the growth alone where its own samples do not go back so far', () => {
    const young = (ago: number) => (ago > 5 * MINUTE ? undefined : losing(9)(ago));

    expect(fullIn(young)).toEqual({ atLeast: 50 * MINUTE, atMost: undefined });
  });

  it('is not known to be full at any time where nobody measures it', () => {
    expect(diskFullIn(healthySnapshot(), PRIMARY, [PER_MINUTE])).toBeUndefined();
    expect(fullIn((ago) => (ago < 3 * MINUTE ? undefined : 100))).toBeUndefined();
  });

  it('is measured by what the samples of the moment say', () => {
    const later = measured(
      [
        {
          host: PRIMARY,
          points: [
            { at: NOON, value: 100 * SIZE },
            { at: NOON + SECOND, value: 1 },
          ],
        },
      ],
      NOON,
    );

    expect(
      diskFullIn(healthySnapshot({ metrics: { walDiskFree: later } }), PRIMARY, [PER_MINUTE]),
    ).toMatchObject({ atLeast: 100 * MINUTE });
  });
});
