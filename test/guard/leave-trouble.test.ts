import { describe, expect, it } from '@jest/globals';
import { createLeaveTrouble } from '../../src/guard/leave-trouble.ts';
import type { Due } from '../../src/guard/guard-state.ts';
import type { ThreadRecord } from '../../src/threads/record/thread-record.ts';
import { pipelineThreadKey, threadKey } from '../../src/threads/record/request.ts';
import { createForgetfulStore } from '../../src/threads/stores/in-memory.ts';
import { aRecord } from '../support/thread-store-contract.ts';

const due = (cluster: string | undefined, told?: Due['trouble']['told']): Due => ({
  cluster,
  trouble: {
    id: 'guard:a:5',
    since: 5,
    badForMs: 60_000,
    code: 'upload-stuck',
    headline: 'stuck',
    told,
  },
});
const WARNING = { at: 9, critical: false, left: false };

async function rig(...records: readonly Partial<ThreadRecord>[]) {
  const store = createForgetfulStore(
    () => 10,
    () => 0,
  );
  for (const more of records) {
    const record = { ...aRecord(), ...more };
    await store.take(record.key, 'me', 1000);
    await store.write('me', record, 0);
  }
  const leave = createLeaveTrouble(store, {
    channelOf: (cluster) => `C${cluster}`,
    pipelineChannel: 'CPIPELINE',
    alertChannels: ['CALERTS', 'CMORE'],
  });
  return { store, leave };
}
const live = (channel: string, more: Partial<ThreadRecord> = {}) => ({
  key: threadKey(channel, 'a'),
  channel,
  ...more,
});

describe('a trouble that the guard tells', () => {
  it('is left for the thread of its cluster, in the channel of that', async () => {
    const { store, leave } = await rig();

    expect(await leave(due('a', WARNING))).toBe(threadKey('Ca', 'a'));

    expect(await store.requests(threadKey('Ca', 'a'))).toEqual([
      {
        kind: 'guard',
        at: 9,
        channel: 'Ca',
        cluster: 'a',
        about: undefined,
        alertKey: 'guard:a:5',
        title: 'seen by Wale itself',
        since: 5,
        critical: false,
      },
    ]);
  });

  it('is left for the thread about how Wale sees where it is of no cluster', async () => {
    const { store, leave } = await rig();

    expect(await leave(due(undefined, WARNING))).toBe(pipelineThreadKey('CPIPELINE'));

    expect(await store.requests(pipelineThreadKey('CPIPELINE'))).toMatchObject([
      { channel: 'CPIPELINE', cluster: undefined, about: 'pipeline' },
    ]);
  });

  it('is left once, and once more where it became critical', async () => {
    const { store, leave } = await rig();
    await leave(due('a', WARNING));
    await leave(due('a', { ...WARNING, at: 10 }));
    await leave(due('a', { ...WARNING, at: 11, critical: true }));
    await leave(due('a', { ...WARNING, at: 12, critical: true }));

    expect(await store.requests(threadKey('Ca', 'a'))).toMatchObject([
      { at: 9, critical: false },
      { at: 11, critical: true },
    ]);
  });

  it.each([
    ['told', WARNING],
    ['critical', { ...WARNING, critical: true }],
  ])('is not left again where a Wale of another version left it as %s', async (name, told) => {
    const { store, leave } = await rig();
    const request = { kind: 'watch', at: 1, channel: 'Ca', cluster: 'a', user: 'U1' } as const;
    await store.leave(`guard:a:5:${name}`, threadKey('Ca', 'a'), request);

    await leave(due('a', told));

    expect(await store.requests(threadKey('Ca', 'a'))).toEqual([request]);
  });

  it('is of the time since when it is there where nobody was told', async () => {
    const { store, leave } = await rig();
    await leave(due('a'));

    expect(await store.requests(threadKey('Ca', 'a'))).toMatchObject([{ at: 5, critical: false }]);
  });

  it.each<[string, readonly Partial<ThreadRecord>[], string]>([
    ['no alert was answered', [], 'Ca'],
    ['an alert is answered in another channel', [live('CMORE')], 'CMORE'],
    ['one was answered there and is over', [live('CMORE', { ended: { by: 'told', at: 6 } })], 'Ca'],
    ['one is answered in its own and in others', [live('CALERTS'), live('Ca')], 'Ca'],
    ['one is answered in two others', [live('CMORE'), live('CALERTS')], 'CALERTS'],
    ['one is answered about another cluster', [live('CALERTS', { key: 'CALERTS|b' })], 'Ca'],
  ])('is told in the channel that fits where %s', async (_what, records, channel) => {
    const { leave } = await rig(...records);

    expect(await leave(due('a', WARNING))).toBe(threadKey(channel, 'a'));
  });
});
