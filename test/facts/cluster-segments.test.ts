import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import type { EndedUpload } from '../../src/domain/upload.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import {
  clusterSegments,
  endedSegments,
  placeOf,
  type SegmentUpload,
} from '../../src/facts/cluster-segments.ts';
import { elsewhere } from '../../src/facts/elsewhere.ts';
import {
  completed,
  healthySnapshot,
  metric,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
  UNREAD,
  type LogParts,
} from '../support/snapshot.ts';
import { segmentName } from '../support/segment-name.ts';
import { MINUTE } from '../support/time.ts';

const SIZE = DEFAULT_WAL_SEGMENT_SIZE;
const STRANGER = 'other-cluster-01';
const NO_ROLES = { replica: unavailable('no-data', 'no series') };
/** Of segment(0). */
const FIRST = 0x1000;

type Over = Partial<EndedUpload> & { readonly timeline?: number };

/** A segment by its number, which completed so many minutes before noon as it lies below 1000. */
const done = (number: number, { timeline = 5, ...over }: Over = {}): EndedUpload =>
  completed((2000 - number) * 1000, { file: segmentName(timeline, FIRST + number), ...over });
const words = ({ timeline, number, host }: SegmentUpload): string =>
  `${host ?? 'nobody'} ${timeline}/${number - FIRST}`;

const ours = (
  uploads: readonly EndedUpload[],
  difference: Parameters<typeof healthySnapshot>[0] = {},
  log: Partial<LogParts> = {},
) => clusterSegments(healthySnapshot({ ...difference, log: { uploads, ...log } }))?.map(words);
const strangers = (
  uploads: readonly EndedUpload[],
  ...more: [Parameters<typeof healthySnapshot>[0]?, Partial<LogParts>?]
) => ours(uploads, ...more)?.filter((one) => !one.startsWith(PRIMARY));

describe('the segments of a cluster', () => {
  it('are those of the hosts that the metrics know', () => {
    const uploads = [done(10), done(12, { host: REPLICA }), done(90, { host: STRANGER })];

    expect(ours(uploads)).toEqual([`${PRIMARY} 5/10`, `${REPLICA} 5/12`]);
  });

  it('are, without roles, those of the host that pushed last, and what joins them', () => {
    const uploads = [done(900, { host: REPLICA }), done(10), done(11, { endedAt: NOON })];

    expect(ours(uploads, { metrics: NO_ROLES })).toEqual([`${PRIMARY} 5/10`, `${PRIMARY} 5/11`]);
  });

  it('are all that files hold: they lie where the cluster writes them', () => {
    const uploads = [done(10), done(90, { host: STRANGER })];

    expect(ours(uploads, {}, { source: 'log files' })).toHaveLength(2);
  });

  it('are those without a host where the archiver names servers alone', () => {
    const nobodys = done(90, { host: undefined, archiver: 'barman' });

    expect(strangers([done(10), nobodys])).toEqual(['nobody 5/90']);
    expect(strangers([done(10), { ...nobodys, archiver: 'wal-g' }])).toEqual([]);
  });

  it('are nobody’s where the last push has no host that it should have', () => {
    const nobodys = done(90, { host: undefined, archiver: 'wal-g' });

    expect(ours([done(10), nobodys], { metrics: NO_ROLES })).toEqual([]);
  });

  it('cannot be told without a log, or without what ended in it', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(clusterSegments(healthySnapshot({ uploadLog }))).toBeUndefined();
    expect(clusterSegments(healthySnapshot({ log: { ended: UNREAD } }))).toBeUndefined();
  });
});

describe('what another host completed', () => {
  const joins = (
    number: number,
    own: readonly EndedUpload[],
    over: Over = {},
    difference: Parameters<typeof healthySnapshot>[0] = {},
  ): boolean =>
    (strangers([done(number, { host: STRANGER, ...over }), ...own], difference) ?? []).length > 0;
  const own = [done(1100), done(1104)];

  it('counts between the segments of ours, and neither at their ends nor beyond', () => {
    expect([1099, 1100, 1101, 1103, 1104, 1105].filter((number) => joins(number, own))).toEqual([
      1101, 1103,
    ]);
  });

  it('is between them whatever the order of ours', () => {
    expect(joins(1101, [...own].reverse())).toBe(true);
    expect(joins(1101, [done(1104), done(1100), done(1104)])).toBe(true);
  });

  it('counts as the end of an older timeline of which ours have none, shortly below where ours begin', () => {
    const older = { timeline: 4 };

    expect([75, 76, 1099, 1100, 1101].filter((number) => joins(number, own, older))).toEqual([
      76, 1099,
    ]);
    expect(joins(1099, own, { timeline: 6 })).toBe(false);
  });

  it('is the end before the next of our timelines, not before a later one', () => {
    const later = [done(1100, { timeline: 6 }), done(1200, { timeline: 7 }), done(900)];

    expect(joins(1000, later, { timeline: 4 })).toBe(false);
    expect(joins(890, later, { timeline: 4 })).toBe(true);
    expect(joins(890, [...later].reverse(), { timeline: 4 })).toBe(true);
  });

  it('is not the end of a timeline that hosts of ours ended, where these are known', () => {
    const twoTimelines = [...own, done(1110, { timeline: 6 })];

    expect(joins(1106, twoTimelines)).toBe(false);
    expect(joins(1104, twoTimelines)).toBe(false);
  });

  it('may be the rest of it where nobody says which hosts are ours', () => {
    const last = done(1110, { timeline: 6, endedAt: NOON });
    const noRoles = { metrics: NO_ROLES };

    expect(joins(1106, [...own, last], {}, noRoles)).toBe(true);
    expect(joins(1110, [...own, last], {}, noRoles)).toBe(false);
  });

  it('leads up to ours where nobody says which hosts are ours: they may have pushed the rest of it later', () => {
    const noRoles = { metrics: NO_ROLES };
    const late = [done(1104, { endedAt: NOON })];
    const theirs = [1099, 1101, 1102, 1103].map((number) => done(number, { host: STRANGER }));

    // What it lacks itself, 1100, is a hole.
    expect(strangers([...theirs, ...late], noRoles)).toEqual(
      [1099, 1101, 1102, 1103].map((number) => `${STRANGER} 5/${number}`),
    );
    expect(strangers([...theirs.slice(0, 3), ...late], noRoles)).toEqual([]);
    const farBelow = done(1104 - 1025, { host: STRANGER });
    const thirds = done(1098, { host: 'db-9' });
    expect(strangers([farBelow, thirds, ...theirs, ...late], noRoles)).toHaveLength(4);
    const older = done(1100, { host: 'db-9', timeline: 4 });
    expect(strangers([older, ...theirs.slice(1), ...late], noRoles)).toEqual([
      'db-9 4/1100',
      ...[1101, 1102, 1103].map((number) => `${STRANGER} 5/${number}`),
    ]);
    expect(strangers([...theirs, ...late])).toEqual([]);
    // Another cluster archives meanwhile.
    const early = [done(1104, { endedAt: NOON - 60 * 60_000 }), done(1105, { endedAt: NOON })];
    expect(strangers([...theirs, ...early], noRoles)).toEqual([]);
  });

  it('does not count where none is ours', () => {
    expect(joins(10, [])).toBe(false);
  });
});

describe('what goes to another destination than the primary’s', () => {
  const HOME = { destination: 's3://wal/main' };
  const AWAY = { destination: 's3://wal/other' };

  it('is of another cluster, though it lies between ours', () => {
    const own = [done(1100, HOME), done(1104, HOME)];

    expect(strangers([...own, done(1102, { host: STRANGER, ...HOME })])).toHaveLength(1);
    expect(strangers([...own, done(1102, { host: STRANGER, ...AWAY })])).toEqual([]);
  });

  it('is of another archive, though a host of ours puts it there', () => {
    const own = [done(1100, HOME), done(1104, HOME)];
    const replica = { host: REPLICA, ...AWAY };

    expect(strangers([...own, done(1102, replica), done(1200, replica)])).toEqual([]);
    expect(strangers([...own, done(1200, { host: REPLICA })])).toHaveLength(1);
  });

  it('is ours on a timeline older than all that the primary’s destination has', () => {
    const own = [done(1100, HOME), done(1090, { ...HOME, timeline: 4 })];
    const before = (timeline: number) => done(1000, { host: REPLICA, timeline, ...AWAY });

    expect(strangers([...own, before(3)])).toHaveLength(1);
    expect(strangers([...own, before(4)])).toEqual([]);
  });

  describe('where the primary has completed nothing', () => {
    const replica = (number: number) => done(number, { host: REPLICA, ...HOME });
    const own = [replica(1100), replica(1104)];

    it('is not known to be elsewhere', () => {
      expect(strangers([...own, done(1102, { host: STRANGER, ...AWAY })])).toHaveLength(3);
    });

    it('is judged by what any of ours has if somebody else archives', () => {
      const metrics = { replica: metric({ [REPLICA]: 1 }) };
      const between = (over: Over) =>
        strangers([...own, done(1102, { host: STRANGER, ...over, endedAt: NOON })], { metrics });

      expect(between(HOME)).toHaveLength(3);
      expect(between(AWAY)).toHaveLength(2);
    });
  });
});

describe('uploads elsewhere', () => {
  const placed = (host: string | undefined, destination?: string) => ({ host, destination });
  const A = 's3://wal/a';
  const B = 's3://wal/b';

  it('are all those of a host that only puts them there, named in each line or not', () => {
    const all = [placed('db-1', A), placed('db-2', B), placed('db-2')];
    const isElsewhere = elsewhere(all, [placed('db-1', A)]);

    expect(all.map(isElsewhere)).toEqual([false, true, true]);
  });

  it('are none of a host that also puts some where ours are', () => {
    const all = [placed('db-2', B), placed('db-2', A)];

    expect(all.map(elsewhere(all, [placed('db-1', A)]))).toEqual([false, false]);
  });

  it('are, without a host, judged one by one', () => {
    const all = [placed(undefined, A), placed(undefined, B), placed(undefined)];

    expect(all.map(elsewhere(all, [placed('db-1', A)]))).toEqual([false, true, false]);
  });

  it('are none where nobody knows where ours are, or those are', () => {
    const all = [placed('db-2', B), placed(undefined, B)];

    expect(all.map(elsewhere(all, [placed('db-1')]))).toEqual([false, false]);
    expect(all.map(elsewhere(all, []))).toEqual([false, false]);
    expect([placed('db-2')].map(elsewhere([placed('db-2')], [placed('db-1', A)]))).toEqual([false]);
  });

  it('are none where one name may be the end of the other', () => {
    const isElsewhere = (one: string, other: string): boolean => {
      const upload = placed('db-2', other);
      return elsewhere([upload], [placed('db-1', one)])(upload);
    };

    expect(isElsewhere('--stanza main repo1', 'repo1')).toBe(false);
    expect(isElsewhere('repo1', '--stanza main repo1')).toBe(false);
    expect(isElsewhere('repo1', 'myrepo1')).toBe(true);
    expect(isElsewhere('myrepo1', 'repo1')).toBe(true);
  });

  it('are none where they are in any of our places', () => {
    const upload = placed('db-2', B);

    expect(elsewhere([upload], [placed('db-1', A), placed('db-1', B)])(upload)).toBe(false);
  });
});

describe('a segment among the uploads that ended', () => {
  it('has its place, its time and what the line tells', () => {
    const upload = completed(MINUTE, {
      file: segment(3),
      destination: 's3://wal',
      archiver: 'wal-e',
    });

    expect(endedSegments([upload], SIZE)).toEqual([
      {
        timeline: 5,
        number: FIRST + 3,
        at: NOON - MINUTE,
        beginSeen: true,
        host: PRIMARY,
        archiver: 'wal-e',
        destination: 's3://wal',
        state: 'complete',
      },
    ]);
  });

  it('is known to have been there before, or not to have a begin, where the log says so', () => {
    const found = endedSegments(
      [
        completed(MINUTE, { beganAt: undefined, state: 'skipped' }),
        completed(MINUTE, { storedBefore: true }),
      ],
      SIZE,
    );

    expect(found).toMatchObject([
      { beginSeen: false, state: 'skipped' },
      { beginSeen: true, storedBefore: true },
    ]);
    expect(found[0]).not.toHaveProperty('storedBefore');
  });

  it('is no other file, and none whose name no segment of the size has', () => {
    const files = ['00000006.history', `${segment(3)}.partial`, 'nonsense', segment(0x100)];

    expect(
      endedSegments(
        files.map((file) => completed(0, { file })),
        SIZE,
      ),
    ).toEqual([]);
    expect(placeOf(segment(0xff), SIZE)).toEqual({ timeline: 5, number: FIRST + 0xff });
    expect(placeOf(segment(0x100), SIZE)).toBeUndefined();
    expect(placeOf(segment(0x100), SIZE / 2)).toEqual({ timeline: 5, number: 0x10 * 512 + 0x100 });
  });
});
