import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.ts';
import { slackCredentials } from '../../src/config/slack-credentials.ts';
import { MINUTE } from '../../src/domain/time.ts';

const load = (yaml: string | undefined, env: Record<string, string> = {}, configPath?: string) =>
  loadConfig({ env, readFile: () => yaml, configPath });
const main = (yaml: string | undefined, env: Record<string, string> = {}) => {
  const cluster = load(yaml, env).clusters.get('main');
  if (cluster === undefined) throw new Error('there is no cluster main');
  return cluster;
};
const complaint = (yaml: string, env: Record<string, string> = {}): string => {
  try {
    load(yaml, env);
    return 'nothing';
  } catch (fault) {
    return (fault as Error).message;
  }
};

describe('the configuration', () => {
  it('has GitLab’s index, tag and queries by default, from two URLs alone', () => {
    const cluster = main(undefined, {
      ELASTICSEARCH_URL: 'https://logs.example:9243/es/',
      PROMETHEUS_URL: 'http://prometheus.example/prometheus',
    });

    expect(cluster.elasticsearch).toMatchObject({
      url: 'https://logs.example:9243/es',
      index: 'pubsub-postgres-inf-gprd',
      selector: { field: 'json.tag', value: 'db.wale' },
      auth: { kind: 'none' },
    });
    expect(cluster.prometheus).toMatchObject({
      url: 'http://prometheus.example/prometheus',
      queries: { replica: 'pg_replication_is_replica{$labels}' },
    });
    expect(cluster.thresholds.uploadMaxAge).toBe(15 * MINUTE);
  });

  it('searches for WAL-E and WAL-G, and takes hosts to run on UTC, unless told otherwise', () => {
    const env = { ELASTICSEARCH_URL: 'http://es' };

    expect(main(undefined, env).elasticsearch).toMatchObject({
      archiver: 'auto',
      timeZone: undefined,
    });
    expect(
      main('{ timeZone: Europe/Berlin, elasticsearch: { archiver: pgbackrest } }', env)
        .elasticsearch,
    ).toMatchObject({ archiver: 'pgbackrest', timeZone: 'Europe/Berlin' });
  });

  it('lets a cluster be in a zone of its own', () => {
    const { clusters } = load(
      '{ timeZone: Europe/Berlin, clusters: { here: , there: { timeZone: America/New_York } } }',
    );

    expect([...clusters.values()].map(({ timeZone }) => timeZone)).toEqual([
      'Europe/Berlin',
      'America/New_York',
    ]);
  });

  it('lets a host be in a zone of its own, for all clusters or one', () => {
    const { clusters } = load(`
      elasticsearch: { url: http://es }
      hostTimeZones: { DB-1: Asia/Tokyo, db-2.example.com: UTC }
      clusters: { here: , there: { hostTimeZones: { db-1: America/New_York } } }`);

    expect([...clusters.values()].map(({ elasticsearch }) => elasticsearch?.hostTimeZones)).toEqual(
      [
        { 'db-1': 'Asia/Tokyo', 'db-2.example.com': 'UTC' },
        { 'db-1': 'America/New_York', 'db-2.example.com': 'UTC' },
      ],
    );
  });

  it.each([
    ['timeZone: Mars/Olympus', /expected the name of a time zone, such as Europe\/Berlin/],
    ['hostTimeZones: { db-1: Mars }', /hostTimeZones\.db-1.*expected the name of a time zone/],
    ['hostTimeZones: { "db 1": UTC }', /expected the name of a host, such as db-2/],
    ['elasticsearch: { archiver: wal-x }', /archiver/],
  ])('refuses %s', (yaml, sentence) => {
    expect(complaint(yaml)).toMatch(sentence);
  });

  it('has no source without a URL, which is no error', () => {
    expect(main(undefined)).toMatchObject({ elasticsearch: undefined, prometheus: undefined });
  });

  it('lets a cluster differ from what is common to all', () => {
    const { clusters } = load(`
      elasticsearch: { url: http://es, filter: { json.environment: gprd } }
      prometheus: { url: http://prom, labels: { env: gprd } }
      thresholds: { uploadMaxAge: 20m }
      clusters:
        gprd-main: { elasticsearch: { filter: { json.type: patroni } } }
        gprd-embedding:
          walSegmentSize: 64MB
          prometheus: null
          thresholds: { uploadMaxAge: 1h }
    `);

    expect([...clusters.keys()]).toEqual(['gprd-main', 'gprd-embedding']);
    expect(clusters.get('gprd-main')).toMatchObject({
      elasticsearch: { filter: { 'json.environment': 'gprd', 'json.type': 'patroni' } },
      thresholds: { uploadMaxAge: 20 * MINUTE },
    });
    expect(clusters.get('gprd-embedding')).toMatchObject({
      walSegmentSize: 64 * 1024 * 1024,
      prometheus: undefined,
      thresholds: { uploadMaxAge: 60 * MINUTE },
    });
  });

  it.each([
    [{ ELASTICSEARCH_API_KEY: 'k' }, { kind: 'api-key', key: 'k' }],
    [{ ELASTICSEARCH_BEARER_TOKEN: 't' }, { kind: 'bearer', token: 't' }],
    [
      { ELASTICSEARCH_USERNAME: 'u', ELASTICSEARCH_PASSWORD: 'p' },
      { kind: 'basic', username: 'u', password: 'p' },
    ],
    [{ ELASTICSEARCH_API_KEY: '' }, { kind: 'none' }],
  ])('takes credentials from the environment: %j', (env, auth) => {
    const url = { ELASTICSEARCH_URL: 'http://es' };

    expect(main(undefined, { ...url, ...env }).elasticsearch?.auth).toEqual(auth);
  });

  it.each([
    ['ELASTICSEARCH_API_KEY', ''],
    ['PROMETHEUS_BEARER_TOKEN', ''],
    ['SLACK_BOT_TOKEN', ''],
    ['ALERTMANAGER_WEBHOOK_TOKEN', 'alerts: { channels: [C123] }'],
    ['ALERTMANAGER_TOKEN', 'guard: { channel: C123, alertmanager: { url: "http://a" } }'],
    ['PAGERDUTY_TOKEN', 'alerts: {}'],
  ])('takes no token from the environment that no header can hold: %s', (name, yaml) => {
    const urls = { ELASTICSEARCH_URL: 'http://es', PROMETHEUS_URL: 'http://prom' };

    expect(() => main(yaml, { ...urls, [name]: 'xoxb-hüsh' })).toThrow(
      `${name}: expected one line of plain ASCII, got other signs, which no HTTP header can hold.`,
    );
  });

  it('takes credentials out of a URL', () => {
    const source = main(undefined, { PROMETHEUS_URL: 'https://u:p%40ss@prom/x' }).prometheus;

    expect(source).toMatchObject({
      url: 'https://prom/x',
      auth: { kind: 'basic', username: 'u', password: 'p@ss' },
    });
  });

  it('fills ${NAME} from the environment', () => {
    const yaml = 'prometheus: { url: http://p, auth: { bearerToken: "${TOKEN}" } }';

    expect(main(yaml, { TOKEN: 't0p' }).prometheus?.auth).toEqual({ kind: 'bearer', token: 't0p' });
  });

  it('overrides a query, and switches one off', () => {
    const { prometheus } = main(
      'prometheus: { url: http://p, preset: patroni, queries: { pendingWal: "x{$labels}", archiverAge: null } }',
    );

    expect(prometheus?.queries).toMatchObject({
      replica: '1 - patroni_primary{$labels}',
      pendingWal: 'x{$labels}',
      archiverAge: null,
    });
  });

  it.each([
    [
      'thresholds:\n  uploadMaxAge: 15\n',
      'wale.yaml:2:17: thresholds.uploadMaxAge: expected a duration with its unit, such as 15m, 2.5s or 30h, got 15',
    ],
    [
      'thresholds:\n  uploadMaxAeg: 15m\n',
      'wale.yaml:2:3: thresholds.uploadMaxAeg: no setting has this name. Did you mean uploadMaxAge?',
    ],
    [
      'clusters:\n  Main:\n',
      'wale.yaml:2:3: clusters.Main: expected a cluster name of small letters, digits, - and _, got "Main"',
    ],
    [
      'clusters:\n  a:\n    walSegmentSize: 20MB\n',
      'wale.yaml:3:21: clusters.a.walSegmentSize: expected a power of two from 1MiB to 1GiB, got "20MB"',
    ],
    [
      'elasticsearch:\n  url: ftp://x\n',
      'wale.yaml:2:8: elasticsearch.url: expected a URL that begins with http:// or https://, got "ftp://x"',
    ],
    [
      'prometheus:\n  preset: gitlub\n',
      'wale.yaml:2:11: prometheus.preset: expected gitlab or postgres_exporter or patroni or wal-g or pgbackrest or cloudnative-pg, got "gitlub"',
    ],
    ['slack:\n  port: x\n', 'wale.yaml:2:9: slack.port: expected a number, got "x"'],
    ['- 1\n', 'wale.yaml:1:1: the file: expected a map, got a list'],
    ['a: [1\n', 'wale.yaml:2:1: this is no valid YAML: '],
    [
      'prometheus:\n  url: ${NOPE}\n',
      'wale.yaml:2:8: prometheus.url: expected the environment variable NOPE to be set, and it is not. Set it, or write the value here.',
    ],
  ])('names file, line, what was expected and what came: %j', (yaml, sentence) => {
    expect(complaint(yaml)).toContain(sentence);
  });

  it('names all that is wrong, in the file, between its settings and in the environment', () => {
    const yaml = [
      'thresholds:',
      '  walWaitingWarning: 2001',
      '  backlogGrowingFor: 61m',
      'slack: { port: x }',
      'alerts: { chanels: [] }',
      'operation: { auditLog: "${NOPE}" }',
    ].join('\n');
    const env = { ELASTICSEARCH_URL: 'x', PROMETHEUS_URL: 'y', REDIS_URL: 'z', PORT: 'never read' };

    expect(complaint(yaml, env).split('\n')).toEqual([
      'wale.yaml:6:24: operation.auditLog: expected the environment variable NOPE to be set, and it is not. Set it, or write the value here.',
      'wale.yaml:4:16: slack.port: expected a number, got "x"',
      'wale.yaml:5:11: alerts.chanels: no setting has this name. Did you mean channels?',
      'ELASTICSEARCH_URL: expected a URL that begins with http:// or https://, got something else. Set it right in the environment.',
      'PROMETHEUS_URL: expected a URL that begins with http:// or https://, got something else. Set it right in the environment.',
      'wale.yaml:2:22: cluster main: expected thresholds.walWaitingCritical to be walWaitingWarning (2001) or more, got 2000',
      'wale.yaml:3:22: cluster main: expected thresholds.backlogGrowingFor to be 1h or less, since metrics are read that far back, got 61 min',
      'REDIS_URL: expected a URL that begins with redis:// or rediss://, got something else. Set it right in the environment.',
    ]);
  });

  it('complains of nothing that follows from another mistake only', () => {
    const yaml = 'thresholds: { walWaitingWarning: 3000, walWaitingCritical: many }';

    expect(complaint(yaml)).toBe(
      'wale.yaml:1:60: thresholds.walWaitingCritical: expected a number, got "many"',
    );
  });

  it.each([
    [10, 10, undefined],
    [11, 11, '… and 1 more: wale check-config shows them all'],
  ])('shows ten mistakes of %i at most', (mistakes, lines, last) => {
    const yaml = Array.from({ length: mistakes }, (_, index) => `nonsense${index}: 1`).join('\n');

    const words = complaint(yaml).split('\n');

    expect(words).toHaveLength(lines);
    expect(words.slice(10)).toEqual(last === undefined ? [] : [last]);
  });

  it('never shows a secret in a complaint', () => {
    const yaml = 'prometheus:\n  auth: { bearerToken: [hush] }\n  timeout: ${T}\n';

    const words = complaint(yaml, { T: 'hush' });

    expect(words).toContain('[hidden]');
    expect(words).not.toContain('hush');
  });

  it('says so when the named file is missing', () => {
    expect(() => load(undefined, {}, 'x.yaml')).toThrow(
      'cannot read the configuration file x.yaml: no such file. Give another with --config or WALE_CONFIG.',
    );
  });

  it.each([
    [{ ELASTICSEARCH_URL: 'x' }, 'ELASTICSEARCH_URL: expected a URL'],
    [
      { PROMETHEUS_URL: 'http://p', PROMETHEUS_USERNAME: 'u' },
      'PROMETHEUS_PASSWORD: expected a password',
    ],
    [{ PORT: 'x' }, 'PORT: expected a port'],
    [{ SLACK_MODE: 'x' }, 'SLACK_MODE: expected socket or http'],
  ])('names a wrong variable: %j', (env, sentence) => {
    expect(() => load(undefined, env)).toThrow(sentence);
  });

  it('loads the example', () => {
    const env = { ELASTICSEARCH_API_KEY: 'k', PROMETHEUS_PASSWORD: 'p' };

    expect([...load(readFileSync('wale.example.yaml', 'utf8'), env).clusters.keys()]).toContain(
      'gprd-main',
    );
  });
});

describe('what Slack needs', () => {
  const credentials = (env: Record<string, string>) => slackCredentials(load(undefined, env).slack);

  it.each([
    [{}, 'SLACK_BOT_TOKEN and SLACK_APP_TOKEN: expected for Socket Mode, got nothing'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN: expected for Socket Mode'],
    [{ SLACK_SIGNING_SECRET: 's' }, 'SLACK_BOT_TOKEN: expected for HTTP mode'],
    [
      { SLACK_BOT_TOKEN: 'hush', SLACK_SIGNING_SECRET: 's' },
      'SLACK_BOT_TOKEN: expected a token that begins with xoxb-, got another kind.',
    ],
    [
      { SLACK_BOT_TOKEN: 'xapp-1-hush', SLACK_SIGNING_SECRET: 's' },
      'SLACK_BOT_TOKEN: expected a token that begins with xoxb-, got an app-level token (xapp-).',
    ],
    [
      { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xoxp-hush' },
      'SLACK_APP_TOKEN: expected a token that begins with xapp-, got a user token (xoxp-).',
    ],
  ])('%j: %s', (env, sentence) => {
    expect(() => credentials(env)).toThrow(sentence);
    expect(() => credentials(env)).not.toThrow('hush');
  });

  it('is Socket Mode with an app token, and HTTP with a signing secret alone', () => {
    const bot = { SLACK_BOT_TOKEN: 'xoxb-1' };

    expect(credentials({ ...bot, SLACK_APP_TOKEN: 'xapp-1' }).mode).toBe('socket');
    expect(credentials({ ...bot, SLACK_SIGNING_SECRET: 's', PORT: '8080' })).toMatchObject({
      mode: 'http',
      port: 8080,
    });
  });
});

describe('CA certificates', () => {
  it('are looked for at the start, not during an incident', () => {
    const env = { PROMETHEUS_URL: 'https://p', PROMETHEUS_CA_FILE: '/nope/ca.pem' };

    expect(() => loadConfig({ env, readFile: () => undefined })).toThrow(
      'cannot read the CA certificates in /nope/ca.pem: no such file.',
    );
  });
});
