import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../src/domain/time.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { byHost, completions, completionsBy, meet, spanOf } from '../../src/facts/completions.ts';
import {
  completed,
  healthySnapshot,
  LAST,
  NOON,
  PRIMARY,
  REPLICA,
  open,
  segment,
} from '../support/snapshot.ts';

const HOUR_BEFORE = NOON - 60 * MINUTE;

const numbersAndTimes = (uploads: ReturnType<typeof completions>) =>
  uploads.map(({ host, number, at }) => [host, number & 0xff, (NOON - at) / MINUTE]);

describe('the completions that a log tells of', () => {
  it('are each there once where two searches found them, with their begin', () => {
    const newest = completed(MINUTE, { pid: 7 });
    // The search for ends fetches no begins, and an end that lost its pid gets it back from its begin.
    const again = { ...newest, pid: undefined, beganAt: undefined };
    const older = completed(3 * MINUTE, { file: segment(LAST - 1), beganAt: undefined });
    const log = {
      uploads: [newest],
      ended: { from: HOUR_BEFORE, uploads: [older, again] },
    };

    const found = completions(healthySnapshot({ log }), PRIMARY);

    expect(numbersAndTimes(found)).toEqual([
      [PRIMARY, LAST, 1],
      [PRIMARY, LAST - 1, 3],
    ]);
    expect(found.map(({ beginSeen }) => beginSeen)).toEqual([true, false]);
  });

  it('are several where a segment was completed several times', () => {
    const uploads = [
      completed(MINUTE),
      completed(2 * MINUTE),
      completed(MINUTE, { host: REPLICA }),
    ];
    const log = {
      uploads,
      ended: { from: HOUR_BEFORE, uploads: uploads.map((one) => ({ ...one })) },
    };

    expect(numbersAndTimes(completions(healthySnapshot({ log }), PRIMARY))).toEqual([
      [PRIMARY, LAST, 1],
      [PRIMARY, LAST, 2],
      [REPLICA, LAST, 1],
    ]);
  });
});

describe('a completion without a host', () => {
  const nobodys = completed(MINUTE, { host: undefined, archiver: 'barman' });
  const snapshot = healthySnapshot({ log: { uploads: [nobodys, open(MINUTE)] } });
  const hostsFor = (host: string | undefined) =>
    completions(snapshot, host).map(({ host: by }) => by);

  it('counts as of whom it is asked for, each time anew', () => {
    expect(hostsFor(PRIMARY)).toEqual([PRIMARY]);
    expect(hostsFor(REPLICA)).toEqual([REPLICA]);
    expect(hostsFor(undefined)).toEqual([undefined]);
  });

  it("is nobody's where each should name one", () => {
    const log = { uploads: [{ ...nobodys, archiver: 'wal-g' as const }] };

    expect(completions(healthySnapshot({ log }), PRIMARY)).toMatchObject([{ host: undefined }]);
  });

  it('is the same as another where both searches found it', () => {
    const log = { uploads: [nobodys], ended: { from: HOUR_BEFORE, uploads: [{ ...nobodys }] } };

    expect(completions(healthySnapshot({ log }), PRIMARY)).toHaveLength(1);
  });
});

describe('the same segment at the same time', () => {
  it('is of two hosts where both say so', () => {
    const ended = { from: HOUR_BEFORE, uploads: [completed(MINUTE, { host: REPLICA })] };

    expect(
      completions(healthySnapshot({ log: { uploads: [completed(MINUTE)], ended } }), PRIMARY),
    ).toHaveLength(2);
  });
});

describe('the completions of one host', () => {
  it('are its own, and what nobody is named for where it can only be its', () => {
    const log = {
      uploads: [
        completed(MINUTE),
        completed(2 * MINUTE, { host: REPLICA }),
        completed(3 * MINUTE, { host: undefined, archiver: 'barman' as const }),
      ],
    };
    const timesOf = (host: string) =>
      completionsBy(healthySnapshot({ log }), host).map(({ at }) => (NOON - at) / MINUTE);

    expect(timesOf(PRIMARY)).toEqual([1, 3]);
    expect(timesOf(REPLICA)).toEqual([2, 3]);
  });
});

describe('what is no completion', () => {
  it('is what was skipped, and what is no segment of the size', () => {
    const log = {
      uploads: [
        completed(MINUTE, { state: 'skipped' }),
        completed(MINUTE, { file: '00000006.history' }),
        completed(MINUTE, { file: segment(0x100) }),
      ],
    };
    const snapshot = healthySnapshot({ log });
    const smaller = {
      ...snapshot,
      cluster: { ...snapshot.cluster, walSegmentSize: DEFAULT_WAL_SEGMENT_SIZE / 2 },
    };

    expect(completions(snapshot, PRIMARY)).toEqual([]);
    expect(completions(smaller, PRIMARY)).toHaveLength(1);
  });

  it('is there without a log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(completions(healthySnapshot({ uploadLog }), PRIMARY)).toEqual([]);
  });
});

describe('completions by host', () => {
  it('keep their order', () => {
    const uploads = [
      completed(MINUTE),
      completed(2 * MINUTE, { host: REPLICA }),
      completed(3 * MINUTE),
    ];
    const found = byHost(completions(healthySnapshot({ log: { uploads } }), PRIMARY));

    expect([...found.keys()]).toEqual([PRIMARY, REPLICA]);
    expect(found.get(PRIMARY)?.map(({ at }) => (NOON - at) / MINUTE)).toEqual([1, 3]);
  });
});

describe('a span', () => {
  it('reaches from the least to the greatest, whatever their order', () => {
    expect(spanOf([5, 2, 9, 3])).toEqual({ first: 2, last: 9 });
    expect(spanOf([5])).toEqual({ first: 5, last: 5 });
    expect(spanOf([])).toBeUndefined();
  });

  it('meets another that is no further away than allowed, on either side', () => {
    const middle = { first: 10, last: 20 };
    const meets = (first: number, last: number, slack?: number) => [
      meet(middle, { first, last }, slack),
      meet({ first, last }, middle, slack),
    ];

    expect(meets(20, 30)).toEqual([true, true]);
    expect(meets(21, 30)).toEqual([false, false]);
    expect(meets(23, 30, 3)).toEqual([true, true]);
    expect(meets(24, 30, 3)).toEqual([false, false]);
    expect(meets(12, 13)).toEqual([true, true]);
  });
});
