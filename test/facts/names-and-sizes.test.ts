import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { segmentSizeDoubt } from '../../src/facts/segment-size.ts';
import {
  completed,
  healthySnapshot,
  metric,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE } from '../support/time.ts';

const MIB = 1024 * 1024;
type Place = readonly [log: number, segment: number, timeline?: number];

const nameOf = ([log, segment, timeline = 5]: Place): string =>
  [timeline, log, segment].map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('');
const done = (place: Place, host = PRIMARY) => completed(MINUTE, { file: nameOf(place), host });
const doubt = (places: readonly Place[], mib = 16, log: Partial<LogParts> = {}) =>
  segmentSizeDoubt(
    healthySnapshot({
      cluster: { walSegmentSize: mib * MIB },
      log: { uploads: places.map((place) => done(place)), ...log },
    }),
  );

describe('a name that no segment of the configured size has', () => {
  it('says how large they are at most', () => {
    expect(
      doubt(
        [
          [1, 0x3f],
          [1, 0x40],
          [1, 2],
        ],
        64,
      ),
    ).toEqual({
      words: `${PRIMARY} uploads ${nameOf([1, 0x40])}, and with segments of 64 MiB (walSegmentSize) no file has such a name: they have 32 MiB or less`,
      file: nameOf([1, 0x40]),
    });
    expect(doubt([[1, 0x7f]], 64)?.words).toContain('they have 32 MiB or less');
    expect(doubt([[1, 0x80]], 64)?.words).toContain('they have 16 MiB or less');
    expect(doubt([[1, 0x3f]], 64)).toBeUndefined();
  });

  it('says nothing of a size where none would do', () => {
    expect(doubt([[1, 0xfff]], 64)?.words).toContain('they have 1 MiB or less');
    expect(doubt([[1, 0x1000]], 64)?.words).toMatch(/no file has such a name$/);
  });

  it('is of the host that archives, by any file that it has begun or ended, and of no other', () => {
    const begun = open(MINUTE, { file: nameOf([1, 0x100]) });

    expect(doubt([], 16, { uploads: [begun] })).toBeDefined();
    expect(doubt([], 16, { uploads: [done([1, 0x100], REPLICA), done([1, 1])] })).toBeUndefined();
    const ended = { from: NOON - 60 * MINUTE, uploads: [done([1, 0x100])] };
    expect(doubt([], 16, { uploads: [], ended })).toBeDefined();
  });

  it('is not known where none archives, or without a log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(segmentSizeDoubt(healthySnapshot({ uploadLog }))).toBeUndefined();
    expect(doubt([])).toBeUndefined();
    const nobodys = { ...done([1, 0x100]), host: undefined, archiver: 'barman' as const };
    const replica = metric({ [REPLICA]: 1 });
    expect(
      segmentSizeDoubt(healthySnapshot({ metrics: { replica }, log: { uploads: [nobodys] } }))
        ?.words,
    ).toMatch(/^the host uploads /);
  });

  it('is no matter of other files', () => {
    const files = ['00000006.history', `${nameOf([1, 0x100])}.partial`];

    expect(
      doubt([], 16, { uploads: files.map((file) => completed(MINUTE, { file })) }),
    ).toBeUndefined();
  });
});

describe('names that come round too early', () => {
  it('say how large the segments are', () => {
    expect(
      doubt([
        [1, 0x3e],
        [1, 0x3f],
        [2, 0],
        [2, 1],
      ]),
    ).toEqual({
      words: `the segments of ${PRIMARY} go from names that end in 3F to ones that end in 00, as segments of 64 MiB do, and segments of 16 MiB (walSegmentSize) are configured`,
      file: nameOf([1, 0x3f]),
    });
    expect(
      doubt([
        [1, 3],
        [2, 0],
      ])?.words,
    ).toContain('end in 03 to ones that end in 00, as segments of 1024 MiB do');
    expect(
      doubt([
        [7, 0x3f],
        [3, 0x3f],
        [4, 0],
      ])?.file,
    ).toBe(nameOf([3, 0x3f]));
  });

  it.each<readonly [string, Place[]]>([
    [
      'at the size that is configured',
      [
        [1, 0xff],
        [2, 0],
      ],
    ],
    [
      'at a number that no size ends at',
      [
        [1, 0x3e],
        [2, 0],
      ],
    ],
    [
      'before the largest size would',
      [
        [1, 1],
        [2, 0],
      ],
    ],
    [
      'with a hole between',
      [
        [1, 0x3f],
        [3, 0],
      ],
    ],
    [
      'behind the name',
      [
        [1, 0x3f],
        [1, 0],
      ],
    ],
    [
      'on another timeline',
      [
        [1, 0x3f],
        [2, 0, 6],
      ],
    ],
    [
      'not to the first name',
      [
        [1, 0x3f],
        [2, 1],
      ],
    ],
  ])('are none %s', (_what, places) => {
    expect(doubt(places)).toBeUndefined();
  });
});
