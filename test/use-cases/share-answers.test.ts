import { describe, expect, it } from '@jest/globals';
import { shareAnswers } from '../../src/use-cases/share-answers.ts';

describe('shared answers', () => {
  let time = 0;
  const counting = () => {
    let asked = 0;
    return shareAnswers(
      async () => {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return { asked };
      },
      () => time,
      (answer, ageMs) => ({ ...answer, ageMs }),
    );
  };

  it('ask once for all who ask at the same time', async () => {
    const ask = counting();

    expect(await Promise.all([ask(), ask(), ask()])).toEqual(
      Array.from({ length: 3 }, () => ({ asked: 1 })),
    );
  });

  it('are told with their age for a second, and then asked for anew', async () => {
    const ask = counting();
    expect(await ask()).toEqual({ asked: 1 });

    time += 999;
    expect(await ask()).toEqual({ asked: 1, ageMs: 1000 });
    time += 1;
    expect(await ask()).toEqual({ asked: 2 });
  });

  it('are the very same for all who ask at about the same time', async () => {
    const ask = counting();
    await ask();

    time += 180;
    const one = await ask();
    time += 40;

    expect(await ask()).toBe(one);
    expect(one).toEqual({ asked: 1, ageMs: 200 });
    time += 80;
    expect(await ask()).toEqual({ asked: 1, ageMs: 300 });
  });

  it('are told to whoever asked by then and had to wait for their turn, up to five seconds', async () => {
    let asked = 0;
    let askedAt = 0;
    let clock = 0;
    const ask = shareAnswers(
      () => Promise.resolve({ asked: (asked += 1) }),
      () => clock,
      (answer, ageMs) => ({ ...answer, ageMs }),
      () => askedAt,
    );
    clock = 1000;
    await ask();

    [clock, askedAt] = [5900, 1999];
    expect(await ask()).toEqual({ asked: 1, ageMs: 4900 });
    askedAt = 2000;
    expect(await ask()).toEqual({ asked: 2 });
    [clock, askedAt] = [10_900, 5900];
    expect(await ask()).toEqual({ asked: 3 });
  });

  it('do not keep a failure', async () => {
    let fail = true;
    const ask = shareAnswers(
      () => (fail ? Promise.reject(new Error('no')) : Promise.resolve('yes')),
      () => 0,
    );

    await expect(ask()).rejects.toThrow('no');
    fail = false;
    expect(await ask()).toBe('yes');
  });
});
