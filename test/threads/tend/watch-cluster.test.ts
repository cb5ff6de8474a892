import { describe, expect, it } from '@jest/globals';
import type { ThreadRecord } from '../../../src/threads/record/thread-record.ts';
import { createForgetfulStore } from '../../../src/threads/stores/in-memory.ts';
import type { Turn } from '../../../src/threads/tend/thread-turn.ts';
import { createStopWatching, createWatchCluster } from '../../../src/threads/tend/watch-cluster.ts';
import { aRecord } from '../../support/thread-store-contract.ts';

const THREAD = 'C1|a';
const POSTED = { reply: { id: 'reply', tried: true, ts: '2.1' } };
const ENDED = { ended: { by: 'stopped', at: 6 } } as const;

/** The thread as it is remembered, and a tender whose turns end as the test says. */
async function rig(record?: Partial<ThreadRecord>, turn: Turn = { kind: 'lost' }) {
  const at = { now: 10 };
  const store = createForgetfulStore(
    () => at.now,
    () => 0,
  );
  const remember = async (more: Partial<ThreadRecord>): Promise<void> => {
    await store.take(THREAD, 'me', 1000);
    await store.write('me', { ...aRecord(), ...more }, 0);
  };
  if (record !== undefined) await remember(record);
  const tended: string[] = [];
  const tender = {
    tend: (thread: string) => {
      tended.push(thread);
      return Promise.resolve(turn);
    },
  };
  const slack = { linkTo: (channel: string, ts: string) => `https://x/${channel}/${ts}` };
  return {
    at,
    store,
    remember,
    tended,
    watch: createWatchCluster(store, slack, tender, () => at.now),
    stop: createStopWatching(store, tender, () => at.now),
  };
}

describe('whoever asks for a watch', () => {
  it.each([
    ['that nobody watches', undefined],
    ['whose watch has ended', { ...POSTED, ...ENDED }],
  ])('of a cluster %s has begun one', async (_what, record) => {
    const { watch, store, tended } = await rig(record);

    expect(await watch('C1', 'a', 'U1')).toEqual({ kind: 'begun' });

    expect(await store.requests(THREAD)).toEqual([
      { kind: 'watch', at: 10, channel: 'C1', cluster: 'a', user: 'U1' },
    ]);
    expect(tended).toEqual([THREAD]);
  });

  it('of one that is watched is shown where, and begins nothing', async () => {
    const { watch, store, tended } = await rig(POSTED);

    expect(await watch('C1', 'a', 'U1')).toEqual({ kind: 'already', link: 'https://x/C1/2.1' });
    expect(await store.requests(THREAD)).toEqual([]);
    expect(tended).toEqual([]);
  });

  it('of one whose reply Slack has not taken yet is told so', async () => {
    const { watch, tended } = await rig({});

    expect(await watch('C1', 'a', 'U1')).toEqual({
      kind: 'later',
      reason: 'Slack has not taken the reply yet',
    });
    expect(tended).toEqual([]);
  });

  it('begins one of another cluster, and one in another channel', async () => {
    const { watch, tended } = await rig(POSTED);

    await watch('C1', 'b', 'U1');
    await watch('C2', 'a', 'U1');

    expect(tended).toEqual(['C1|b', 'C2|a']);
  });

  it.each<[string, Turn, object]>([
    [
      'that Slack refused it',
      { kind: 'over', reply: { kind: 'refused', reason: 'not_in_channel' } },
      { kind: 'refused', reason: 'not_in_channel' },
    ],
    [
      'that it follows later',
      { kind: 'again', inMs: 5, reply: { kind: 'later', reason: 'timeout' } },
      { kind: 'later', reason: 'timeout' },
    ],
    [
      'that it has begun once the reply is there',
      { kind: 'again', inMs: 5, reply: { kind: 'there', ts: '2.1' } },
      { kind: 'begun' },
    ],
    ['the same where it is over at once', { kind: 'over', reply: undefined }, { kind: 'begun' }],
    ['the same where another replica has it', { kind: 'lost' }, { kind: 'begun' }],
  ])('hears %s', async (_what, turn, watched) => {
    const { watch } = await rig(undefined, turn);

    expect(await watch('C1', 'a', 'U1')).toEqual(watched);
  });

  it('is taken down once for each moment and each of those who ask', async () => {
    const { watch, store, at } = await rig();
    await watch('C1', 'a', 'U1');
    await watch('C1', 'a', 'U1');
    await watch('C1', 'a', 'U2');
    at.now = 11;
    await watch('C1', 'a', 'U1');

    expect(await store.requests(THREAD)).toMatchObject([
      { at: 10, user: 'U1' },
      { at: 10, user: 'U2' },
      { at: 11, user: 'U1' },
    ]);
  });
});

describe('whoever stops a watch', () => {
  it('has it stopped in their name', async () => {
    const { stop, store, tended } = await rig(POSTED);

    expect(await stop('C1', THREAD, 'U1')).toBe(true);

    expect(await store.requests(THREAD)).toEqual([
      { kind: 'stop', at: 10, channel: 'C1', cluster: 'a', user: 'U1' },
    ]);
    expect(tended).toEqual([THREAD]);
  });

  it.each<[string, Partial<ThreadRecord> | undefined, string]>([
    ['that nobody knows', undefined, 'C1'],
    ['that has ended', { ...POSTED, ...ENDED }, 'C1'],
    ['of another channel', POSTED, 'C2'],
  ])('stops nothing of a thread %s', async (_what, record, channel) => {
    const { stop, store, tended } = await rig(record);

    expect(await stop(channel, THREAD, 'U1')).toBe(false);
    expect(await store.requests(THREAD)).toEqual([]);
    expect(tended).toEqual([]);
  });

  it('stops it once, however often and by whomever the button is pressed', async () => {
    const { stop, store, at } = await rig(POSTED);
    await stop('C1', THREAD, 'U1');
    at.now = 11;
    await stop('C1', THREAD, 'U2');

    expect(await store.requests(THREAD)).toMatchObject([{ user: 'U1' }]);
  });

  it.each([
    ['that was begun anew', { watchedSince: 9 }],
    ['about another trouble', { episode: 'later' }],
  ])('stops the next one as well: a watch %s', async (_what, next) => {
    const { stop, store, remember } = await rig(POSTED);
    await stop('C1', THREAD, 'U1');
    await remember({ ...POSTED, ...next });
    await stop('C1', THREAD, 'U1');

    expect(await store.requests(THREAD)).toHaveLength(2);
  });

  it('stops those of two clusters each', async () => {
    const { stop, store } = await rig(POSTED);
    await store.take('C1|b', 'me', 1000);
    await store.write('me', { ...aRecord(), ...POSTED, key: 'C1|b', cluster: 'b' }, 0);
    await stop('C1', THREAD, 'U1');

    expect(await stop('C1', 'C1|b', 'U1')).toBe(true);
    expect(await store.requests('C1|b')).toMatchObject([{ kind: 'stop', cluster: 'b' }]);
  });
});
