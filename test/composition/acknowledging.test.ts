import { describe, expect, it } from '@jest/globals';
import { askAcknowledgements } from '../../src/composition/acknowledging.ts';
import { StateFault } from '../../src/domain/state-fault.ts';

const PATIENCE_MS = 1;
let told: unknown[][];
let at: number;
const log = { error: (...what: unknown[]) => told.push(what) };
const asking = (all: () => Promise<never>) => {
  told = [];
  at = 0;
  return askAcknowledgements({ all }, log, () => at, PATIENCE_MS);
};

describe('acknowledgements, for an answer', () => {
  it('that come too late are none, which is one line a minute without a stack', async () => {
    const ask = asking(() => new Promise(() => undefined));

    for (at of [0, 5000, 59_999, 60_000]) await expect(ask()).resolves.toEqual([]);

    expect(told).toEqual(
      [0, 60_000].map(() => [
        { reason: 'the state did not answer within 1 ms' },
        'acknowledgements could not be read; nothing counts as acknowledged',
      ]),
    );
  });

  it('that the state refuses are none, and told by whoever opened it', async () => {
    const ask = asking(() => Promise.reject(new StateFault('OOM', undefined)));

    await expect(ask()).resolves.toEqual([]);

    expect(told).toEqual([]);
  });

  it('that a bug of ours loses are none, and the log has its stack', async () => {
    const bug = new TypeError('of undefined');
    const ask = asking(() => Promise.reject(bug));

    await expect(ask()).resolves.toEqual([]);

    expect(told.map(([what]) => what)).toEqual([{ err: bug }]);
  });
});
