import { describe, expect, it } from '@jest/globals';
import type { PatroniSwitch } from '../../src/domain/patroni.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import type { SegmentUpload } from '../../src/facts/cluster-segments.ts';
import { endOfTimeline, promotionSegment } from '../../src/facts/timeline-end.ts';
import { healthySnapshot, metric, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const SIZE = DEFAULT_WAL_SEGMENT_SIZE;
const done = (timeline: number, number: number, minutes: number): SegmentUpload => ({
  timeline,
  number,
  at: NOON - minutes * MINUTE,
  beginSeen: true,
  host: PRIMARY,
  state: 'complete',
});
const ended = (timeline: number, number: number): PatroniSwitch => ({
  timeline,
  lsn: BigInt(number) * BigInt(SIZE) + 99n,
  at: undefined,
});
const endOf5 = (
  completed: readonly SegmentUpload[],
  promotedIn?: number,
  switches?: readonly PatroniSwitch[],
) =>
  endOfTimeline(
    healthySnapshot(
      switches === undefined ? {} : { patroni: measured({ members: [], switches }, NOON) },
    ),
    5,
    completed,
    completed.filter(({ timeline }) => timeline > 4),
    promotedIn,
  );

describe('where a timeline ended at the latest', () => {
  const FOLLOWED = [done(5, 10, 30), done(6, 14, 20), done(6, 13, 19), done(7, 15, 10)];

  it("is what Patroni's history says, of it or of the next one that is in it", () => {
    expect(endOf5(FOLLOWED, 9, [ended(7, 20), ended(5, 11), ended(4, 3)])).toEqual({
      segment: 11,
      saidBy: 'patroni',
    });
    expect(endOf5(FOLLOWED, 9, [ended(8, 21), ended(7, 20), ended(4, 3)])?.segment).toBe(20);
    expect(endOf5(FOLLOWED, 9, [ended(4, 3)])?.saidBy).toBe('log');
  });

  it('is the lowest segment of a newer one where the log saw it follow', () => {
    expect(endOf5(FOLLOWED)).toEqual({ segment: 13, saidBy: 'log' });
    expect(endOf5(FOLLOWED, 9)).toEqual({ segment: 13, saidBy: 'log' });
  });

  it('is the earlier of both where its begin lies at the edge of the log', () => {
    const edge = (minutes: number) => [done(5, 10, 30), done(6, 13, minutes)];

    expect(endOf5(edge(24.9), 9)?.saidBy).toBe('log');
    expect(endOf5(edge(25), 9)).toEqual({ segment: 9, saidBy: 'metric' });
    expect(endOf5(edge(25), 13)).toEqual({ segment: 13, saidBy: 'log' });
    expect(endOf5(edge(25), 12)).toEqual({ segment: 12, saidBy: 'metric' });
    expect(endOf5(edge(25))).toEqual({ segment: 13, saidBy: 'log' });
  });

  it('is where the primary was promoted while nothing newer has come, or not known', () => {
    expect(endOf5([done(5, 10, 30)], 12)).toEqual({ segment: 12, saidBy: 'metric' });
    expect(endOf5([done(5, 10, 30)])).toBeUndefined();
  });
});

describe('the segment of a promotion', () => {
  const of = (since: number | undefined, host = PRIMARY) =>
    promotionSegment(
      healthySnapshot({
        metrics: {
          walPosition: metric({ [PRIMARY]: (ago) => (1000.5 - ago / (30 * SECOND)) * SIZE }),
        },
      }),
      { host, since: since === undefined ? undefined : NOON - since },
    );

  it('is the first that is known to be written after it: a minute later', () => {
    expect(of(10 * MINUTE)).toBe(982);
    expect(of(10 * MINUTE + 1)).toBe(982);
    expect(of(10 * MINUTE - 1)).toBe(983);
    expect(of(MINUTE)).toBe(1000);
  });

  it('is not known yet, or at all', () => {
    expect(of(30 * SECOND)).toBeUndefined();
    expect(of(undefined)).toBeUndefined();
    expect(of(10 * MINUTE, REPLICA)).toBeUndefined();
    const walPosition = unavailable('no-data', 'no series');
    expect(
      promotionSegment(healthySnapshot({ metrics: { walPosition } }), { host: PRIMARY, since: 0 }),
    ).toBeUndefined();
  });
});
