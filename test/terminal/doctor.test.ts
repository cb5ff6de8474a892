import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { withPatience } from '../support/patience.ts';
import { runWale, type Run } from '../support/terminal.ts';
import { scopesBut } from '../support/scopes.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

const doctor = (
  env: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): Promise<Run> =>
  withPatience((path) => runWale(['doctor', ...words], { WALE_CONFIG: path, ...env }));

const WHOLE = { timed_out: false, _shards: { total: 1, failed: 0 } };
const KEYWORDS = ['json.hostname', 'json.fqdn', 'json.tag'];
const MAPPED = [
  '@timestamp',
  'json.message',
  ...KEYWORDS,
  ...KEYWORDS.map((name) => `${name}.keyword`),
];

async function elasticsearch(text: string): Promise<string> {
  const fields = {
    'json.message': [text],
    'json.hostname': ['patroni-01.c.internal'],
    '@timestamp': [String(Date.now() - 5000)],
  };
  const server = await listenOnLoopback((request, response) => {
    request.resume();
    response.setHeader('x-elastic-product', 'Elasticsearch');
    response.setHeader('content-type', 'application/json');
    const hits = { ...WHOLE, hits: { hits: [{ fields }] } };
    response.end(
      JSON.stringify(
        request.url?.includes('_field_caps') === true
          ? { fields: Object.fromEntries(MAPPED.map((name) => [name, {}])) }
          : { responses: [hits, hits, hits] },
      ),
    );
  });
  servers.push(server);
  return server.url;
}

async function prometheus(host: string, without = 'nothing'): Promise<string> {
  const server = await listenOnLoopback((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://loopback');
    const values = [[Number(searchParams.get('end')), '0']];
    const missing = searchParams.get('query')?.startsWith(without) === true;
    const result = missing ? [] : [{ metric: { fqdn: host }, values }];
    response.end(
      JSON.stringify({
        status: 'success',
        data: { resultType: 'matrix', result },
      }),
    );
  });
  servers.push(server);
  return server.url;
}

async function slack(scopes: string): Promise<Record<string, string>> {
  const server = await listenOnLoopback((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.setHeader('x-oauth-scopes', scopes);
    response.end('{"ok":true,"team":"T","user":"wale"}');
  });
  servers.push(server);
  return { SLACK_API_URL: `${server.url}/api/`, SLACK_BOT_TOKEN: 'xoxb-1' };
}

const LINE =
  'wal_e.main   INFO     MSG: starting WAL-E#012        DETAIL: The subcommand is "wal-push".#012        STRUCTURED: time=2026-11-24T01:48:46.897-00 pid=1';

describe('wale doctor', () => {
  it('exits with 0 where everything works, and says so line by line', async () => {
    const env = {
      ELASTICSEARCH_URL: await elasticsearch(LINE),
      PROMETHEUS_URL: await prometheus('patroni-01'),
      ...(await slack(scopesBut())),
    };

    const { exitCode, out } = await doctor(env);

    expect(out).toContain('main: 25 checks, all passed');
    expect(out).toContain('✅ works mapping: every field that is needed is mapped');
    expect(out).toContain('✅ works Slack token: accepted by workspace T');
    expect(exitCode).toBe(0);
  });

  it('exits with 1 where something is lacking, and says what that costs and what to set', async () => {
    const env = {
      ELASTICSEARCH_URL: await elasticsearch(LINE),
      PROMETHEUS_URL: await prometheus('patroni-01', 'pg_archiver_pending_wal_count'),
    };

    const { exitCode, out } = await doctor(env);
    const json = await doctor(env, ['--output', 'json']);

    expect(out).toContain(
      '⚠️ lacking query pendingWal: no series answers to pg_archiver_pending_wal_count{} · without it: what waits is estimated from walPosition · to do: set prometheus.queries.pendingWal',
    );
    expect(exitCode).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ cluster: 'main', checks: expect.any(Array) });
  });

  it('shows a line of the log that it does not understand', async () => {
    const { exitCode, out } = await doctor({
      ELASTICSEARCH_URL: await elasticsearch('what is this?'),
      PROMETHEUS_URL: await prometheus('patroni-01'),
    });

    expect(out).toContain('are not understood, such as: what is this?');
    expect(exitCode).toBe(2);
  });

  it('exits with 2 where hosts have no name in common, or a source is down', async () => {
    const strangers = await doctor({
      ELASTICSEARCH_URL: await elasticsearch(LINE),
      PROMETHEUS_URL: await prometheus('db7'),
    });
    const down = await doctor({
      ELASTICSEARCH_URL: 'http://127.0.0.1:1',
      PROMETHEUS_URL: 'http://127.0.0.1:1',
    });

    expect(strangers.exitCode).toBe(2);
    expect(strangers.out).toContain('hosts: the log names patroni-01, the metrics db7');
    expect(down.exitCode).toBe(2);
    expect(down.out).toContain('🔴 broken Elasticsearch: connection refused');
    expect(down.out).toContain('🔴 broken Prometheus: connection refused');
    expect(`${strangers.out}${down.out}${down.err}`).not.toContain('    at ');
  });

  it('says so where what answers makes no sense', async () => {
    const server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.setHeader('content-type', 'application/json');
      response.end('{"responses":[{"hits":1}],"status":"success"}');
    });
    servers.push(server);

    const env = { ELASTICSEARCH_URL: server.url, PROMETHEUS_URL: server.url };
    const { exitCode, out, err } = await doctor(env);

    expect(exitCode).toBe(2);
    expect(out).toContain('🔴 broken Elasticsearch: its answer is not what was expected');
    expect(err).toBe('');
  });

  it('does not send anybody to the index where its shards failed', async () => {
    const shards = { total: 5, successful: 3, skipped: 0, failed: 2 };
    const part = { timed_out: false, _shards: shards, hits: { hits: [] } };
    const server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ responses: [part, part, part], fields: {} }));
    });
    servers.push(server);

    const { exitCode, out } = await doctor({ ELASTICSEARCH_URL: server.url });

    expect(exitCode).toBe(2);
    expect(out).toContain('2 of 5 shards failed');
    expect(out).toContain('to do: look into Elasticsearch itself');
    expect(out).not.toContain('set elasticsearch.index');
  });

  it('says what to set where nothing is configured', async () => {
    const { exitCode, out } = await doctor({});

    expect(exitCode).toBe(2);
    expect(out).toContain('to do: set ELASTICSEARCH_URL');
    expect(out).toContain('to do: set PROMETHEUS_URL');
  });
});
