import { describe, expect, it } from '@jest/globals';
import { HOUR } from '../../src/domain/time.ts';
import { hasEnded } from '../../src/domain/upload.ts';
import { sequenceOf } from '../../src/facts/sequence.ts';
import { twoSequences } from '../../src/facts/two-sequences.ts';
import { oneNameTwoSequences } from '../../src/facts/contradictions/one-name-two-sequences.ts';
import { codeOf } from '../support/verdict.ts';
import {
  completed,
  healthySnapshot,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
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
    expect(sequenceOf(snapshot)).toEqual({
      kind: 'unknown',
      reason: 'the log has the segments of two clusters under one name',
    });
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

  it('need two changes from one to the other, and more segments between than twenty pushes write', () => {
    const changes = (minutes: number) =>
      twoSequences(
        snapshotOf((minute) => (minute <= minutes ? segmentName(5, FAR - minute) : undefined)),
      );
    expect(changes(1)).toBeUndefined();
    expect(changes(2)).toBeDefined();

    // 16 segments a second, in an hour and the 20 seconds between the two.
    const apart = (segments: number) =>
      twoSequences(snapshotOf((minute) => segmentName(5, 0x10 * 256 + 0x78 - minute + segments)));
    expect(apart(57_920)).toBeUndefined();
    expect(apart(57_921)?.apart).toBe(57_921);
  });

  it('are none where one has ended before the other begins, in whichever order the lines came', () => {
    const uploads = Array.from({ length: 6 }, (_, index) => 6 - index).flatMap((minute) => [
      completed((minute + 10) * MINUTE, { file: segment(0x78 - minute) }),
      completed(minute * MINUTE, { file: segmentName(5, FAR - minute) }),
    ]);

    expect(twoSequences(healthySnapshot({ log: { uploads } }))).toBeUndefined();
  });

  it('are none of two hosts', () => {
    const { uploadLog } = snapshotOf((minute) => segmentName(5, FAR - minute));
    if (uploadLog.kind === 'unavailable') throw new Error('there is a log');
    const uploads = uploadLog.value.uploads.map((upload) =>
      upload.file > segment(0xff) ? { ...upload, host: REPLICA } : upload,
    );

    const ended = { from: NOON - HOUR, uploads: uploads.filter(hasEnded) };
    expect(twoSequences(healthySnapshot({ log: { uploads, ended } }))).toBeUndefined();
  });
});

describe('two sequences under the name of the primary', () => {
  it('are told with the filter that would choose one of them', () => {
    const snapshot = snapshotOf((minute) =>
      minute > 3 ? undefined : segmentName(5, 0x10 * 256 + 0x78 - minute + 60_000),
    );
    const primary = { kind: 'one', host: PRIMARY, since: undefined, replicas: [] } as const;

    expect(oneNameTwoSequences(snapshot, primary)).toEqual({
      words: `the log has two sequences of timeline 5 by ${PRIMARY}, 60000 segments apart: those of two clusters whose hosts have the same names`,
      evidence: [{ from: 'log', text: 'segments of both take turns, 60000 apart' }],
      nextSteps: [
        {
          text: 'narrow elasticsearch.filter so that it chooses the documents of this cluster alone',
        },
      ],
    });
    expect(oneNameTwoSequences(healthySnapshot(), primary)).toBeUndefined();
  });
});
