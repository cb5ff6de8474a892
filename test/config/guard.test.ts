import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.ts';
import { DEFAULT_GRACES } from '../../src/domain/graces.ts';
import { MINUTE } from '../../src/domain/time.ts';

const load = (yaml: string) => loadConfig({ env: {}, readFile: () => yaml });

describe('guard in wale.yaml', () => {
  it('is off without the key', () => {
    expect(load('alerts: { channels: [C01] }').guard).toBeUndefined();
  });

  it('tells in the channel of the alerts unless told otherwise, and keeps its state in a folder', () => {
    const { guard, state } = load('alerts: { channels: [C01, C02] }\nguard: {}');

    expect(guard).toEqual({
      everyMs: MINUTE,
      settleMs: 10 * MINUTE,
      graces: DEFAULT_GRACES,
      channel: 'C01',
      channels: new Map(),
      pipelineChannel: 'C01',
      pagerDuty: undefined,
      alertmanager: undefined,
    });
    expect(state.kind).toBe('folder');
  });

  it('takes graces, and channels of clusters', () => {
    const { guard, state } = load(
      'guard: { channel: C0A, pipelineChannel: C0B, every: 30s, grace: { wal-gap: 0s, source-lost: 2m } }\nclusters: { a: { guard: { channel: C0C } }, b: }',
    );

    expect(guard?.channels).toEqual(new Map([['a', 'C0C']]));
    expect(guard?.graces).toEqual({ ...DEFAULT_GRACES, 'wal-gap': 0, 'source-lost': 2 * MINUTE });
    expect(guard?.everyMs).toBe(MINUTE / 2);
    expect(state.kind).toBe('folder');
  });

  it('pages by PagerDuty and Alertmanager, with secrets of the environment', () => {
    const { guard } = loadConfig({
      env: { PAGERDUTY_ROUTING_KEY: 'r-key', ALERTMANAGER_TOKEN: 'a-token' },
      readFile: () =>
        'guard: { channel: C0A, pagerduty: {}, alertmanager: { url: "http://am:9093/", labels: { env: gprd } } }',
    });

    expect(guard?.pagerDuty).toEqual({ url: 'https://events.pagerduty.com', routingKey: 'r-key' });
    expect(guard?.alertmanager).toEqual({
      url: 'http://am:9093',
      authorization: 'Bearer a-token',
      labels: { env: 'gprd' },
    });
  });

  it.each([
    ['guard: { channel: C0A, pagerduty: {} }', 'guard.pagerduty: expected the routing key'],
    ['guard: {}', 'guard.channel: expected the id of a channel'],
    ['clusters: { a: { guard: { channel: C0C } } }', 'clusters.a.guard: expected guard at the top'],
    ['guard: { channel: C0A, grace: { healthy: 1m } }', 'guard.grace.healthy: no setting has this'],
    ['guard: { channel: C0A, every: 0s }', 'expected a duration of 1ms or more'],
    ['guard: { channel: C0A, grace: { wal-gap: 5 } }', 'expected a duration with its unit'],
  ])('refuses %s', (yaml, sentence) => {
    expect(() => load(yaml)).toThrow(sentence);
  });
});
