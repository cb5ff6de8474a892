import { describe, expect, it } from '@jest/globals';
import type { Evidence } from '../../src/domain/finding.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { wrongHost } from '../../src/rules/wrong-host.ts';
import {
  completed,
  healthySnapshot,
  LAST,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
import { told } from '../support/told.ts';

interface Pushes {
  readonly timeline?: number;
  readonly destination?: string;
}
/** A segment each minute up to the newest, which completed so long ago. */
const pushes = (
  host: string | undefined,
  agoMs: number,
  newest: number,
  { timeline = 5, ...rest }: Pushes = {},
) =>
  Array.from({ length: 5 }, (_, index) =>
    completed(agoMs + (4 - index) * MINUTE, {
      host,
      file: segment(newest - 4 + index, timeline),
      ...rest,
    }),
  );
const besideThePrimary = (...uploads: readonly ReturnType<typeof pushes>[]) =>
  wrongHost(healthySnapshot({ log: { uploads: uploads.flat() } }));

const HOME = 's3://bucket/main';
const mine = pushes(PRIMARY, 20 * SECOND, LAST, { destination: HOME });
/** What was left of timeline 4, before the first segment of the primary’s. */
const leftover = (agoMs: number, timeline = 4) =>
  pushes(REPLICA, agoMs, LAST - 5, { timeline, destination: HOME });
const clone = (destination: string) => pushes('db-ci', 20 * SECOND, LAST, { destination });
const NONE = ['clear', 'log: no other host of the cluster completed an upload'];
const LEFT = (timeline: number) =>
  `log: patroni-02 still uploads what is left of timeline ${timeline}: harmless`;
const CLONE_AWAY =
  'log: ignored: uploads of db-ci, which the metrics do not know, to another destination (s3://bucket/ci): taken for another cluster in the same index';

describe('what others upload beside the primary, and is no fault', () => {
  it.each<
    readonly [what: string, uploads: readonly ReturnType<typeof pushes>[], words: readonly string[]]
  >([
    [
      'is told of a replica that drains an older timeline',
      [mine, leftover(MINUTE)],
      ['clear', LEFT(4)],
    ],
    [
      'is told with the newest of several timelines that it drains',
      [mine, leftover(2 * MINUTE, 4), leftover(MINUTE, 3)],
      ['clear', LEFT(4)],
    ],
    [
      'is told while the last of it is not as old as a stale upload',
      [mine, leftover(15 * MINUTE - 1)],
      ['clear', LEFT(4)],
    ],
    ['is not told of what is that old', [mine, leftover(15 * MINUTE)], NONE],
    [
      'is not told of the name that the primary had before',
      [pushes(PRIMARY, 20 * SECOND, LAST), pushes('db-old', 10 * MINUTE, LAST - 5)],
      NONE,
    ],
    [
      'is not told of far uploads that no line gives a host',
      [mine, pushes(undefined, MINUTE, LAST + 0x80)],
      NONE,
    ],
    [
      'is told of each host by its own destination',
      [mine, clone('s3://bucket/ci'), leftover(MINUTE)],
      ['clear', CLONE_AWAY, LEFT(4)],
    ],
    [
      'is told of a replica that has a place of its own',
      [mine, pushes(REPLICA, MINUTE, LAST, { destination: 's3://bucket/copy' })],
      [
        'clear',
        'log: patroni-02 archives to another destination (s3://bucket/copy), in addition to patroni-01: harmless',
      ],
    ],
    [
      'is not told of one that nobody can compare, since the primary completed nothing',
      [pushes('db-ci', MINUTE, LAST)],
      NONE,
    ],
  ])('%s', (_what, uploads, words) => {
    expect(told(besideThePrimary(...uploads))).toEqual(words);
  });

  it.each([
    ['elsewhere', clone('s3://bucket/ci'), [true]],
    ['far away', pushes('db-ci', MINUTE, LAST + 0x80), [true]],
    ['not, where it is of an older timeline', leftover(MINUTE), [undefined]],
  ])('is left out of account %s', (_where, uploads, leftOut) => {
    const { evidence } = besideThePrimary(mine, uploads) as { evidence: readonly Evidence[] };

    expect(evidence.map(({ isLeftOut }) => isLeftOut)).toEqual(leftOut);
  });
});
