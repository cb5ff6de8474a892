import { describe, expect, it } from '@jest/globals';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { isLoneFailure, isRetrying, lastingFailures } from '../../src/facts/lasting-failures.ts';
import { failure, NOON, REPLICA, segment } from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const FILE = { file: segment(1) };
/** A try that the archiver repeats by itself, so long ago. */
const retried = (ago: number, over: Parameters<typeof failure>[1] = FILE) =>
  failure(ago, { retrying: true, ...over });
const lasting = (...failures: readonly ReturnType<typeof failure>[]) =>
  lastingFailures(failures, NOON, 5 * MINUTE);

describe('a failure that the archiver repeats by itself', () => {
  it('passes for less than a fifth of the time after which an upload is stuck, and lasts from then on', () => {
    expect(lasting(retried(MINUTE - 1))).toEqual([]);
    expect(lasting(retried(MINUTE))).toHaveLength(1);
  });

  it('lasts with the first of the same file', () => {
    expect(lasting(retried(MINUTE), retried(SECOND))).toHaveLength(2);
    expect(lasting(retried(MINUTE), retried(SECOND, { file: segment(2) }))).toEqual([
      retried(MINUTE),
    ]);
  });

  it('does not last since another host has failed with the same file', () => {
    expect(lasting(retried(MINUTE, { ...FILE, host: REPLICA }), retried(SECOND))).toEqual([
      retried(MINUTE, { ...FILE, host: REPLICA }),
    ]);
  });

  it('lasts once a try of the same file has come to its end', () => {
    expect(lasting(retried(2 * SECOND), failure(SECOND, FILE))).toHaveLength(2);
    expect(lasting(retried(2 * SECOND), failure(SECOND, { file: segment(2) }))).toEqual([
      failure(SECOND, { file: segment(2) }),
    ]);
  });
});

describe('a failure that is not repeated by the archiver', () => {
  it('lasts from the first moment', () => {
    expect(lasting(failure(0, FILE))).toHaveLength(1);
  });
});

describe('an archiver', () => {
  it('is still at it while none of its tries has come to its end', () => {
    expect(isRetrying([retried(SECOND), retried(0)])).toBe(true);
    expect(isRetrying([retried(SECOND), failure(0)])).toBe(false);
    expect(isRetrying([failure(0)])).toBe(false);
  });

  it('that did not fail does not try again', () => {
    expect(isRetrying([])).toBe(false);
  });
});

describe('a lone failure', () => {
  const isLone = (over: Partial<Parameters<typeof isLoneFailure>[0]>) =>
    isLoneFailure(
      { count: 1, firstAt: NOON, lastSuccessAt: NOON - MINUTE, ...over },
      NOON,
      DEFAULT_THRESHOLDS,
    );

  it('is one try that failed just now', () => {
    expect(isLone({})).toBe(true);
    expect(isLone({ count: 2 })).toBe(false);
    expect(isLone({ firstAt: NOON - MINUTE + 1, lastSuccessAt: NOON - 2 * MINUTE })).toBe(true);
    expect(isLone({ firstAt: NOON - MINUTE, lastSuccessAt: NOON - 2 * MINUTE })).toBe(false);
  });

  it('is of a host that archived until then', () => {
    expect(isLone({ lastSuccessAt: NOON - 15 * MINUTE + 1 })).toBe(true);
    expect(isLone({ lastSuccessAt: NOON - 15 * MINUTE })).toBe(false);
    expect(isLone({ lastSuccessAt: undefined })).toBe(false);
  });
});
