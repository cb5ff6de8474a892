import { describe, expect, it } from '@jest/globals';
import { createSeriesCount } from '../../src/sources/prometheus/count-series.ts';

describe('the count of series that come in', () => {
  it('is the same however the answer is cut', () => {
    const answer = JSON.stringify({
      data: {
        result: [{ metric: { a: '1' } }, { metric: {} }, { metric: { metric: '"metric":{' } }],
      },
    });

    for (let size = 1; size <= answer.length; size += 1) {
      const count = createSeriesCount();
      let last = 0;
      for (let at = 0; at < answer.length; at += size) {
        last = count(Buffer.from(answer.slice(at, at + size)));
      }
      expect(last).toBe(3);
    }
  });
});
