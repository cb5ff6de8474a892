import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../src/threads/alerts/alert.ts';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import { createFindAlertPost } from '../../../src/threads/tend/find-alert-post.ts';

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

const finderThat = (recent: () => Promise<never[]>) => {
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
});
