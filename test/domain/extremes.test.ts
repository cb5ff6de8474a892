import { describe, expect, it } from '@jest/globals';
import { greatest, least } from '../../src/domain/extremes.ts';

describe('the least and the greatest', () => {
  it('are there of any number of values, also of more than a call has room for', () => {
    const values = Array.from({ length: 300_000 }, (_, index) => index - 7);

    expect(least(values)).toBe(-7);
    expect(greatest(values)).toBe(299_992);
  });

  it('are not there of none', () => {
    expect(least([])).toBeUndefined();
    expect(greatest([])).toBeUndefined();
  });
});
