import { describe, expect, it } from '@jest/globals';
import type { PatroniSwitch } from '../../src/domain/patroni.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { ArchiverFailure, EndedUpload, Upload } from '../../src/domain/upload.ts';
import type { EarlierUploads, EndedUploads } from '../../src/domain/upload-log.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { factsOf } from '../../src/facts/facts.ts';
import { sequenceOf } from '../../src/facts/sequence.ts';
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
  UNREAD,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const WINDOW = 60 * MINUTE;
const FIRST = 0x1000;

type Over = Partial<EndedUpload> & { readonly timeline?: number };
const done = (number: number, minutes: number, { timeline = 5, ...over }: Over = {}) =>
  completed(minutes * MINUTE, { file: segment(number, timeline), pid: 1000 + number, ...over });
/** As an archiver logs it that tells no begin. */
const noBegin = { beganAt: undefined, archiver: 'wal-g' } as const;
const tried = (number: number, minutes: number, timeline = 5): ArchiverFailure =>
  failure(minutes * MINUTE, { file: segment(number, timeline) });

interface Case {
  readonly others?: readonly Upload[];
  readonly failures?: readonly ArchiverFailure[];
  readonly ended?: Partial<EndedUploads>;
  readonly from?: number;
  readonly patroni?: readonly PatroniSwitch[];
  readonly metrics?: Parameters<typeof healthySnapshot>[0];
}

function snapshotOf(uploads: readonly EndedUpload[], seen: Case = {}) {
  const { others = [], failures = [], ended, from = NOON - WINDOW, patroni } = seen;
  return healthySnapshot({
    ...seen.metrics,
    log: {
      from,
      uploads: [...uploads, ...others],
      failures,
      ended: { from, uploads, ...ended },
    },
    ...(patroni === undefined
      ? {}
      : { patroni: measured({ members: [], switches: patroni }, NOON) }),
  });
}
function sequence(uploads: readonly EndedUpload[], seen: Case = {}) {
  const found = sequenceOf(snapshotOf(uploads, seen));
  if (found.kind === 'unknown') throw new Error(found.reason);
  return found;
}
const holes = (uploads: readonly EndedUpload[], seen: Case = {}): string[] =>
  sequence(uploads, seen).holes.map(
    ({ timeline, first, last }) => `${timeline}/${first - FIRST}-${last - FIRST}`,
  );
const firstHole = (uploads: readonly EndedUpload[], seen: Case = {}) => {
  const [hole] = sequence(uploads, seen).holes;
  if (hole === undefined) throw new Error('there is no hole');
  return hole;
};

describe('a sequence of segments', () => {
  it('is told from its first segment in the window on, each counted once', () => {
    const uploads = [done(1, 30), done(2, 20), done(2, 10), done(1, 5, { timeline: 6 })];

    expect(sequence(uploads)).toMatchObject({
      since: NOON - 30 * MINUTE,
      segments: 3,
      timeline: 6,
      notSeenBefore: undefined,
      holes: [],
      atEdge: 0,
      edgeTriesRead: true,
    });
  });

  it('has nothing of what was skipped, or completed before the window began', () => {
    const edge = NOON - WINDOW;
    const early = [done(1, 61), completed(WINDOW, { file: segment(3), pid: 1 })];

    expect(sequence([...early, done(5, 20, { state: 'skipped' })])).toMatchObject({
      segments: 1,
      since: edge,
    });
    expect(sequenceOf(snapshotOf([done(1, 61)]))).toEqual({
      kind: 'unknown',
      reason: 'no completed segment in the log',
    });
  });

  it('is not known, and why not is said', () => {
    const reasonOf = (difference: Parameters<typeof healthySnapshot>[0]) => {
      const found = sequenceOf(healthySnapshot(difference));
      return found.kind === 'unknown' ? found.reason : undefined;
    };

    expect(reasonOf({ uploadLog: unavailable('timeout', 'no answer') })).toBe('no answer');
    expect(reasonOf({ log: { ended: UNREAD } })).toBe('the ended uploads could not be read');
    expect(reasonOf({ log: { uploads: [] } })).toBe('no completed segment in the log');
    expect(reasonOf({ log: { uploads: [completed(0, { file: segment(0x100) })] } })).toContain(
      'no file has such a name',
    );
  });

  it('was not seen before where older uploads were not fetched', () => {
    const from = NOON - 2 * WINDOW;

    expect(sequence([done(1, 30)], { from, ended: { from: NOON - WINDOW } }).notSeenBefore).toBe(
      NOON - WINDOW,
    );
  });
});

describe('a hole', () => {
  it('is what lies between two segments, whoever completed them', () => {
    expect(holes([done(1, 30), done(4, 20, { host: REPLICA }), done(6, 10)])).toEqual([
      '5/2-3',
      '5/5-5',
    ]);
  });

  it('knows what is before it and behind it', () => {
    const uploads = [done(1, 30, { host: REPLICA }), done(4, 20), done(6, 25), done(5, 10)];

    expect(firstHole(uploads)).toMatchObject({
      before: NOON - 30 * MINUTE,
      beforeIs: 'completed',
      after: NOON - 20 * MINUTE,
      followedAt: NOON - 25 * MINUTE,
      host: REPLICA,
      failover: undefined,
      failed: undefined,
    });
  });

  it('is followed when any later run has, not only the next', () => {
    expect(firstHole([done(1, 30), done(4, 10), done(7, 20)]).followedAt).toBe(NOON - 20 * MINUTE);
  });

  it('knows how often, and when last, its own segments were tried in vain', () => {
    const failures = [1, 2, 3, 4].flatMap((number) => [tried(number, 15), tried(number, 12)]);
    const uploads = [done(1, 30), done(4, 20)];

    expect(firstHole(uploads, { failures }).failed).toEqual({
      count: 4,
      lastAt: NOON - 12 * MINUTE,
    });
    const begun = open(15 * MINUTE, { file: segment(2), pid: 7 });
    expect(firstHole(uploads, { others: [begun] }).failed).toBeUndefined();
    const three = [...uploads, done(7, 10)];
    const each = [tried(2, 15), tried(5, 8), tried(5, 7), tried(9, 5)];
    expect(sequence(three, { failures: each }).holes.map((hole) => hole.failed?.count)).toEqual([
      1, 2,
    ]);
  });
});

describe('at the beginning of the window', () => {
  // Five minutes from the first completed segment on.
  const edge = (first: number) => first - 5;

  it('a few that may have been pushed at once before it are no hole, where no begin is known', () => {
    const cut = (over: Over, followed = 29) => [
      done(1, 30, over),
      done(3, followed, over),
      done(4, 20, over),
    ];

    expect(holes(cut(noBegin))).toEqual([]);
    expect(sequence(cut(noBegin)).atEdge).toBe(1);
    expect(holes(cut({}))).toEqual(['5/2-2']);
  });

  it('a begin that was seen of all but one leaves it open', () => {
    expect(holes([done(1, 30), done(3, 29, noBegin)])).toEqual([]);
    expect(holes([done(1, 30), done(3, edge(30), noBegin)])).toEqual([]);
    expect(holes([done(1, 30), done(3, edge(30) - 1 / 60, noBegin)])).toEqual(['5/2-2']);
  });

  it('32 are too many to have been pushed at once', () => {
    expect(holes([done(1, 30, noBegin), done(33, 29, noBegin)])).toEqual([]);
    expect(holes([done(1, 30, noBegin), done(34, 29, noBegin)])).toEqual(['5/2-33']);
  });

  it('a hole is one where a segment before it completed after the edge, and before it was passed', () => {
    const after = (minutes: number) => [
      done(0, 30, noBegin),
      done(1, minutes, noBegin),
      done(3, 20, noBegin),
    ];

    expect(holes(after(24.9))).toEqual(['5/2-2']);
    expect(holes(after(edge(30)))).toEqual([]);
    expect(holes(after(20))).toEqual(['5/2-2']);
    expect(holes(after(19))).toEqual([]);
  });

  it('what was only pushed late, again perhaps, opens no hole', () => {
    expect(holes([done(5, 30), done(6, 29), done(2, 10)])).toEqual([]);
    expect(holes([done(5, 30), done(6, 29), done(2, 30)])).toEqual(['5/3-4']);
    const newer = done(7, 20, { timeline: 6 });
    expect(holes([done(5, 30), done(6, 29), done(2, 10), newer])).toEqual([]);
  });

  it('says whether all tries of that time were read', () => {
    const uploads = [done(1, 30, noBegin), done(3, 29, noBegin)];
    const read = (wholeUntil: number, wholeSince: number) =>
      sequence(uploads, {
        ended: {
          tries: {
            uploads: [],
            failures: [],
            wholeUntil: NOON - wholeUntil * MINUTE,
            wholeSince: NOON - wholeSince * MINUTE,
          },
        },
      }).edgeTriesRead;

    expect(sequence(uploads).edgeTriesRead).toBe(true);
    expect(read(29, 10)).toBe(true);
    expect(read(29.5, 10)).toBe(false);
    expect(read(50, 60)).toBe(true);
    expect(read(50, 59)).toBe(false);
    const tries = { uploads: [], failures: [], wholeUntil: NOON - WINDOW, wholeSince: NOON };
    expect(sequence([done(1, 30), done(3, 10)], { ended: { tries } }).edgeTriesRead).toBe(true);
  });

  it('what was tried in vain there is a hole, from the first of it on', () => {
    const uploads = [done(1, 30, noBegin), done(6, 29, noBegin)];

    expect(holes(uploads, { failures: [tried(3, 29.5)] })).toEqual(['5/3-5']);
    expect(firstHole(uploads, { failures: [tried(3, 29.5)] })).toMatchObject({
      beforeIs: 'tried',
      before: NOON - 29.5 * MINUTE,
      host: PRIMARY,
      failed: { count: 1 },
    });
    expect(sequence(uploads, { failures: [tried(3, 29.5)] }).atEdge).toBe(1);
    expect(firstHole(uploads, { failures: [tried(2, 29.5)] })).toMatchObject({
      beforeIs: 'completed',
      first: FIRST + 2,
      last: FIRST + 5,
    });
  });

  it('what was tried late is missing by itself alone', () => {
    const uploads = [done(1, 30, noBegin), done(6, 29, noBegin)];

    expect(holes(uploads, { failures: [tried(3, 28)] })).toEqual(['5/3-3']);
    expect(holes(uploads, { failures: [tried(2, 28), tried(3, 29), tried(4, 28)] })).toEqual([
      '5/2-2',
      '5/3-5',
    ]);
    expect(holes(uploads, { failures: [tried(3, 28), tried(5, 27)] })).toEqual(['5/3-3', '5/5-5']);
  });

  it('what was tried in vain before the first that completed is a hole', () => {
    const uploads = [done(5, 20), done(6, 19)];

    expect(holes(uploads, { failures: [tried(3, 21)] })).toEqual(['5/3-4']);
    expect(firstHole(uploads, { failures: [tried(3, 21)] })).toMatchObject({
      beforeIs: 'tried',
      before: NOON - 21 * MINUTE,
      after: NOON - 20 * MINUTE,
    });
    expect(sequence(uploads, { failures: [tried(3, 21)] }).atEdge).toBe(0);
    expect(holes(uploads, { failures: [tried(3, 18)] })).toEqual(['5/3-3']);
    expect(sequence(uploads, { failures: [tried(3, 18)] }).atEdge).toBe(0);
  });
});

describe('a try in vain', () => {
  const uploads = [done(1, 30), done(2, 29), done(5, 20)];

  it('counts when it failed, or when something behind it has completed since it began', () => {
    const begun = (number: number, minutes: number) =>
      open(minutes * MINUTE, { file: segment(number), pid: 7 });
    const triesOf = (...others: Upload[]) =>
      sequence(uploads, { others }).tries.map(({ number }) => number - FIRST);

    expect(triesOf(begun(4, 21))).toEqual([4]);
    expect(triesOf(begun(4, 20))).toEqual([]);
    expect(triesOf(begun(5, 21), begun(6, 21))).toEqual([]);
    expect(triesOf(failed({ file: segment(6) }))).toEqual([6]);
    expect(
      sequence([...uploads, done(1, 10, { timeline: 6 })], { others: [begun(9, 15)] }).tries,
    ).toHaveLength(1);
  });

  it('on an older timeline whose end nobody saw is missing where the newer ones begin behind it', () => {
    const newer = [done(7, 20, { timeline: 6 }), done(8, 10, { timeline: 6 })];

    expect(holes(newer, { failures: [tried(5, 15)] })).toEqual(['5/5-5']);
    expect(firstHole(newer, { failures: [tried(5, 15), tried(5, 12)] })).toMatchObject({
      timeline: 5,
      before: NOON - 15 * MINUTE,
      beforeIs: 'tried',
      after: NOON - 10 * MINUTE,
      followedAt: NOON - 10 * MINUTE,
      host: PRIMARY,
      failover: undefined,
      failed: { count: 2, lastAt: NOON - 12 * MINUTE },
    });
    expect(holes(newer, { failures: [tried(7, 15)] })).toEqual([]);
    expect(holes(newer, { failures: [tried(5, 10)] })).toEqual(['5/5-5']);
    expect(holes(newer, { failures: [tried(5, 9)] })).toEqual([]);
    const begun = open(15 * MINUTE, { file: segment(5), pid: 7 });
    expect(holes(newer, { others: [begun] })).toEqual([]);
  });

  it('on such a timeline is missing whatever was pushed of that late, and is told once', () => {
    const newer = [done(7, 20, { timeline: 6 }), done(8, 10, { timeline: 6 })];

    expect(holes([...newer, done(1, 5)], { failures: [tried(5, 15)] })).toEqual(['5/5-5']);
    expect(
      holes([...newer, done(1, 15), done(5, 12)], { failures: [tried(2, 16), tried(4, 16)] }),
    ).toEqual(['5/2-2', '5/4-4']);
  });

  it('is passed neither by a lower number nor by an older timeline', () => {
    const begun = open(15 * MINUTE, { file: segment(7), pid: 7 });

    expect(
      sequence([done(8, 30), done(9, 10, { timeline: 4 })], { others: [begun] }).tries,
    ).toEqual([]);
  });
});

describe('a timeline that ended', () => {
  const older = [done(1, 40), done(2, 35)];
  const newer = [done(5, 20, { timeline: 6 }), done(6, 10, { timeline: 6 })];
  const end = (number: number, minutes: number): PatroniSwitch => ({
    timeline: 5,
    lsn: BigInt(FIRST + number) * BigInt(DEFAULT_WAL_SEGMENT_SIZE),
    at: NOON - minutes * MINUTE,
  });

  it('misses what lies between its last segment and the switch, as a failover left it', () => {
    expect(firstHole([...older, ...newer])).toMatchObject({
      timeline: 5,
      first: FIRST + 3,
      last: FIRST + 4,
      failover: { from: 5, to: 6, segment: FIRST + 5 },
    });
  });

  it('misses nothing where the segment before the switch is complete', () => {
    expect(holes([...older, ...newer, done(3, 34), done(4, 33)])).toEqual([]);
  });

  it('has no hole behind the switch', () => {
    const beyond = [done(3, 34), done(4, 33), done(8, 32)];

    expect(holes([...older, ...beyond, ...newer])).toEqual([]);
  });

  it('misses what lies before the first of the next one by Patroni’s word alone', () => {
    expect(holes([...older, ...newer], { patroni: [end(3, 21)] })).toEqual(['6/3-4']);
    expect(holes([...older, done(3, 34), ...newer], { patroni: [end(4, 21)] })).toEqual(['6/4-4']);
  });

  it('at the edge of the window has holes if it is known when it ended', () => {
    const early = [done(1, 30), done(3, 29), done(4, 28, { timeline: 6 })];
    const history = completed(28 * MINUTE, { file: '00000006.history', pid: 6 });

    expect(holes(early)).toEqual([]);
    expect(holes([...early, history])).toEqual(['5/2-2']);
  });

  it('has holes of its own that no failover left', () => {
    const uploads = [done(1, 40), done(4, 34), ...newer];

    expect(sequence(uploads).holes.map(({ failover }) => failover === undefined)).toEqual([true]);
  });
});

describe('what was counted before the window', () => {
  const run = (first: number, last: number, over = {}) => ({
    timeline: 5,
    first: FIRST + first,
    last: FIRST + last,
    before: NOON - 90 * MINUTE,
    after: NOON - 80 * MINUTE,
    ...over,
  });
  const stretch = (first: number, last: number) => ({
    timeline: 5,
    first: FIRST + first,
    last: FIRST + last,
  });
  const earlier = (...missing: EarlierUploads['missing'][number][]): Case => ({
    ended: {
      earlier: { from: NOON - 120 * MINUTE, segments: 40, counted: [stretch(1, 10)], missing },
    },
  });
  const uploads = [done(10, 30), done(13, 20)];
  const twoHoles = [...uploads, done(15, 10)];

  it('belongs to the sequence, with its holes', () => {
    expect(sequence(uploads, earlier(run(2, 3)))).toMatchObject({
      since: NOON - 120 * MINUTE,
      segments: 42,
      notSeenBefore: undefined,
    });
    expect(holes(uploads, earlier(run(2, 3)))).toEqual(['5/2-3', '5/11-12']);
    expect(firstHole(uploads, earlier(run(2, 3)))).toEqual({
      timeline: 5,
      first: FIRST + 2,
      last: FIRST + 3,
      before: NOON - 90 * MINUTE,
      beforeIs: 'completed',
      after: NOON - 80 * MINUTE,
      followedAt: NOON - 80 * MINUTE,
      host: undefined,
      failover: undefined,
      failed: undefined,
    });
  });

  it('knows what a failover left', () => {
    const switched = { to: 6, segment: FIRST + 4, at: NOON - 80 * MINUTE };

    expect(firstHole(uploads, earlier(run(2, 3, { end: switched }))).failover).toEqual({
      from: 5,
      saidBy: 'log',
      ...switched,
    });
  });

  it('has no hole twice that the window shows itself', () => {
    for (const [first, last] of [
      [11, 12],
      [9, 11],
      [12, 14],
    ] as const) {
      expect(holes(uploads, earlier(run(first, last)))).toEqual(['5/11-12']);
    }
    expect(holes(twoHoles, earlier(run(11, 12)))).toEqual(['5/11-12', '5/14-14']);
    expect(holes(uploads, earlier(run(9, 10)))).toEqual(['5/9-10', '5/11-12']);
    expect(holes(uploads, earlier(run(13, 14)))).toEqual(['5/13-14', '5/11-12']);
    expect(holes(uploads, earlier(run(11, 12, { timeline: 4 })))).toEqual(['4/11-12', '5/11-12']);
  });

  it('knows what completed before the window, however far out of its order', () => {
    const inOrder = [done(5, 50), done(6, 40), done(8, 30), done(9, 20)];

    expect(holes(inOrder)).toEqual(['5/7-7']);
    expect(holes(inOrder, earlier())).toEqual([]);
    expect(holes(inOrder, earlier(run(7, 7)))).toEqual(['5/7-7']);
    // Only some of it was counted.
    expect(holes([done(5, 50), done(9, 40), done(12, 30)], earlier())).toEqual(['5/10-11']);
  });

  it('knows of the beginning of the window as well: nothing is left open there', () => {
    const cut = [done(1, 30, noBegin), done(3, 29, noBegin)];

    expect(sequence(cut).atEdge).toBe(1);
    expect(sequence(cut, earlier())).toMatchObject({ atEdge: 0, edgeTriesRead: true });
    const from = NOON - 2 * WINDOW;
    const late = { ended: { ...earlier().ended, from: NOON - WINDOW }, from };
    expect(sequence(cut, late).notSeenBefore).toBeUndefined();
  });
});

describe('what an answer says of the sequence', () => {
  const said = (uploads: readonly EndedUpload[], seen: Case = {}) =>
    factsOf(snapshotOf(uploads, seen)).sequence;

  it('is how much of it is lost, and how much may still come', () => {
    const uploads = [done(1, 30), done(4, 20), done(8, 1)];

    expect(said(uploads)).toEqual({
      since: NOON - 30 * MINUTE,
      notSeenBefore: undefined,
      segments: 3,
      missing: 2,
      pending: 3,
      atEdge: 0,
      edgeTriesRead: true,
      missingHistory: undefined,
    });
  });

  it('is the file that begins the timeline where that is missing', () => {
    const switched = [done(1, 40), done(2, 20, { timeline: 0x1a })];
    const history = completed(MINUTE, { file: '0000001A.history' });

    expect(said(switched)?.missingHistory).toBe('0000001A.history');
    expect(said([...switched, history])?.missingHistory).toBeUndefined();
    expect(said([done(1, 40)])?.missingHistory).toBeUndefined();
  });

  it('is nothing where it is not known', () => {
    expect(said([])).toBeUndefined();
  });
});

describe('tries that are no sign of a hole', () => {
  const uploads = [done(1, 30, noBegin), done(6, 29, noBegin)];

  it.each<readonly [string, Case]>([
    ['by a replica', { failures: [failure(29.5 * MINUTE, { file: segment(3), host: REPLICA })] }],
    [
      'refused, since the store has it',
      {
        failures: [failure(29.5 * MINUTE, { file: segment(3), text: 'WAL file already exists' })],
      },
    ],
    [
      'of no push',
      { failures: [failure(29.5 * MINUTE, { file: segment(3), operation: 'fetch' })] },
    ],
    ['of another file', { failures: [failure(29.5 * MINUTE, { file: '00000006.history' })] }],
    ['of none that is named', { failures: [failure(29.5 * MINUTE)] }],
    ['from before the window', { failures: [tried(3, 61)] }],
    [
      'of a host of another cluster',
      {
        failures: [failure(29.5 * MINUTE, { file: segment(9), host: 'other-cluster-01' })],
      },
    ],
  ])('are those %s', (_what, seen) => {
    expect(holes(uploads, seen)).toEqual([]);
  });

  it('are those of what completed in the end', () => {
    expect(holes([...uploads, done(3, 10, noBegin)], { failures: [tried(3, 29.5)] })).toEqual([]);
  });

  it('are counted once where they are complained of within a second', () => {
    const at = (ago: number) => failure(29.5 * MINUTE - ago, { file: segment(3) });
    const count = (...agos: number[]) =>
      firstHole(uploads, { failures: agos.map(at) }).failed?.count;

    expect(count(0, SECOND - 1)).toBe(1);
    expect(count(0, SECOND)).toBe(2);
    expect(count(SECOND, 0)).toBe(2);
    expect(count(0, SECOND - 1, 2 * SECOND - 2)).toBe(2);
  });

  it('is the log’s own word where roles say nothing: who completed others of the timeline may try', () => {
    const metrics = {
      metrics: {
        replica: metric({ [PRIMARY]: 0, [REPLICA]: (ago) => (ago > 20 * MINUTE ? 0 : 1) }),
      },
    };
    const failures = [failure(29.5 * MINUTE, { file: segment(3), host: REPLICA })];

    expect(holes(uploads, { failures, metrics })).toEqual([]);
    const both = [...uploads, done(2, 29, { ...noBegin, host: REPLICA })];
    expect(holes(both, { failures, metrics })).toEqual(['5/3-5']);
  });
});
