import { expect, it } from '@jest/globals';
import { createForgetfulStore } from '../../../src/threads/stores/in-memory.ts';
import { takeLease } from '../../../src/threads/tend/lease.ts';
import { aRequest } from '../../support/thread-store-contract.ts';

/** A lease of ten seconds; asking for it takes as long as the test says. */
function rig() {
  const clock = { ms: 0, asking: 0 };
  const store = createForgetfulStore(
    () => 0,
    () => clock.ms,
  );
  const slow = {
    take: (thread: string, owner: string, leaseMs: number) => {
      const taken = store.take(thread, owner, leaseMs);
      clock.ms += clock.asking;
      return taken;
    },
    release: store.release,
  };
  const take = (owner: string) => takeLease(slow, 'C1|a', owner, 10_000, () => clock.ms);
  return { clock, store, take };
}

it('a lease is not taken from another who holds it, and is once that one lets go', async () => {
  const { take } = rig();
  const mine = await take('me');
  expect(await take('other')).toBeUndefined();

  await mine?.release();

  expect(await take('other')).toBeDefined();
});

it('a lease is held from before it was asked for: never longer than the store believes', async () => {
  const { take, clock } = rig();
  clock.asking = 3000;
  const lease = await take('me');

  expect(lease?.isHeldFor(6999)).toBe(true);
  expect(lease?.isHeldFor(7000)).toBe(false);
});

it('a lease that is renewed is held on, and tells how many requests wait', async () => {
  const { take, clock, store } = rig();
  const lease = await take('me');
  await store.leave('x', 'C1|a', aRequest());
  clock.ms = 9000;

  expect(await lease?.renew()).toBe(1);
  expect(lease?.isHeldFor(9999)).toBe(true);
});

it('a lease that another took meanwhile is held no more', async () => {
  const { take, clock } = rig();
  const lease = await take('me');
  clock.ms = 10_000;
  await take('other');

  expect(await lease?.renew()).toBeUndefined();
  clock.ms = 0;
  expect(lease?.isHeldFor(0)).toBe(false);
});
