import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../src/domain/time.ts';
import { completions } from '../../src/facts/completions.ts';
import {
  completed,
  healthySnapshot,
  LAST,
  NOON,
  PRIMARY,
  REPLICA,
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
