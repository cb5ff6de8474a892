import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../src/threads/alerts/alert.ts';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import {
  createFindAlertPost,
  type FindAlertPost,
} from '../../../src/threads/tend/find-alert-post.ts';
import { createFindAnswered } from '../../../src/threads/tend/find-answered.ts';
import { SlackPost } from '../../../src/threads/alerts/slack-post.ts';
import type { ThreadRequest } from '../../../src/threads/record/request.ts';
import type { ThreadRecord } from '../../../src/threads/record/thread-record.ts';
import { aRecord } from '../../support/thread-store-contract.ts';
import { oldStore } from '../../support/thread-rig.ts';

const alert = (id: number): Alert => ({
  key: `k${id}`,
  title: 'walgBackupDelayed',
  labels: {},
  text: 'walgBackupDelayed',
  at: 0,
  incident: undefined,
  service: undefined,
});
const channels = Array.from({ length: 20 }, (_, index) => `C${index}`);
const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

const finderThat = (
  recent: () => Promise<never[]>,
  findAnswered: FindAlertPost = () => Promise.resolve(undefined),
) => {
  const looks: string[] = [];
  const slack = {
    recent: (channel: string) => {
      looks.push(channel);
      return recent();
    },
  };
  const traces = [{ name: 'main', labels: {}, names: [], services: [] }];
  const find = createFindAlertPost({
    channels,
    patterns: DEFAULT_ALERT_PATTERNS,
    clusters: traces,
    slack,
    findAnswered,
    now: () => 0,
    sleep: soon,
    onFault: () => undefined,
  });
  return { find, looks };
};

describe('the look for the posts of alerts', () => {
  it('is one for each channel, however many alerts wait', async () => {
    const { find, looks } = finderThat(() => Promise.resolve([]));

    await Promise.all(Array.from({ length: 100 }, (_, id) => find(alert(id))));

    expect(looks).toEqual(channels);
  });

  it('waits a second for the post to arrive, once for all alerts of that second', async () => {
    const sleeps: { ms: number; wake: () => void }[] = [];
    const looks: string[] = [];
    const find = createFindAlertPost({
      channels: ['C1'],
      patterns: DEFAULT_ALERT_PATTERNS,
      clusters: [],
      slack: {
        recent: (channel) => {
          looks.push(channel);
          return Promise.resolve([]);
        },
      },
      findAnswered: () => Promise.resolve(undefined),
      now: () => 0,
      sleep: (ms) =>
        new Promise((wake) => {
          sleeps.push({ ms, wake });
        }),
      onFault: () => undefined,
    });
    const found = [find(alert(1)), find(alert(2))];
    await soon();
    expect([sleeps.map(({ ms }) => ms), looks]).toEqual([[1000], []]);

    sleeps[0]?.wake();
    await Promise.all(found);
    expect(looks).toEqual(['C1']);

    const before = sleeps.length;
    void find(alert(3));
    await soon();
    expect([sleeps.length - before, looks]).toEqual([1, ['C1']]);
  });

  it('ends without Slack’s answer where that hangs, and asks a channel that hangs once', async () => {
    const { find, looks } = finderThat(() => new Promise(() => undefined));

    expect(await Promise.all([find(alert(1)), find(alert(2))])).toEqual([undefined, undefined]);
    expect(await find(alert(3))).toBeUndefined();
    expect(looks).toEqual(channels);
  });

  it('costs no look where the alert is answered already', async () => {
    const place = { channel: 'C7', rootTs: '1.2' };
    const { find, looks } = finderThat(
      () => Promise.resolve([]),
      () => Promise.resolve(place),
    );

    expect(await find(alert(1))).toEqual(place);
    expect(looks).toEqual([]);
  });
});

describe('the post that shows an alert', () => {
  const AT = 1_800_000;
  const firing = (seconds: number, more: object = {}) =>
    SlackPost.parse({
      ts: `${seconds}.000000`,
      bot_id: 'B0ALERTMANAGER',
      text: '[FIRING:1] walgBackupDelayed',
      attachments: [{ text: '*type*: main' }],
      ...more,
    });
  const incidentPost = (text: string, more: object = {}) =>
    SlackPost.parse({ ts: '1800.000000', bot_id: 'B0PAGERDUTY', text, ...more });
  const incident = (id: string, number?: number): Partial<Alert> => ({
    incident: { id, number, url: undefined },
  });

  /** Where Slack shows the alert, of what it shows in each channel. */
  async function shown(
    told: Partial<Alert>,
    posts: Readonly<Record<string, readonly SlackPost[] | Error>>,
  ) {
    const faults: unknown[] = [];
    const since: number[] = [];
    const find = createFindAlertPost({
      channels: Object.keys(posts),
      patterns: DEFAULT_ALERT_PATTERNS,
      clusters: ['main', 'ci'].map((name) => ({
        name,
        labels: { type: name },
        names: [],
        services: [],
      })),
      slack: {
        recent: (channel, from) => {
          since.push(from);
          const found = posts[channel] ?? [];
          return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
        },
      },
      findAnswered: () => Promise.resolve(undefined),
      now: () => AT,
      sleep: soon,
      onFault: (fault, channel) => faults.push([channel, fault]),
    });
    const place = await find({ ...alert(1), labels: { type: ['main'] }, at: AT, ...told });
    return { place, faults, since };
  }

  it('is the first of them in whichever channel has it: later ones are repeats', async () => {
    const { place, since } = await shown(
      {},
      { C1: [], C2: [firing(1803), firing(1801), firing(1802)] },
    );

    expect(place).toEqual({ channel: 'C2', rootTs: '1801.000000' });
    expect(since).toEqual([0, 0]); // half an hour back
  });

  it.each<[string, SlackPost]>([
    ['is resolved', firing(1801, { text: '[RESOLVED] walgBackupDelayed' })],
    ['is about another cluster', firing(1801, { attachments: [{ text: '*type*: ci' }] })],
    ['is about something else', firing(1801, { text: '[FIRING:1] HighLatency' })],
    ['was written by a person', firing(1801, { bot_id: undefined })],
    ['is more than a minute older', firing(1739)],
  ])('is none that %s', async (_what, post) => {
    expect((await shown({}, { C1: [post] })).place).toBeUndefined();
  });

  it('may be a minute older than the alert, as clocks differ', async () => {
    expect((await shown({}, { C1: [firing(1740)] })).place?.rootTs).toBe('1740.000000');
  });

  it('is found in one channel though another cannot be looked through, and that is told', async () => {
    const { place, faults } = await shown({}, { C1: new Error('no'), C2: [firing(1801)] });

    expect(place?.channel).toBe('C2');
    expect(faults).toEqual([['C1', new Error('no')]]);
  });

  it.each<[string, Partial<Alert>, string, object, boolean]>([
    ['has its link', incident('Q1AB'), '<https://a.pagerduty.com/incidents/Q1AB|x>', {}, true],
    ['has its number', incident('Q1AB', 7), '[#7] WAL is late', {}, true],
    ['has its link and no number', incident('Q1AB', 7), 'see /incidents/Q1AB', {}, true],
    ['has another’s link', incident('Q1AB', 7), '/incidents/Q1ABCD', {}, false],
    ['has another’s number', incident('Q1AB', 7), '[#77] WAL is late', {}, false],
    ['has a number, where none is known', incident('Q1AB'), '[#undefined]', {}, false],
    ['is a person’s', incident('Q1AB'), '/incidents/Q1AB', { bot_id: undefined }, false],
    ['is a reply', incident('Q1AB'), '/incidents/Q1AB', { thread_ts: '1.0' }, false],
  ])('of an incident is the one that %s (%#)', async (_what, told, text, more, isShown) => {
    const other = incidentPost('something else', { ts: '1799.000000' });
    const { place } = await shown(told, { C1: [other, incidentPost(text, more)] });

    expect(place).toEqual(isShown ? { channel: 'C1', rootTs: '1800.000000' } : undefined);
  });

  it('of an incident has the link in any of its texts', async () => {
    const post = incidentPost('triggered', { attachments: [{ text: '/incidents/Q1AB' }] });

    expect((await shown(incident('Q1AB'), { C1: [post] })).place?.channel).toBe('C1');
  });

  it('that comes later is found by a later look', async () => {
    let posts: SlackPost[] = [];
    const find = createFindAlertPost({
      channels: ['C1'],
      patterns: DEFAULT_ALERT_PATTERNS,
      clusters: [{ name: 'main', labels: {}, names: [], services: [] }],
      slack: { recent: () => Promise.resolve(posts) },
      findAnswered: () => Promise.resolve(undefined),
      now: () => AT,
      sleep: soon,
      onFault: () => undefined,
    });
    expect(await find({ ...alert(1), at: AT })).toBeUndefined();
    await soon();
    posts = [firing(1801)];

    expect(await find({ ...alert(1), at: AT })).toEqual({ channel: 'C1', rootTs: '1801.000000' });
  });
});

describe('the thread in which an alert is answered already', () => {
  const traces = [{ name: 'main', labels: {}, names: [], services: [] }];
  const posted = {
    kind: 'alert' as const,
    at: 120_000,
    channel: 'C7',
    cluster: 'main',
    alertKey: 'post:C7:1.2',
    title: 'walgBackupDelayed',
    rootTs: '1.2',
  };

  it.each([
    ['is the one whose post came at the same time', 120_000, { channel: 'C7', rootTs: '1.2' }],
    ['is not the one of an earlier alert', 300_000, undefined],
  ])('%s', async (_what, at, place) => {
    const store = oldStore();
    await store.leave('x', 'C7|main', posted);
    const find = createFindAnswered(store, channels, traces);

    expect(await find({ ...alert(1), at })).toEqual(place);
  });

  it('of an incident is the one that tells of this incident', async () => {
    const store = oldStore();
    await store.leave('x', 'C7|main', { ...posted, incidentId: 'P1' });
    const find = createFindAnswered(store, channels, traces);
    const about = (id: string) => ({
      ...alert(1),
      at: 120_000,
      incident: { id, number: undefined, url: undefined },
    });

    expect(await find(about('P1'))).toEqual({ channel: 'C7', rootTs: '1.2' });
    expect(await find(about('P2'))).toBeUndefined();
  });

  it('may be a minute older than the alert, as clocks differ, and no more', async () => {
    const store = oldStore();
    await store.leave('x', 'C7|main', posted);
    const find = createFindAnswered(store, channels, traces);

    expect(await find({ ...alert(1), at: 180_000 })).toEqual({ channel: 'C7', rootTs: '1.2' });
    expect(await find({ ...alert(1), at: 180_001 })).toBeUndefined();
  });

  const opened = (more: Partial<ThreadRecord> = {}): ThreadRecord => ({
    ...aRecord(),
    key: 'C7|main',
    channel: 'C7',
    cluster: 'main',
    openedAt: 120_000,
    alerts: [{ key: 'k', title: 't', incidentId: 'P1' }],
    ...more,
  });
  const answeredBy = (record: ThreadRecord | undefined, requests: readonly ThreadRequest[] = []) =>
    createFindAnswered(
      {
        read: (thread) => Promise.resolve(record?.key === thread ? record : undefined),
        requests: (thread) => Promise.resolve(thread === 'C7|main' ? requests : []),
      },
      channels,
      traces,
    );

  it('is live, and stands below a post', async () => {
    const at = 120_000;
    const place = { channel: 'C7', rootTs: '1.2' };

    expect(await answeredBy(opened())({ ...alert(1), at })).toEqual(place);
    expect(
      await answeredBy(opened({ ended: { by: 'recovered', at: 1 } }))({ ...alert(1), at }),
    ).toBeUndefined();
    expect(await answeredBy(opened({ rootTs: undefined }))({ ...alert(1), at })).toBeUndefined();
  });

  it('that is live and of this incident is it, however long ago it began', async () => {
    const about = (id: string) => ({
      ...alert(1),
      at: 9_000_000,
      incident: { id, number: undefined, url: undefined },
    });

    expect((await answeredBy(opened())(about('P1')))?.channel).toBe('C7');
    expect(await answeredBy(opened())(about('P2'))).toBeUndefined();
  });

  it('is not one that somebody asked for, or that the guard began, in the channel itself', async () => {
    const common = { at: 120_000, channel: 'C7', cluster: 'main' };
    const found = await answeredBy(undefined, [
      { ...common, kind: 'watch', user: 'U1' },
      { ...common, kind: 'guard', alertKey: 'g', title: 't', since: 0, critical: false },
      { ...posted, rootTs: undefined },
    ])({ ...alert(1), at: 120_000 });

    expect(found).toBeUndefined();
  });

  it('is found though an earlier alert of the same time has no post', async () => {
    const found = await answeredBy(undefined, [{ ...posted, rootTs: undefined }, posted])({
      ...alert(1),
      at: 120_000,
    });

    expect(found).toEqual({ channel: 'C7', rootTs: '1.2' });
  });

  it('of an alert that names no cluster is the one that asks which', async () => {
    const store = oldStore();
    await store.leave('x', 'C7|?', { ...posted, cluster: undefined });
    const two = ['main', 'ci'].map((name) => ({
      name,
      labels: { type: name },
      names: [],
      services: [],
    }));

    expect(
      await createFindAnswered(store, channels, two)({ ...alert(1), at: 120_000 }),
    ).toMatchObject({ channel: 'C7' });
  });

  it('has to be there for every cluster that the alert is about', async () => {
    const store = oldStore();
    await store.leave('x', 'C7|ci', { ...posted, cluster: 'ci' });
    const two = ['ci', 'main'].map((name) => ({
      name,
      labels: { type: name },
      names: [],
      services: [],
    }));
    const both = { ...alert(1), labels: { type: ['main', 'ci'] }, at: 120_000 };
    expect(await createFindAnswered(store, channels, two)(both)).toBeUndefined();

    await store.leave('y', 'C7|main', posted);
    expect(await createFindAnswered(store, channels, two)(both)).toMatchObject({ rootTs: '1.2' });
  });
});
