import { describe, expect, it } from '@jest/globals';
import type { EventName, Tell } from '../../src/domain/event-map.ts';
import { tellingStore } from '../../src/operation/telling-store.ts';
import type { ThreadRecord } from '../../src/threads/record/thread-record.ts';
import { createForgetfulStore } from '../../src/threads/stores/in-memory.ts';

const COURSE = {
  code: 'upload-stuck',
  severity: 'critical',
  headline: 'an upload hangs',
  since: 1,
  looks: 1,
  told: 'critical',
} as const;

const OPENED: ThreadRecord = {
  key: 'C1|main',
  channel: 'C1',
  cluster: 'main',
  episode: 'e1',
  rootTs: undefined,
  openedAt: 1,
  watchedSince: 1,
  alerts: [],
  moreAlerts: 0,
  askedBy: 'U1',
  reply: { id: 'reply', tried: false },
  notes: [],
  noted: [],
  timeline: [],
  closed: false,
};

/** A store that is listened to, whose lease we hold. */
async function heard() {
  const events: [EventName, unknown][] = [];
  const tell: Tell = (name, event) => {
    events.push([name, event]);
  };
  const inner = createForgetfulStore(
    () => 1,
    () => 1,
  );
  const store = tellingStore(inner, tell);
  await store.take('C1|main', 'me', 60_000);
  return { inner, store, names: () => events.map(([name]) => name), events };
}

describe('a store that tells', () => {
  it('tells the course of a thread, each thing once', async () => {
    const { store, events } = await heard();
    const looked: ThreadRecord = { ...OPENED, course: COURSE };
    const said: ThreadRecord = { ...looked, reply: { id: 'reply', tried: true, ts: '1.1' } };
    const worse: ThreadRecord = {
      ...said,
      course: { ...COURSE, code: 'healthy', severity: 'ok' },
      notes: [{ id: 'n1', text: 'Recovered', tried: true, ts: '1.2' }],
    };
    const over: ThreadRecord = { ...worse, ended: { by: 'stopped', at: 5, who: 'U2' } };

    for (const record of [OPENED, looked, said, said, worse, over, { ...over, closed: true }]) {
      await store.read(record.key);
      await store.write('me', record, 0);
    }

    const thread = { thread: 'C1|main', cluster: 'main' };
    expect(events).toEqual([
      ['watch-begun', { ...thread, channel: 'C1', by: 'user', user: 'U1' }],
      ['verdict-changed', { ...thread, from: undefined, to: 'upload-stuck', severity: 'critical' }],
      ['thread-said', { ...thread, what: 'reply', verdict: 'upload-stuck' }],
      ['verdict-changed', { ...thread, from: 'upload-stuck', to: 'healthy', severity: 'ok' }],
      ['thread-said', { ...thread, what: 'note', verdict: 'healthy' }],
      ['watch-ended', { ...thread, channel: 'C1', by: 'stopped', user: 'U2', verdict: 'healthy' }],
    ]);
  });

  it('tells nothing of a write that does not count, since another replica has the thread', async () => {
    const { store, names } = await heard();

    await store.write('somebody else', OPENED, 0);

    expect(names()).toEqual([]);
  });

  it('tells an alert as taken in once, and as known from then on', async () => {
    const { store, events } = await heard();
    const alert = {
      kind: 'alert',
      at: 1,
      channel: 'C1',
      cluster: 'main',
      alertKey: 'a',
      title: 'WAL is late',
    } as const;

    await store.leave('a|main', 'C1|main', alert);
    await store.leave('a|main', 'C1|main', alert);

    expect(events).toEqual([
      ['alert-taken', { channel: 'C1', cluster: 'main', alert: 'WAL is late' }],
      ['alert-passed-over', { channel: 'C1', reason: 'already-known' }],
    ]);
  });

  it('tells of a thread that another process began only what is new in it', async () => {
    const { inner, store, names } = await heard();
    await inner.write('me', { ...OPENED, course: COURSE }, 0);

    const record = await store.read('C1|main');
    if (record === undefined) throw new Error('it was written');
    await store.write('me', { ...record, reply: { id: 'reply', tried: true, ts: '1.1' } }, 0);

    expect(names()).toEqual(['thread-said']);
  });
});
