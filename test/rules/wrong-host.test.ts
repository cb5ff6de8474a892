import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { wrongHost } from '../../src/rules/wrong-host.ts';
import {
  completed,
  healthySnapshot,
  LAST,
  metric,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
import { told } from '../support/told.ts';

/** A segment each minute, the newest so long ago. */
const pushes = (
  host: string | undefined,
  agoMs: number,
  count: number,
  over: Parameters<typeof completed>[1] & {
    readonly timeline?: number;
    readonly newest?: number;
  } = {},
) => {
  const { timeline = 5, newest = LAST, ...more } = over;
  return Array.from({ length: count }, (_, index) =>
    completed(agoMs + (count - 1 - index) * MINUTE, {
      host,
      file: segment(newest - count + 1 + index, timeline),
      pid: 1000 + index,
      ...more,
    }),
  );
};
/** Judged by the uploads, and by the roles that the metrics tell. */
const judged = (uploads: ReturnType<typeof pushes>, replica?: ReturnType<typeof metric>) =>
  told(
    wrongHost(
      healthySnapshot({
        log: { uploads },
        ...(replica === undefined ? {} : { metrics: { replica } }),
      }),
    ),
  ).slice(0, 2);

const mine = pushes(PRIMARY, 20 * SECOND, 30);
const NEITHER = unavailable('no-data', 'no series');
const promotedAgo = (at: number) =>
  metric({ [PRIMARY]: (ago) => (ago <= at ? 0 : 1), [REPLICA]: (ago) => (ago <= at ? 1 : 0) });
/** A primary that the metrics have known for so long, and nobody before it. */
const knownFor = (span: number) =>
  metric({ [PRIMARY]: (ago) => (ago <= span ? 0 : undefined), [REPLICA]: 1 });
const replicas = (over: Parameters<typeof pushes>[3] = {}, count = 9) =>
  pushes(REPLICA, 20 * SECOND, count, over);
const NONE = ['clear', 'log: no other host of the cluster completed an upload'];
const ARCHIVES_TOO = [
  'critical',
  'patroni-02 archives the current timeline, but the primary is patroni-01',
];
const ARCHIVES_ALONE = [
  'critical',
  'patroni-02 archives WAL, but the primary is patroni-01, and that one archives nothing',
];
const ONLY_JUST = ['not known', 'patroni-01 has only just become primary'];
const begun = (who: string) => [
  'not known',
  `${who} has begun to archive just now, and the metrics may not know its role yet`,
];

type Case = readonly [
  situation: string,
  uploads: ReturnType<typeof pushes>,
  replica: ReturnType<typeof metric> | undefined,
  words: readonly string[],
];

describe('a host that archives beside the primary', () => {
  it.each<Case>([
    ['is none where only the primary does', mine, undefined, NONE],
    [
      'is none where it finds every segment stored',
      [...mine, ...replicas({ storedBefore: true })],
      undefined,
      NONE,
    ],
    [
      'is one where it is the primary that finds them stored',
      [...pushes(PRIMARY, 20 * SECOND, 30, { storedBefore: true }), ...replicas()],
      undefined,
      ARCHIVES_TOO,
    ],
    [
      'archives alone once no upload of the primary is fresh',
      [...pushes(PRIMARY, 15 * MINUTE, 9), ...replicas()],
      undefined,
      ARCHIVES_ALONE,
    ],
    [
      'archives as well just before that',
      [...pushes(PRIMARY, 15 * MINUTE - 1, 9), ...replicas()],
      undefined,
      ARCHIVES_TOO,
    ],
    [
      'is not judged while the primary is new and silent',
      replicas(),
      promotedAgo(19 * MINUTE),
      ONLY_JUST,
    ],
    [
      'is judged once that has had the time of a switch and of an upload',
      replicas(),
      promotedAgo(20 * MINUTE),
      ARCHIVES_ALONE,
    ],
    [
      'is not judged while the metrics have known the primary for minutes',
      replicas(),
      knownFor(10 * MINUTE),
      ONLY_JUST,
    ],
    [
      'is judged once they have known it for as long as an upload is fresh',
      replicas(),
      knownFor(15 * MINUTE),
      ARCHIVES_ALONE,
    ],
    [
      'may be the next primary for a few minutes on a newer timeline',
      [...mine, ...replicas({ timeline: 6, newest: LAST + 3 }, 3)],
      undefined,
      begun('patroni-02'),
    ],
    [
      'is a fork five minutes after its first segment',
      [...mine, ...pushes(REPLICA, MINUTE, 5, { timeline: 6, newest: LAST + 3 })],
      undefined,
      [
        'critical',
        'patroni-02 archives timeline 6, a fork: the primary is patroni-01, on timeline 5',
      ],
    ],
    [
      'is a fork after that',
      [...mine, ...replicas({ timeline: 6, newest: LAST + 3 }, 7)],
      undefined,
      [
        'critical',
        'patroni-02 archives timeline 6, a fork: the primary is patroni-01, on timeline 5',
      ],
    ],
    [
      'may be the next primary without a name',
      [...mine, ...pushes(undefined, 20 * SECOND, 3, { timeline: 6, newest: LAST + 3 })],
      undefined,
      begun('another host'),
    ],
    [
      'is none of the next ones where it is a replica on the same timeline',
      [...mine, ...replicas({ newest: LAST + 3 }, 3)],
      undefined,
      ARCHIVES_TOO,
    ],
    [
      'may be the next name of the primary, which has just stopped',
      [...pushes(PRIMARY, 3 * MINUTE, 30), ...pushes('db-1', 20 * SECOND, 3, { newest: LAST + 3 })],
      undefined,
      begun('db-1'),
    ],
    [
      'is no such name after a few minutes',
      [...pushes(PRIMARY, 7 * MINUTE, 30), ...pushes('db-1', 20 * SECOND, 7, { newest: LAST + 7 })],
      undefined,
      ['critical', 'db-1 and patroni-01 (primary) both archive timeline 5'],
    ],
    [
      'is no such name where it is a replica',
      [...pushes(PRIMARY, 3 * MINUTE, 30), ...replicas({ newest: LAST + 3 }, 3)],
      undefined,
      ARCHIVES_TOO,
    ],
    [
      'is not judged by what the metrics knew of another host before the primary',
      replicas(),
      metric({ [REPLICA]: 1, [PRIMARY]: (ago) => (ago <= 10 * MINUTE ? 0 : undefined) }),
      ONLY_JUST,
    ],
    [
      'is no next primary by what the present one archived before it was promoted',
      [...pushes(PRIMARY, 40 * MINUTE, 9), ...replicas({ timeline: 6 }, 3)],
      promotedAgo(21 * MINUTE),
      ARCHIVES_ALONE,
    ],
    [
      'may be the next one by what that archived a little before it was promoted',
      [...pushes(PRIMARY, 26 * MINUTE, 9), ...replicas({ timeline: 6 }, 3)],
      promotedAgo(21 * MINUTE),
      begun('patroni-02'),
    ],
    [
      'is no fork where the primary was switched back to, and has pushed nothing but leftovers of its earlier reign',
      [...pushes(PRIMARY, 10 * MINUTE, 9, { newest: LAST - 20 }), ...replicas({ timeline: 6 }, 16)],
      promotedAgo(7 * MINUTE),
      ONLY_JUST,
    ],
    [
      'is none where those leftovers came just after it was seen to be switched back to',
      [...pushes(PRIMARY, 6 * MINUTE, 9, { newest: LAST - 20 }), ...replicas({ timeline: 6 }, 16)],
      promotedAgo(7 * MINUTE),
      ONLY_JUST,
    ],
    [
      'is a fork all the same once the primary has gone on with its own',
      [...pushes(PRIMARY, 20 * SECOND, 9), ...replicas({ timeline: 6 }, 16)],
      promotedAgo(12 * MINUTE),
      [
        'critical',
        'patroni-02 archives timeline 6, a fork: the primary is patroni-01, on timeline 5',
      ],
    ],
    [
      'is a fork from the moment on at which the switch back is settled',
      [...pushes(PRIMARY, 7 * MINUTE, 1), ...replicas({ timeline: 6 }, 16)],
      promotedAgo(12 * MINUTE),
      [
        'critical',
        'patroni-02 archives timeline 6, a fork: the primary is patroni-01, on timeline 5',
      ],
    ],
    [
      'is not known by leftovers that bear the very timeline the other had reached',
      [
        ...pushes(PRIMARY, 8 * MINUTE, 3, { timeline: 6, newest: LAST - 20 }),
        ...replicas({ timeline: 6 }, 16),
      ],
      promotedAgo(7 * MINUTE),
      ONLY_JUST,
    ],
    [
      'is not known by them where the other reached it at the very moment of the switch back',
      [
        ...pushes(PRIMARY, 8 * MINUTE, 3, { timeline: 6, newest: LAST - 20 }),
        ...pushes(REPLICA, 20 * SECOND, 7, { timeline: 6 }),
        ...pushes(REPLICA, 7 * MINUTE, 1, { timeline: 6, newest: LAST - 7 }),
      ],
      promotedAgo(7 * MINUTE),
      ONLY_JUST,
    ],
    [
      'is told apart from leftovers by its timeline where the role is seen late',
      [
        ...pushes(PRIMARY, 8 * MINUTE, 1, { timeline: 7, newest: LAST - 8 }),
        ...replicas({ timeline: 6 }, 16),
      ],
      promotedAgo(7 * MINUTE),
      [
        'critical',
        'patroni-02 still archives timeline 6 past its end, while patroni-01 is the primary, on timeline 7',
      ],
    ],
    [
      'is one wherever its segments are, if the metrics have known it',
      [...mine, ...pushes('db-1', 20 * SECOND, 7, { newest: LAST + 0x80 })],
      metric({ [PRIMARY]: 0, 'db-1': (ago) => (ago < 10 * MINUTE ? undefined : 1) }),
      ['critical', 'db-1 and patroni-01 (primary) both archive timeline 5'],
    ],
    [
      'is none there where they have not',
      [...mine, ...pushes('db-1', 20 * SECOND, 7, { newest: LAST + 0x80 })],
      undefined,
      [
        'clear',
        'log: ignored: uploads of db-1, which the metrics do not know, far from the segments of patroni-01: taken for another cluster in the same index',
      ],
    ],
    [
      'is not known where two say that they are the primary',
      mine,
      metric({ [PRIMARY]: 0, [REPLICA]: 0 }),
      ['not known', 'the primary is not known'],
    ],
    [
      'is not known while the role of the primary has just gone',
      [...mine, ...replicas()],
      metric({ [PRIMARY]: (ago) => (ago < MINUTE ? 1 : 0), [REPLICA]: 1 }),
      ['not known', 'the primary is not known'],
    ],
    [
      'is one of two where all have been replicas for an hour',
      [...mine, ...replicas()],
      metric({ [PRIMARY]: 1, [REPLICA]: 1 }),
      [
        'critical',
        'patroni-01 and patroni-02 both archive timeline 5, and only one of them can be the primary',
      ],
    ],
  ])('%s', (_situation, uploads, replica, words) => {
    expect(judged(uploads, replica)).toEqual(words);
  });
});

it('says of a host that archives too, and no longer tells its role, just that', () => {
  const finding = wrongHost(
    healthySnapshot({
      log: { uploads: [...mine, ...pushes('db-1', 20 * SECOND, 9)] },
      metrics: {
        replica: metric({
          [PRIMARY]: 0,
          [REPLICA]: 1,
          'db-1': (ago) => (ago < 10 * MINUTE ? undefined : 1),
        }),
      },
    }),
  );

  expect(told(finding)).toContain(
    'metric: patroni-01 is the primary, db-1 no longer tells its role',
  );
});

describe('two hosts that archive where nobody tells the primary', () => {
  it.each<[situation: string, other: ReturnType<typeof pushes>, words: readonly string[]]>([
    [
      'cannot both be it on one timeline',
      replicas(),
      [
        'critical',
        'patroni-01 and patroni-02 both archive timeline 5, and only one of them can be the primary',
      ],
    ],
    [
      'are one where the other finds every segment stored',
      replicas({ storedBefore: true }),
      ['clear'],
    ],
    ['are one where no line names the other', pushes(undefined, 20 * SECOND, 9), ['clear']],
    [
      'are one that was given another name',
      pushes(REPLICA, 31 * MINUTE, 5, { newest: LAST - 30 }),
      ['clear'],
    ],
    [
      'are not told apart where no line names who completed the same again',
      pushes(undefined, 25 * SECOND, 9),
      ['clear'],
    ],
    [
      'are an old one and a new one on two timelines',
      replicas({ timeline: 6 }),
      [
        'critical',
        'patroni-01 still archives timeline 5 past its end, while patroni-02 archives timeline 6',
      ],
    ],
  ])('%s', (_situation, other, words) => {
    expect(judged([...mine, ...other], NEITHER)).toEqual(words);
  });
});
