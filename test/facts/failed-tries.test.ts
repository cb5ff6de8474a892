import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failedTries } from '../../src/facts/failed-tries.ts';
import { SECOND } from '../../src/domain/time.ts';
import { failure, segment } from '../support/snapshot.ts';

describe('the number of failed tries', () => {
  it.each([
    { apart: SECOND - 1, tries: 1 },
    { apart: SECOND, tries: 2 },
  ])('two complaints of a file, $apart ms apart: $tries', ({ apart, tries }) => {
    const file = segment(1);

    expect(failedTries([failure(apart, { file }), failure(0, { file })])).toBe(tries);
  });

  it('files that fail at the same time are tries of their own', () => {
    expect(failedTries([failure(0, { file: segment(1) }), failure(0, { file: segment(2) })])).toBe(
      2,
    );
  });

  it('a complaint that names no file is about what has just failed', () => {
    expect(failedTries([failure(5, { file: segment(1) }), failure(0)])).toBe(1);
  });

  it('is the same in whatever order the complaints come', () => {
    const complaints = [2 * SECOND, 0, SECOND].map((ago) => failure(ago, { file: segment(1) }));

    expect(failedTries(complaints)).toBe(3);
    expect(failedTries([...complaints].reverse())).toBe(3);
  });

  it('is more where PostgreSQL has seen more than the archiver says', () => {
    const reported = [8000, 6500, 4000].map((ago) => failure(ago, { reportedBy: 'postgresql' }));

    expect(failedTries([failure(9000), ...reported])).toBe(3);
    expect(failedTries(reported)).toBe(3);
  });

  it('is not more for a complaint that is no further try, but one where it is all there is', () => {
    const last = failure(0, { reportedBy: 'postgresql', isTry: false });

    expect(failedTries([failure(9000, { reportedBy: 'postgresql' }), last])).toBe(1);
    expect(failedTries([last])).toBe(1);
    expect(failedTries([])).toBe(0);
  });

  it('a complaint without a file long after is a try of its own', () => {
    expect(failedTries([failure(5000, { file: segment(1) }), failure(0)])).toBe(2);
    expect(failedTries([failure(5000), failure(4500, { file: segment(1) })])).toBe(2);
  });

  it('counts what PostgreSQL reports of the same tries only once', () => {
    const own = [failure(9000), failure(5000)];
    const reported = [8000, 6500, 4000].map((ago) => failure(ago, { reportedBy: 'postgresql' }));

    expect(failedTries([...own, ...reported])).toBe(3);
  });

  it('is at least one and at most as many as there are complaints', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1 }), (ages) => {
        const tries = failedTries(ages.map((age) => failure(age)));
        return tries >= 1 && tries <= ages.length;
      }),
    );
  });
});
