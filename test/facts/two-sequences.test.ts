import { describe, expect, it } from '@jest/globals';
import { twoSequences } from '../../src/facts/two-sequences.ts';
import { codeOf } from '../support/verdict.ts';
import { completed, healthySnapshot, PRIMARY, segment } from '../support/snapshot.ts';
import { segmentName } from '../support/segment-name.ts';
import { MINUTE, SECOND } from '../support/time.ts';

/** Segments that complete one a minute, the last half a minute ago, and others between them. */
const snapshotOf = (between: (minute: number) => string | undefined) =>
  healthySnapshot({
    log: {
      uploads: Array.from({ length: 20 }, (_, index) => 20 - index).flatMap((minute) => {
        const file = between(minute);
        return [
          completed((minute - 1) * MINUTE + 40 * SECOND, { file: segment(0x78 - minute) }),
          ...(file === undefined
            ? []
            : [completed((minute - 1) * MINUTE + 20 * SECOND, { file, pid: 7000 + minute })]),
        ];
      }),
    },
  });
const FAR = 0x1234_0000;

describe('two sequences under one name', () => {
  it('are told where they take turns, farther apart than anybody writes meanwhile', () => {
    const snapshot = snapshotOf((minute) => segmentName(5, FAR - minute));

    expect(twoSequences(snapshot)).toMatchObject({ host: PRIMARY, timeline: 5 });
    expect(codeOf(snapshot)).toBe('cannot-tell');
  });

  it('are none of two timelines, of one that begins anew, or of what is pushed once more', () => {
    expect(twoSequences(snapshotOf((minute) => segmentName(6, FAR - minute)))).toBeUndefined();
    expect(
      twoSequences(snapshotOf((minute) => (minute === 1 ? segmentName(5, FAR) : undefined))),
    ).toBeUndefined();
    expect(twoSequences(snapshotOf((minute) => segmentName(5, 500 - minute)))).toBeUndefined();
    expect(twoSequences(healthySnapshot())).toBeUndefined();
  });
});
