import { describe, expect, it } from '@jest/globals';
import { closest } from '../../src/domain/closest.ts';

const KEYS = ['url', 'index', 'lookback', 'walWaitingWarning', 'walWaitingCritical'];

describe('the word that was meant', () => {
  it.each([
    ['indx', 'index'],
    ['INDEX', 'index'],
    ['lookBack', 'lookback'],
    ['walWaitingWarn', 'walWaitingWarning'],
    ['walWaitingCriticl', 'walWaitingCritical'],
    ['uri', 'url'],
    ['host', undefined],
    ['something', undefined],
  ])('for %s is %s', (word, meant) => {
    expect(closest(word, KEYS)).toBe(meant);
  });

  it('is none where there is nothing to choose from', () => {
    expect(closest('x', [])).toBeUndefined();
  });
});
