import { expect } from '@jest/globals';
import type { Arrival } from '../../src/threads/record/arrival.ts';
import type { ThreadRequest } from '../../src/threads/record/request.ts';
import type { ThreadRecord } from '../../src/threads/record/thread-record.ts';
import type { ThreadStore } from '../../src/threads/record/thread-store.ts';

export const aRequest = (at = 5): ThreadRequest => ({
  kind: 'watch',
  at,
  channel: 'C1',
  cluster: 'a',
  user: 'U1',
});

export const anArrival = (key: string): Arrival => ({
  arrivedAt: 5,
  alert: {
    key,
    title: 'walgBackupDelayed',
    labels: { env: ['gprd'] },
    text: 'walgBackupDelayed',
    at: 4,
  },
});

export const aRecord = (): ThreadRecord => ({
  key: 'C1|a',
  channel: 'C1',
  cluster: 'a',
  episode: 'e',
  rootTs: '1.2',
  openedAt: 5,
  watchedSince: 5,
  alerts: [],
  moreAlerts: 0,
  reply: { id: 'reply', tried: false },
  notes: [],
  timeline: [],
  noted: [],
  closed: false,
});

/** What every store keeps to. */
export const STORE_CASES: readonly (readonly [
  promise: string,
  expectKept: (store: ThreadStore) => Promise<void>,
])[] = [
  [
    'takes a request once, however many leave it at the same time',
    async (store) => {
      const taken = await Promise.all(
        Array.from({ length: 10 }, () => store.leave('x', 'C1|a', aRequest())),
      );

      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await store.requests('C1|a')).toEqual([aRequest()]);
      expect(await store.live()).toEqual(['C1|a']);
    },
  ],
  [
    'gives a lease to one owner at a time, until it ends or is let go',
    async (store) => {
      expect(await store.take('C1|a', 'me', 150)).toEqual({ waiting: 0 });
      expect(await store.take('C1|a', 'me', 150)).toEqual({ waiting: 0 });
      expect(await store.take('C1|a', 'other', 150)).toBeUndefined();
      await store.release('C1|a', 'other');
      expect(await store.take('C1|a', 'other', 150)).toBeUndefined();

      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await store.take('C1|a', 'other', 60_000)).toEqual({ waiting: 0 });
      await store.release('C1|a', 'other');
      await store.release('C1|a', 'other');
      expect(await store.take('C1|a', 'me', 150)).toEqual({ waiting: 0 });
    },
  ],
  [
    'lets the owner alone write, and takes off only what it was told to',
    async (store) => {
      await store.leave('x', 'C1|a', aRequest(1));
      await store.leave('y', 'C1|a', aRequest(2));
      expect(await store.write('me', aRecord(), 2)).toBe(false);
      expect(await store.read('C1|a')).toBeUndefined();

      expect(await store.take('C1|a', 'me', 60_000)).toEqual({ waiting: 2 });
      expect(await store.write('me', aRecord(), 1)).toBe(true);
      expect(await store.read('C1|a')).toEqual(aRecord());
      expect(await store.requests('C1|a')).toEqual([aRequest(2)]);
      expect(await store.write('other', { ...aRecord(), episode: 'f' }, 0)).toBe(false);
      expect((await store.read('C1|a'))?.episode).toBe('e');
    },
  ],
  [
    'does not let go of a thread that is over while a request waits',
    async (store) => {
      const over: ThreadRecord = { ...aRecord(), ended: { by: 'refused', at: Date.now() } };
      await store.leave('x', 'C1|a', aRequest(1));
      await store.leave('y', 'C1|a', aRequest(2));
      await store.take('C1|a', 'me', 60_000);

      await store.write('me', over, 1);
      expect(await store.live()).toEqual(['C1|a']);
      await store.write('me', over, 1);
      expect(await store.live()).toEqual([]);
      expect((await store.read('C1|a'))?.ended?.by).toBe('refused');
    },
  ],
  [
    'keeps what arrived until it has a place, and takes in nothing twice',
    async (store) => {
      const both = [anArrival('a'), anArrival('b')];
      const fresh = await Promise.all([store.arrive(both), store.arrive(both)]);
      expect([...fresh.flat()].sort()).toEqual(['a', 'b']);
      expect([...(await store.arrivals())].sort(byKey)).toEqual(both);

      await store.placed('a');
      expect(await store.arrivals()).toEqual([anArrival('b')]);
      expect(await store.arrive([anArrival('a'), anArrival('c')])).toEqual(['c']);
      expect(await store.live()).toEqual([]);
    },
  ],
  [
    'remembers when it was born',
    async (store) => {
      const born = await store.bornAt();

      expect(Math.abs(Date.now() - born)).toBeLessThan(5000);
      expect(await store.bornAt()).toBe(born);
    },
  ],
  [
    'keeps papers by kind and name, and takes them away',
    async (store) => {
      expect(await store.keepPaper('acknowledgement', 'a:1', { because: 'known' })).toBe(true);
      expect(await store.keepPaper('acknowledgement', 'b:1', { because: 'other' })).toBe(true);
      expect(await store.keepPaper('acknowledgement', 'a:1', { because: 'changed' })).toBe(true);
      expect(await store.papers('guard')).toEqual(new Map());
      expect(await store.papers('acknowledgement')).toEqual(
        new Map([
          ['a:1', { because: 'changed' }],
          ['b:1', { because: 'other' }],
        ]),
      );

      await store.keepPaper('acknowledgement', 'a:1', undefined);
      expect([...(await store.papers('acknowledgement')).keys()]).toEqual(['b:1']);
      expect(await store.live()).toEqual([]);
    },
  ],
  [
    'lets only the holder of a lease keep what goes with it',
    async (store) => {
      const mine = { lease: 'guard', owner: 'me' };
      expect(await store.keepPaper('guard', 'state', { at: 1 }, mine)).toBe(false);
      await store.take('guard', 'me', 60_000);
      expect(await store.keepPaper('guard', 'state', { at: 2 }, mine)).toBe(true);
      const theirs = { lease: 'guard', owner: 'other' };
      expect(await store.keepPaper('guard', 'state', { at: 3 }, theirs)).toBe(false);
      expect(await store.papers('guard')).toEqual(new Map([['state', { at: 2 }]]));
      expect(await store.live()).toEqual([]);
    },
  ],
];

const byKey = (a: Arrival, b: Arrival): number => (a.alert.key < b.alert.key ? -1 : 1);
