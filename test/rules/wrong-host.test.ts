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
      'is not known where two say that they are the primary',
      mine,
      metric({ [PRIMARY]: 0, [REPLICA]: 0 }),
      ['not known', 'the primary is not known'],
    ],
  ])('%s', (_situation, uploads, replica, words) => {
    expect(judged(uploads, replica)).toEqual(words);
  });
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
