import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../src/threads/alerts/alert.ts';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import {
  createFindAlertPost,
  type FindAlertPost,
} from '../../../src/threads/tend/find-alert-post.ts';
import { createFindAnswered } from '../../../src/threads/tend/find-answered.ts';
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
  const find = createFindAlertPost(
    channels,
    DEFAULT_ALERT_PATTERNS,
    traces,
    slack,
    findAnswered,
    () => 0,
    soon,
    () => undefined,
  );
  return { find, looks };
};

describe('the look for the posts of alerts', () => {
  it('is one for each channel, however many alerts wait', async () => {
    const { find, looks } = finderThat(() => Promise.resolve([]));

    await Promise.all(Array.from({ length: 100 }, (_, id) => find(alert(id))));

    expect(looks).toEqual(channels);
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
});
