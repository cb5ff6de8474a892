import { describe, expect, it } from '@jest/globals';
import { once, oncePerSnapshot } from '../../src/facts/once.ts';
import { healthySnapshot } from '../support/snapshot.ts';

describe('a fact that several ask for', () => {
  it('is made once for each snapshot', () => {
    const asked: string[] = [];
    const fact = oncePerSnapshot(({ cluster }) => {
      asked.push(cluster.name);
      return undefined;
    });
    const [one, other] = [healthySnapshot(), healthySnapshot()];
    [one, other, one, other].forEach((snapshot) => fact(snapshot));

    expect(asked).toHaveLength(2);
  });

  it('is not made before it is asked for, and what was made is given again', () => {
    let made = 0;
    const count = once(() => (made += 1));

    expect(made).toBe(0);
    expect([count(), count(), made]).toEqual([1, 1, 1]);
  });
});
