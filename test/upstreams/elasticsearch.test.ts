import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createElasticsearch } from '../../src/upstreams/elasticsearch/client.ts';
import { NOON } from '../support/snapshot.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const settings = (url: string, yaml = '', env: Record<string, string> = {}) => {
  const config = loadConfig({ env: { ...env, ELASTICSEARCH_URL: url }, readFile: () => yaml });
  const settings = config.clusters.get('main')?.elasticsearch;
  if (settings === undefined) throw new Error('not configured');
  return settings;
};
const question = (at = NOON) => ({ at, historic: true, signal: AbortSignal.timeout(5000) });

interface Asked {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly searches: readonly Record<string, unknown>[];
}

/** Asks a server that answers nothing useful, and returns what it was asked. */
async function requestOf(
  yaml: string,
  env: Record<string, string> = {},
): Promise<readonly Asked[]> {
  const requests: Asked[] = [];
  server = await listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const searches = body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      requests.push({ headers: request.headers, path: request.url ?? '', searches });
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.end('{}');
    });
  });
  await createElasticsearch(settings(`${server.url}/es`, yaml, env))(question());
  return requests;
}

describe('the Elasticsearch adapter', () => {
  it('needs one round trip, with narrow ranges and few documents', async () => {
    const requests = await requestOf('');

    expect(requests).toHaveLength(1);
    expect(requests[0]?.path).toBe('/es/_msearch');
    const bodies = requests[0]?.searches.filter((_line, index) => index % 2 === 1) ?? [];
    expect(bodies.length).toBe(7);
    for (const body of bodies) {
      expect(JSON.stringify(body)).toContain('"range":{"@timestamp":{"gte":');
      expect(body['size']).toBeLessThanOrEqual(200);
      expect(body['track_total_hits']).toBe(false);
    }
  });

  it.each([
    [{ ELASTICSEARCH_API_KEY: 'k' }, 'ApiKey k'],
    [{ ELASTICSEARCH_BEARER_TOKEN: 't' }, 'Bearer t'],
    [{ ELASTICSEARCH_USERNAME: 'u', ELASTICSEARCH_PASSWORD: 'p' }, 'Basic dTpw'],
  ])('logs in with %j', async (env, authorization) => {
    const [request] = await requestOf('elasticsearch: { headers: { X-Team: db } }', env);

    expect(request?.headers).toMatchObject({ authorization, 'x-team': 'db' });
  });

  it('never lets a value of the configuration become more than a value', async () => {
    const yaml = `elasticsearch: { selector: { field: json.tag, value: 'x"}},{"match_all":{}' } }`;

    const [request] = await requestOf(yaml);

    expect(JSON.stringify(request?.searches[1])).toContain(
      String.raw`{"term":{"json.tag.keyword":"x\"}},{\"match_all\":{}"}}`,
    );
  });

  it('asks for a pattern in the exact form of the field', async () => {
    const [request] = await requestOf(
      "elasticsearch: { selector: { field: json.ident, value: 'wal_e*' } }",
    );

    expect(JSON.stringify(request?.searches[1])).toContain(
      '{"wildcard":{"json.ident.keyword":{"value":"wal_e*"}}}',
    );
  });

  it('reads what a real server answered', async () => {
    const scenario = readScenario('healthy');
    const servers = await replay(scenario);

    const reading = await createElasticsearch(settings(servers.elasticsearchUrl))(
      question(Date.parse(scenario.at)),
    );
    await servers.close();

    expect(reading).toMatchObject({
      kind: 'measured',
      value: {
        truncated: false,
        shippingLag: 3000,
        unread: { count: 0 },
        pipeline: { hosts: [{ host: 'patroni-01-db-lab' }, {}, {}] },
      },
    });
  });

  const whole = { took: 1, timed_out: false, _shards: { total: 3, failed: 0 } };
  const nothing = { ...whole, hits: { hits: [] } };
  it.each([
    [
      'a shard that failed',
      { ...nothing, _shards: { total: 3, failed: 1 } },
      '1 of 3 shards failed',
    ],
    ['a search cut off by time', { ...nothing, timed_out: true }, 'cut off by its own time limit'],
    [
      'an index that is not there',
      { error: { type: 'x', reason: 'no such index [y]' }, status: 404 },
      'no such index',
    ],
    [
      'a pattern without an index',
      { ...nothing, _shards: { total: 0, failed: 0 } },
      'no index has this name',
    ],
  ])('does not trust %s', async (_what, first, detail) => {
    server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ took: 1, responses: [first, nothing, nothing, {}, nothing, {}, nothing] }),
      );
    });

    const reading = await createElasticsearch(settings(server.url))(question());

    expect(reading).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringContaining(detail),
    });
  });

  it('does without rate and pipeline where only these failed', async () => {
    const broken = { error: { type: 'x', reason: 'fielddata is disabled' }, status: 400 };
    server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.setHeader('content-type', 'application/json');
      const responses = [nothing, nothing, nothing, broken, nothing, broken, broken];
      response.end(JSON.stringify({ took: 1, responses }));
    });

    const reading = await createElasticsearch(settings(server.url))(question());

    expect(reading).toMatchObject({
      kind: 'measured',
      value: { uploads: [], rate: undefined, pipeline: undefined },
    });
  });

  it.each([
    { answered: 2, kind: 'unavailable' },
    { answered: 6, kind: 'measured' },
  ])(
    'with only $answered of its searches answered the log is $kind',
    async ({ answered, kind }) => {
      const rate = { ...whole, aggregations: { minutes: { buckets: [] } } };
      const pipeline = { ...whole, aggregations: {} };
      const all = [nothing, nothing, nothing, rate, nothing, pipeline];
      server = await listenOnLoopback((request, response) => {
        request.resume();
        response.setHeader('x-elastic-product', 'Elasticsearch');
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ took: 1, responses: all.slice(0, answered) }));
      });

      expect(await createElasticsearch(settings(server.url))(question())).toMatchObject({ kind });
    },
  );

  it('knows a server that is not Elasticsearch', async () => {
    server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });

    const reading = await createElasticsearch(settings(server.url))(question());

    expect(reading).toMatchObject({ detail: 'what answers there is not Elasticsearch' });
  });
});
