import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { discoverCandidates, grafanaCandidates } from '../../src/sources/pages/candidates.ts';
import { covers, findDiscover } from '../../src/sources/pages/find-discover.ts';
import { findGrafana } from '../../src/sources/pages/find-grafana.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

type Answer = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

/** Answers by path, else 404; and keeps what was sent along. */
async function serving(answers: Readonly<Record<string, Answer>>) {
  const sent: (string | undefined)[] = [];
  const server = await listenOnLoopback((request, response) => {
    sent.push(request.headers.authorization);
    const path = (request.url ?? '').split('?')[0] ?? '';
    const [status, body, headers = {}] = answers[path] ?? [404, {}];
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  });
  servers.push(server);
  return { url: server.url, sent };
}

const signal = (): AbortSignal => AbortSignal.timeout(5000);
const KIBANA = { 'kbn-name': 'kibana' };

describe('where pages usually are', () => {
  it.each([
    ['http://es-01:9200', ['http://es-01:5601']],
    [
      'https://elasticsearch.example.com',
      ['https://elasticsearch.example.com:5601', 'https://kibana.example.com'],
    ],
    [
      'https://logs.es.europe-west1.gcp.cloud.es.io:9243',
      ['https://logs.kb.europe-west1.gcp.cloud.es.io'],
    ],
    [
      'https://search-x.eu-west-1.es.amazonaws.com',
      ['https://search-x.eu-west-1.es.amazonaws.com/_dashboards'],
    ],
  ])('beside %s', (url, candidates) => {
    expect(discoverCandidates(url)).toEqual(candidates);
  });

  it.each([
    ['http://prom-01:9090', [['http://prom-01:3000', undefined]]],
    [
      'https://grafana.example.com/g/api/datasources/proxy/uid/P1',
      [['https://grafana.example.com/g', 'P1']],
    ],
    [
      'https://mimir.example.com/prometheus',
      [
        ['https://mimir.example.com:3000', undefined],
        ['https://grafana.example.com', undefined],
      ],
    ],
  ])('beside %s', (url, candidates) => {
    expect(grafanaCandidates(url).map((one) => [one.url, one.metrics])).toEqual(candidates);
  });
});

describe('Discover', () => {
  it.each([
    [
      'of Kibana 8 and 9',
      {
        '/api/data_views': [
          200,
          {
            data_view: [
              { id: 'a', title: 'other' },
              { id: 'b', title: 'logs-*' },
            ],
          },
        ],
      },
      KIBANA,
      'kibana',
      'b',
    ],
    [
      'of Kibana 7',
      {
        '/api/saved_objects/_find': [
          200,
          { saved_objects: [{ id: 'c', attributes: { title: 'x-*,logs-pg' } }] },
        ],
      },
      KIBANA,
      'kibana',
      'c',
    ],
    [
      'of OpenSearch Dashboards',
      {
        '/api/saved_objects/_find': [
          200,
          { saved_objects: [{ id: 'd', attributes: { title: 'logs-pg' } }] },
        ],
      },
      { 'osd-name': 'osd' },
      'opensearch-dashboards',
      'd',
    ],
    [
      'whose view is none that can be an id',
      { '/api/data_views': [200, { data_view: [{ id: "'),x:('", title: 'logs-*' }] }] },
      KIBANA,
      'kibana',
      undefined,
    ],
    ['that wants a log-in', { '/api/data_views': [401, {}] }, KIBANA, 'kibana', undefined],
  ] as const)('%s', async (_, answers, headers, kind, dataView) => {
    const { url, sent } = await serving({ '/api/status': [401, {}, headers], ...answers });

    expect(await findDiscover([url], 'logs-pg', signal())).toEqual({ kind, url, dataView });
    expect(new Set(sent)).toEqual(new Set([undefined]));
  });

  it.each([
    ['7.8.1', [7, 8]],
    ['10.12.0-SNAPSHOT', [10, 12]],
    ['latest', undefined],
    [undefined, undefined],
  ])('says its release where it says that to everybody: %s', async (number, release) => {
    const status = { version: { number } };
    const { url } = await serving({ '/api/status': [200, status, KIBANA] });

    expect((await findDiscover([url], 'logs-pg', signal()))?.release).toEqual(release);
  });

  it('is not what does not name itself', async () => {
    const { url } = await serving({ '/api/status': [200, {}] });

    expect(await findDiscover([url], 'logs-pg', signal())).toBeUndefined();
  });

  it.each([
    ['logs-*', 'logs-pg', true],
    ['logs-*', 'logs-*', true],
    ['x, logs-pg', 'logs-pg', true],
    ['*', 'anything', true],
    ['logs-*-gprd', 'logs-gprd', false],
    ['log', 'logs-pg', false],
  ])('the view %j of the index %j: %s', (title, index, yes) => {
    expect(covers(title, index)).toBe(yes);
  });
});

const SOURCES = [
  { uid: 'p1', type: 'prometheus', url: 'http://elsewhere:9090' },
  { uid: 'p2', type: 'prometheus', url: 'http://prom-01:9090/' },
  { uid: 'l1', type: 'loki', url: 'http://loki' },
  { type: 'grafana' },
];

describe('Grafana', () => {
  it('is asked for the data source of this Prometheus, the log and a dashboard', async () => {
    const { url, sent } = await serving({
      '/api/health': [200, { database: 'ok' }],
      '/api/datasources': [200, SOURCES],
      '/api/search': [
        200,
        [
          { title: 'PostgreSQL overview', url: '/d/a/postgres' },
          { title: 'WAL archiving', url: '/grafana/d/b/wal' },
        ],
      ],
    });

    expect(
      await findGrafana([{ url, metrics: undefined }], 'http://prom-01:9090', signal()),
    ).toEqual({
      url,
      metrics: 'p2',
      logs: { kind: 'loki', uid: 'l1' },
      dashboard: '/d/b/wal',
    });
    expect(new Set(sent)).toEqual(new Set([undefined]));
  });

  it('that lets everybody look tells its data sources with its page', async () => {
    const { url } = await serving({
      '/api/health': [200, { database: 'ok' }],
      '/api/datasources': [403, {}],
      '/api/frontend/settings': [
        200,
        { datasources: { Metrics: SOURCES[0], '-- Grafana --': {} } },
      ],
    });

    expect(
      await findGrafana([{ url, metrics: undefined }], 'http://prom-01:9090', signal()),
    ).toMatchObject({
      metrics: 'p1',
      dashboard: undefined,
    });
  });

  it('through which Prometheus is asked is there, whoever may see what', async () => {
    const { url } = await serving({});

    expect(
      await findGrafana(grafanaCandidates(`${url}/api/datasources/proxy/uid/P7`), url, signal()),
    ).toEqual({
      url,
      metrics: 'P7',
      logs: undefined,
      dashboard: undefined,
    });
  });

  it('is not whatever listens there', async () => {
    const { url } = await serving({ '/api/health': [200, { ok: true }] });

    expect(await findGrafana([{ url, metrics: undefined }], url, signal())).toBeUndefined();
  });
});
