import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ALERT_PATTERNS } from '../../src/threads/alerts/alert-patterns.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { DEFAULT_WATCH } from '../../src/threads/record/watch-settings.ts';

const load = (yaml: string, env: Record<string, string> = {}) =>
  loadConfig({ env, readFile: () => yaml });

describe('alerts in the configuration', () => {
  it('are off, and nothing is kept on disk, unless the file speaks of them', () => {
    expect(load('{}', { ALERTMANAGER_WEBHOOK_TOKEN: 't' })).toMatchObject({
      alerts: undefined,
      state: { kind: 'none' },
    });
  });

  it('have GitLab’s names and phrases, and a folder for their state, by default', () => {
    expect(load('alerts: {}')).toMatchObject({
      alerts: {
        channels: [],
        patterns: DEFAULT_ALERT_PATTERNS,
        watch: DEFAULT_WATCH,
        webhooks: undefined,
      },
      state: { kind: 'folder', path: 'wale-state' },
    });
  });

  it('take their secrets from the environment', () => {
    const { alerts } = load('alerts: { channels: [C0123] }', {
      PAGERDUTY_WEBHOOK_SECRET: 'old, new',
      PAGERDUTY_TOKEN: 'pd',
      PAGERDUTY_FROM: 'wale@example.com',
      ALERTMANAGER_WEBHOOK_TOKEN: 'am',
    });

    expect(alerts?.webhooks).toEqual({
      channel: 'C0123',
      pagerDutySecrets: ['old', 'new'],
      authorization: 'Bearer am',
    });
    expect(alerts?.incidentNotes).toEqual({
      token: 'pd',
      from: 'wale@example.com',
      url: 'https://api.pagerduty.com',
    });
  });

  it('may have basic credentials for Alertmanager', () => {
    const yaml = 'alerts: { channel: C0123, alertmanager: { auth: { username: u, password: p } } }';

    expect(load(yaml).alerts?.webhooks?.authorization).toBe(`Basic ${btoa('u:p')}`);
  });

  it('are told from each other by the labels of the cluster’s metrics, or by their own', () => {
    const { clusters } = load(`
      prometheus: { url: http://p, labels: { env: gprd } }
      clusters:
        a: { prometheus: { labels: { type: patroni } } }
        b: { alerts: { labels: { team: dbre }, names: [bLate], services: [PB] } }
    `);

    expect(clusters.get('a')?.traces.labels).toEqual({ env: 'gprd', type: 'patroni' });
    expect(clusters.get('b')?.traces).toEqual({
      name: 'b',
      labels: { team: 'dbre' },
      names: ['bLate'],
      services: ['PB'],
    });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'alerts: {}',
      { ALERTMANAGER_WEBHOOK_TOKEN: 't' },
      'alerts.channel: expected the id of a channel',
    ],
    ['alerts: {}', { PAGERDUTY_TOKEN: 't' }, 'PAGERDUTY_FROM: expected the e-mail address'],
    [
      'alerts: { channels: [general] }',
      {},
      'expected the id of a channel, such as C0123456789, got "general"',
    ],
    ['alerts: { watch: { every: 30 } }', {}, 'alerts.watch.every: expected a duration'],
    [
      'state: { folder: x, redisUrl: redis://r }',
      {},
      'expected either folder or redisUrl, got both',
    ],
    [
      'state: { redisUrl: http://u:hush@r }',
      {},
      'expected a URL that begins with redis:// or rediss://, got [hidden]',
    ],
    ['{}', { REDIS_URL: 'http://u:hush@r' }, 'REDIS_URL: expected a URL'],
  ])('are refused in one sentence: %j', (yaml, env, sentence) => {
    expect(() => load(yaml, env)).toThrow(sentence);
  });

  it('keep their state in Redis where the environment names one', () => {
    expect(load('alerts: {}', { REDIS_URL: 'redis://r:6379/1' }).state).toEqual({
      kind: 'redis',
      url: 'redis://r:6379/1',
      prefix: 'wale',
    });
    expect(load('state: { folder: x }', { REDIS_URL: 'redis://r' }).state.kind).toBe('folder');
  });
});
