import { describe, expect, it } from '@jest/globals';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { Upload } from '../../src/domain/upload.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { continuityOf } from '../../src/facts/continuity.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  metric,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

type Difference = Parameters<typeof healthySnapshot>[0];

const done = (number: number, ago: number, timeline = 5) =>
  completed(ago, { file: segment(number, timeline), pid: 1000 + number });
/** Segments 1 and 9: what lies between them is missing, and was passed so long ago. */
const around = (passed: number): readonly Upload[] => [done(1, 40 * MINUTE), done(9, passed)];
const LONG_AGO = 30 * MINUTE;

const holesOf = (log: Partial<LogParts>, difference: Difference = {}) => {
  const continuity = continuityOf(healthySnapshot({ ...difference, log }));
  if (continuity.kind === 'unknown') throw new Error(continuity.reason);
  return continuity.holes;
};
/** First, last and state of each piece. */
const pieces = (
  others: readonly Upload[],
  {
    passed = LONG_AGO,
    log = {},
    difference,
  }: { passed?: number; log?: Partial<LogParts>; difference?: Difference } = {},
) =>
  holesOf({ uploads: [...around(passed), ...others], ...log }, difference).map(
    ({ first, last, state }) => `${first & 0xff}-${last & 0xff} ${state}`,
  );

describe('a hole that nobody says anything of', () => {
  it('is lost, unless what comes behind it came within the time that a line may take', () => {
    expect(pieces([], { passed: 3 * MINUTE })).toEqual(['2-8 lost']);
    expect(pieces([], { passed: 3 * MINUTE - 1 })).toEqual(['2-8 delayed']);
  });

  it('has as much more time where all lines arrive minutes late', () => {
    const at = (passed: number, shippingLag: number) =>
      pieces([], { passed, log: { shippingLag } });

    expect(at(5 * MINUTE - 1, 2 * MINUTE)).toEqual(['2-8 delayed']);
    expect(at(5 * MINUTE, 2 * MINUTE)).toEqual(['2-8 lost']);
    expect(at(9 * MINUTE, 60 * MINUTE)).toEqual(['2-8 lost']);
  });

  it('is no worse than delayed where the log fell silent before its line could have come', () => {
    const silentFor = (ago: number) => ({
      pipeline: {
        newestAt: NOON - ago,
        hosts: [{ host: PRIMARY, newestAt: NOON - ago }],
        tags: [],
      },
    });

    expect(pieces([], { passed: 10 * MINUTE, log: silentFor(8 * MINUTE) })).toEqual([
      '2-8 delayed',
    ]);
    expect(pieces([], { passed: 12 * MINUTE, log: silentFor(8 * MINUTE) })).toEqual(['2-8 lost']);
  });

  it('is lost where its host is silent, and the one that archives now would tell', () => {
    const by = (host: string) => (upload: Upload) => ({ ...upload, host });
    const uploads = [
      ...around(10 * MINUTE).map(by(REPLICA)),
      completed(SECOND, { file: segment(10) }),
    ];
    const hosts = [
      { host: PRIMARY, newestAt: NOON - SECOND },
      { host: REPLICA, newestAt: NOON - 9 * MINUTE },
    ];
    const pipeline = { newestAt: NOON, hosts, tags: [] };
    const of = (difference: Difference) =>
      holesOf({ uploads, pipeline }, difference).map(({ state }) => state);

    expect(of({})).toEqual(['lost']);
    // The other one archives, and has fallen silent itself: its host would have told.
    const replica = metric({ [PRIMARY]: 1, [REPLICA]: 0 });
    expect(of({ metrics: { replica } })).toEqual(['delayed']);
  });

  it('is whole, and says how many segments it has', () => {
    expect(holesOf({ uploads: around(LONG_AGO) })).toMatchObject([
      { of: 7, skipped: false, overdueSince: undefined },
    ]);
  });
});

describe('a segment of a hole', () => {
  it('is delayed for three minutes after a try of it has failed, for it will be tried again', () => {
    const tried = (ago: number) =>
      failed({ file: segment(4), beganAt: undefined, endedAt: NOON - ago });

    expect(pieces([tried(3 * MINUTE - 1)])).toEqual(['2-3 lost', '4-4 delayed', '5-8 lost']);
    expect(pieces([tried(3 * MINUTE)])).toEqual(['2-8 lost']);
  });

  it('is so by the error alone where the archiver logs no begin', () => {
    const failures = (ago: number) => ({ failures: [failure(ago, { file: segment(4) })] });

    expect(pieces([], { log: failures(MINUTE) })).toContain('4-4 delayed');
    expect(pieces([], { log: failures(3 * MINUTE - 1) })).toContain('4-4 delayed');
    expect(pieces([], { log: failures(3 * MINUTE) })).toEqual(['2-8 lost']);
  });

  it('is so whoever tries it: a replica that archives, too, may store it', () => {
    const byReplica = (ago: number, file = segment(4)) =>
      failed({ file, host: REPLICA, endedAt: NOON - ago });

    expect(pieces([byReplica(3 * MINUTE - 1)])).toContain('4-4 delayed');
    expect(pieces([byReplica(3 * MINUTE)])).toEqual(['2-8 lost']);
    expect(pieces([byReplica(MINUTE, '00000006.history')])).toEqual(['2-8 lost']);
    expect(pieces([byReplica(MINUTE, segment(0x104))])).toEqual(['2-8 lost']);
  });

  it('is not delayed for an upload that was begun, and not said to have failed', () => {
    const retrying = failure(MINUTE, { file: segment(4), retrying: true });

    expect(pieces([], { log: { failures: [retrying] } })).toEqual(['2-8 lost']);
  });

  it('is lost, though it came late, where WAL-E skipped it', () => {
    const uploads = [
      ...around(MINUTE),
      completed(2 * MINUTE, { file: segment(4), state: 'skipped' }),
    ];

    expect(
      holesOf({ uploads }).map(({ first, state, skipped }) => [first & 0xff, state, skipped]),
    ).toEqual([
      [2, 'delayed', false],
      [4, 'lost', true],
      [5, 'delayed', false],
    ]);
  });

  it('is uploading until its upload should have ended', () => {
    const begun = (ago: number) => open(ago, { file: segment(4), pid: 1004 });

    expect(pieces([begun(5 * MINUTE - 1)])).toEqual(['2-3 lost', '4-4 uploading', '5-8 lost']);
    expect(pieces([begun(5 * MINUTE)])).toEqual(['2-3 lost', '4-4 lost', '5-8 lost']);
  });

  it('is overdue since its upload began, each since its own', () => {
    const begun = [6, 4].map((number) =>
      open(number * 2 * MINUTE, { file: segment(number), pid: 1004 }),
    );

    expect(
      holesOf({ uploads: [...around(LONG_AGO), ...begun] }).map(({ first, overdueSince }) => [
        first & 0xff,
        overdueSince,
      ]),
    ).toEqual([
      [2, undefined],
      [4, NOON - 8 * MINUTE],
      [5, undefined],
      [6, NOON - 12 * MINUTE],
      [7, undefined],
    ]);
  });

  it('is overdue later where lines take longer than they may', () => {
    const begun = open(8 * MINUTE, { file: segment(4), pid: 1004 });
    const late = (shippingLag: number) => pieces([begun], { log: { shippingLag } });

    expect(late(4 * MINUTE)).toContain('4-4 uploading');
    expect(late(3 * MINUTE)).toContain('4-4 lost');
  });

  it('is not overdue once it is uploaded anew', () => {
    const begun = [10, 1].map((minutes) => open(minutes * MINUTE, { file: segment(4), pid: 1004 }));

    expect(
      holesOf({ uploads: [...around(LONG_AGO), ...begun] }).find(({ first }) => first === 0x1004)
        ?.overdueSince,
    ).toBeUndefined();
  });

  it('is lost where a newer process has gone on to others', () => {
    const begun = open(2 * MINUTE, { file: segment(4), pid: 1004 });

    expect(pieces([begun, done(10, MINUTE)])).toEqual(['2-8 lost']);
  });

  it('is not overdue for the time since the log fell silent', () => {
    const ago = 8 * MINUTE;
    const pipeline = {
      newestAt: NOON - ago,
      hosts: [{ host: PRIMARY, newestAt: NOON - ago }],
      tags: [],
    };
    const begun = open(10 * MINUTE, { file: segment(4), pid: 1004 });

    expect(pieces([begun], { log: { pipeline } })).toContain('4-4 uploading');
  });

  it('is judged by the newest of several uploads of it', () => {
    const begun = (ago: number) => open(ago, { file: segment(4), pid: 1004 });

    expect(pieces([begun(10 * MINUTE), begun(MINUTE)])).toContain('4-4 uploading');
    expect(pieces([begun(MINUTE), begun(10 * MINUTE)])).toContain('4-4 uploading');
  });

  it('has no sign from a file of the same number on another timeline, or another kind', () => {
    const begun = [segment(4, 6), '00000005.history'].map((file) =>
      open(MINUTE, { file, pid: 1004 }),
    );
    const noName = open(MINUTE, { file: segment(0x104), host: REPLICA });

    expect(pieces([...begun, noName])).toEqual(['2-8 lost']);
  });
});

describe("a segment that waits by PostgreSQL's count, while later ones completed", () => {
  /** The position is in segment 10, and so many wait behind it; segment 1 was completed so long ago. */
  const waiting = (count: number, ago: number, over: Difference = {}) =>
    holesOf(
      { uploads: [done(1, ago), ...[9, 8, 7, 6, 5, 4, 3].map((one) => done(one, 3 * MINUTE))] },
      {
        ...over,
        metrics: {
          pendingWal: metric({ [PRIMARY]: count }),
          walPosition: metric({ [PRIMARY]: (0x10_00 + 10) * DEFAULT_WAL_SEGMENT_SIZE + 4711 }),
          ...over.metrics,
        },
      },
    ).map(({ first, state, overdueSince }) => [
      first & 0xff,
      state,
      overdueSince === undefined ? undefined : NOON - overdueSince,
    ]);

  it('is being uploaded for as long as an upload may take', () => {
    expect(waiting(8, 5 * MINUTE - 1)).toEqual([[2, 'uploading', undefined]]);
    expect(waiting(8, 5 * MINUTE)).toEqual([[2, 'lost', 5 * MINUTE]]);
  });

  it('is lost where a try of it has failed meanwhile', () => {
    const uploads = [done(1, 4 * MINUTE), ...[4, 3].map((one) => done(one, 3 * MINUTE))];
    const states = (failures: LogParts['failures']) =>
      holesOf(
        { uploads, failures },
        {
          metrics: {
            pendingWal: metric({ [PRIMARY]: 8 }),
            walPosition: metric({ [PRIMARY]: (0x10_00 + 10) * DEFAULT_WAL_SEGMENT_SIZE + 4711 }),
          },
        },
      ).map(({ state }) => state);

    expect(states([])).toEqual(['uploading']);
    expect(states([failure(3.5 * MINUTE, { file: segment(2) })])).toEqual(['lost']);
  });

  it('is lost where PostgreSQL has got past it', () => {
    expect(waiting(7, 4 * MINUTE)).toEqual([[2, 'lost', undefined]]);
  });

  it('is lost where files wait that are left over from long ago', () => {
    expect(waiting(10, 4 * MINUTE)).toEqual([[2, 'uploading', undefined]]);
    expect(waiting(11, 4 * MINUTE)).toEqual([[2, 'lost', undefined]]);
  });

  it('is lost where either number is not known', () => {
    const gone = unavailable('no-data', 'no series');
    expect(waiting(8, 4 * MINUTE, { metrics: { pendingWal: gone } })).toEqual([
      [2, 'lost', undefined],
    ]);
    expect(waiting(8, 4 * MINUTE, { metrics: { walPosition: gone } })).toEqual([
      [2, 'lost', undefined],
    ]);
  });
});

describe('the pieces of a hole', () => {
  const begun = (...numbers: readonly number[]) =>
    numbers.map((number) => open(MINUTE, { file: segment(number), pid: 1004 }));

  it('are one where neighbours have the same sign', () => {
    expect(pieces(begun(5, 4, 6))).toEqual(['2-3 lost', '4-6 uploading', '7-8 lost']);
  });

  it('begin and end with the hole', () => {
    expect(pieces(begun(2, 8))).toEqual(['2-2 uploading', '3-7 lost', '8-8 uploading']);
    expect(pieces(begun(2, 3, 4, 5, 6, 7, 8))).toEqual(['2-8 uploading']);
  });

  it('have nothing of what lies outside', () => {
    expect(pieces(begun(0, 10))).toEqual(['2-8 lost']);
  });

  it('know of how many segments they are a piece', () => {
    const uploads = [...around(LONG_AGO), ...begun(4)];

    expect(holesOf({ uploads }).map(({ of }) => of)).toEqual([7, 7, 7]);
  });
});

describe('what a failover left behind', () => {
  it('is lost, though an upload of it had begun', () => {
    const uploads = [
      done(1, 40 * MINUTE),
      done(2, 39 * MINUTE),
      done(6, 30 * MINUTE, 6),
      done(7, 29 * MINUTE, 6),
      open(MINUTE, { file: segment(4), pid: 1004 }),
    ];
    const patroni = measured(
      {
        members: [],
        switches: [
          {
            timeline: 5,
            lsn: BigInt((0x1000 + 6) * DEFAULT_WAL_SEGMENT_SIZE),
            at: NOON - 33 * MINUTE,
          },
        ],
      },
      NOON,
    );

    expect(holesOf({ uploads }, { patroni })).toMatchObject([
      {
        timeline: 5,
        first: 0x1003,
        last: 0x1005,
        state: 'lost',
        skipped: false,
        overdueSince: undefined,
        of: 3,
        failover: { from: 5, to: 6 },
      },
    ]);
  });
});

describe('a sequence', () => {
  it('without a hole has none, and keeps what is known of it', () => {
    const uploads = [done(1, 3 * MINUTE), done(2, 2 * MINUTE), done(3, MINUTE)];

    expect(continuityOf(healthySnapshot({ log: { uploads } }))).toMatchObject({
      kind: 'known',
      segments: 3,
      timeline: 5,
      since: NOON - 3 * MINUTE,
      holes: [],
    });
  });

  it('is not known without a log, and why not is said', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(continuityOf(healthySnapshot({ uploadLog }))).toEqual({
      kind: 'unknown',
      reason: 'no answer in time',
    });
  });
});
