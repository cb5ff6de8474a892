import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/time.ts';
import { DEFAULT_WATCH, lookEvery } from '../../../src/threads/record/watch-settings.ts';

describe('the time between two looks', () => {
  it.each([
    [-1, 30],
    [0, 30],
    [10 * MINUTE - 1, 30],
    [10 * MINUTE, 60],
    [HOUR - 1, 60],
    [HOUR, 300],
  ])('grows with how long a thread is watched: after %i ms', (watchedFor, seconds) => {
    expect(lookEvery(watchedFor, DEFAULT_WATCH)).toBe(seconds * SECOND);
  });
});
