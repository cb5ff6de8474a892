import { describe, expect, it } from '@jest/globals';
import { shareAnswers } from '../../src/use-cases/share-answers.ts';

describe('shared answers', () => {
  it('ask once for all who ask at the same time, and again for whoever comes later', async () => {
    let asked = 0;
    const ask = shareAnswers(async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return asked;
    });

    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    expect(await ask()).toBe(2);
  });

  it('do not keep a failure', async () => {
    let fail = true;
    const ask = shareAnswers(() =>
      fail ? Promise.reject(new Error('no')) : Promise.resolve('yes'),
    );

    await expect(ask()).rejects.toThrow('no');
    fail = false;
    expect(await ask()).toBe('yes');
  });
});
