import { describe, expect, it } from '@jest/globals';
import type { ClusterConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';

const cluster = (yaml: string, env: Record<string, string> = {}, name = 'main'): ClusterConfig => {
  const found = loadConfig({ env, readFile: () => yaml }).clusters.get(name);
  if (found === undefined) throw new Error(`there is no cluster ${name}`);
  return found;
};

describe('how to log in to a source', () => {
  it.each([
    ['auth', '{ url: "http://u:p@es", auth: { apiKey: k } }', { kind: 'api-key', key: 'k' }],
    ['URL', '{ url: "http://u:p@es" }', { kind: 'basic', username: 'u', password: 'p' }],
  ])('is what the file says, in its %s, before the environment', (_where, elasticsearch, auth) => {
    const env = { ELASTICSEARCH_URL: 'http://x:y@z', ELASTICSEARCH_BEARER_TOKEN: 't' };

    const source = cluster(`elasticsearch: ${elasticsearch}`, env).elasticsearch;

    expect(source).toMatchObject({ url: 'http://es', auth });
  });

  it('is what the environment says where the file has only a URL', () => {
    const env = { ELASTICSEARCH_URL: 'http://x:y@z', ELASTICSEARCH_BEARER_TOKEN: 't' };

    const source = cluster('elasticsearch: { url: http://es }', env).elasticsearch;

    expect(source?.auth).toEqual({ kind: 'bearer', token: 't' });
  });

  it('is not taken from a URL that is not used', () => {
    const env = { ELASTICSEARCH_URL: 'http://x:y@z' };

    expect(cluster('elasticsearch: { url: http://es }', env).elasticsearch?.auth).toEqual({
      kind: 'none',
    });
  });

  it('is the cluster’s own where its URL has credentials', () => {
    const yaml = `
      elasticsearch: { url: http://common, auth: { apiKey: k } }
      clusters: { a: { elasticsearch: { url: "http://u:p@own" } } }
    `;

    expect(cluster(yaml, {}, 'a').elasticsearch).toMatchObject({
      url: 'http://own',
      auth: { kind: 'basic', username: 'u', password: 'p' },
    });
  });

  it.each([
    ['http://u:100%25@es', 'u', '100%'],
    ['http://u:100%@es', 'u', '100%'],
    ['http://:p@es', '', 'p'],
    ['http://u@es', 'u', ''],
  ])('is read out of %s', (url, username, password) => {
    const source = cluster('', { ELASTICSEARCH_URL: url }).elasticsearch;

    expect(source).toMatchObject({ url: 'http://es', auth: { kind: 'basic', username, password } });
  });

  it('has no final line break', () => {
    const env = { ELASTICSEARCH_URL: 'http://es\n', ELASTICSEARCH_API_KEY: 'k\r\n' };

    expect(cluster('', env).elasticsearch).toMatchObject({ url: 'http://es', auth: { key: 'k' } });
  });
});

describe('a source', () => {
  it('has more from the environment', () => {
    const env = {
      ELASTICSEARCH_URL: 'http://es',
      ELASTICSEARCH_CA_FILE: 'es.pem',
      ELASTICSEARCH_INDEX: 'logs-*',
      PROMETHEUS_URL: 'http://prom',
      PROMETHEUS_CA_FILE: 'prom.pem',
    };

    expect(cluster('', env)).toMatchObject({
      elasticsearch: { caFile: 'es.pem', index: 'logs-*' },
      prometheus: { caFile: 'prom.pem', timeoutMs: 2000, hostLabels: ['fqdn', 'instance'] },
    });
  });

  it('is not configured for a cluster that says null, whatever the environment holds', () => {
    const env = { ELASTICSEARCH_URL: 'http://es', PROMETHEUS_URL: 'http://prom' };

    const found = cluster('clusters: { a: { elasticsearch: null } }', env, 'a');

    expect(found.elasticsearch).toBeUndefined();
    expect(found.prometheus?.url).toBe('http://prom');
  });

  it('has lists replaced and maps merged by a cluster', () => {
    const yaml = `
      elasticsearch:
        url: http://es
        headers: { X-A: a }
        fields: { message: [m], host: [h, i] }
      clusters: { a: { elasticsearch: { headers: { X-B: b }, fields: { host: [j] } } } }
    `;

    expect(cluster(yaml, {}, 'a').elasticsearch).toMatchObject({
      headers: { 'X-A': 'a', 'X-B': 'b' },
      fields: { timestamp: '@timestamp', message: ['m'], host: ['j'] },
    });
  });

  it('is not asked over a wrong URL, and the URL is not shown', () => {
    const load = () => cluster('', { PROMETHEUS_URL: 'http://u:hush@p/?x' });

    expect(load).toThrow('PROMETHEUS_URL: expected a URL without ? and #, got something else.');
  });
});

describe('settings that contradict each other', () => {
  const load = (thresholds: string) => () =>
    cluster(`elasticsearch: { url: http://es }\nthresholds: ${thresholds}`);

  it.each([
    [
      '{ backlogGrowingFor: 61m }',
      'wale.yaml:2:34: cluster main: expected thresholds.backlogGrowingFor to be 1h or less, since metrics are read that far back, got 61 min',
    ],
    [
      '{ walWaitingWarning: 2001 }',
      'wale.yaml:2:34: cluster main: expected thresholds.walWaitingCritical to be walWaitingWarning (2001) or more, got 2000',
    ],
    [
      '{ baseBackupMaxAge: 8d }',
      'wale.yaml:2:33: cluster main: expected thresholds.baseBackupCriticalAge to be baseBackupMaxAge (8 d 0 h) or more, got 2 d 12 h',
    ],
    [
      '{ uploadMaxAge: 30h }',
      'wale.yaml:2:29: cluster main: expected elasticsearch.lookback to be thresholds.uploadMaxAge (30 h) or more, got 24 h',
    ],
  ])('are refused: %s', (thresholds, sentence) => {
    expect(load(thresholds)).toThrow(sentence);
  });

  it.each(['{ walWaitingWarning: 2000 }', '{ uploadMaxAge: 24h }', '{ backlogGrowingFor: 1h }'])(
    'are not these: %s',
    (thresholds) => {
      expect(load(thresholds)).not.toThrow();
    },
  );
});

describe('patroni', () => {
  const load = (yaml: string) =>
    loadConfig({ env: {}, readFile: () => yaml }).clusters.get('main')?.patroni;

  it('is off without urls', () => {
    expect(load('')).toBeUndefined();
    expect(load('patroni: { timeout: 1s }')).toBeUndefined();
  });

  it('takes the urls of the cluster and what else is common', () => {
    const yaml =
      'patroni: { timeout: 1s, urls: ["http://x:8008"] }\nclusters: { main: { patroni: { urls: ["http://a:8008/", "http://b:8008"] } } }';

    expect(load(yaml)).toEqual({
      urls: ['http://a:8008', 'http://b:8008'],
      caFile: undefined,
      timeoutMs: 1000,
    });
    expect(
      load('patroni: { urls: ["http://x:8008"] }\nclusters: { main: { patroni: null } }'),
    ).toBeUndefined();
  });
});
