import { expect, it } from '@jest/globals';
import { partStates } from '../../src/operation/readiness.ts';

const never = () => new Promise<undefined>(() => undefined);

it('what a part lacks is said in its own words where it is not known in time', async () => {
  const states = await partStates(
    [
      { name: 'slack', lacks: never },
      { name: 'state', lacks: never, whenLate: 'the state cannot be reached (no answer)' },
    ],
    20,
  );

  expect(states).toEqual([
    { part: 'slack', isReady: false, why: 'no answer within 20 ms' },
    { part: 'state', isReady: false, why: 'the state cannot be reached (no answer)' },
  ]);
});
