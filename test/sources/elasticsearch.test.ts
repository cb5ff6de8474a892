import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { askElasticsearch } from '../support/ask-source.ts';
import { continuityOf } from '../../src/facts/continuity.ts';
import { SENT } from '../../src/sources/elasticsearch/bodies.ts';
import type { SearchName } from '../../src/sources/elasticsearch/searches.ts';
import { HOUR } from '../../src/domain/time.ts';
import { healthySnapshot, NOON } from '../support/snapshot.ts';
import { SECOND } from '../support/time.ts';

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
  await askElasticsearch(settings(`${server.url}/es`, yaml, env))(question());
  return requests;
}

const phrasesIn = (search: unknown): readonly string[] =>
  [...JSON.stringify(search).matchAll(/"query":"([^"]+)","type":"phrase"/g)].flatMap(
    ([, words]) => words ?? [],
  );

const whole = { took: 1, timed_out: false, _shards: { total: 3, failed: 0 } };
const nothing = { ...whole, hits: { hits: [] } };
const broken = { error: { type: 'x', reason: 'fielddata is disabled' }, status: 400 };
const counted = {
  rate: { ...nothing, aggregations: { minutes: { buckets: [] } } },
  pipeline: { ...nothing, aggregations: { tags: { buckets: [] } } },
};

/** Answers to all searches of a status: nothing was found, but for what the test says. */
const answers = (over: Readonly<Partial<Record<SearchName, unknown>>> = {}): readonly unknown[] =>
  SENT.map((name) => ({ ...counted, ...over })[name] ?? nothing);

/** What is read where an index answers this to the searches. */
async function readingOfAnswers(responses: readonly unknown[]) {
  server = await listenOnLoopback((request, response) => {
    request.resume();
    response.setHeader('x-elastic-product', 'Elasticsearch');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ took: 1, responses }));
  });
  return askElasticsearch(settings(server.url))(question());
}

/** What is read of these documents: those of pushes, and the others. */
async function readingOf(
  uploadHits: readonly object[],
  otherHits: readonly object[] = [],
): Promise<unknown> {
  const [uploads, others] = [uploadHits, otherHits].map((hits) => ({ ...whole, hits: { hits } }));
  return readingOfAnswers(answers({ uploads, others }));
}

describe('the Elasticsearch adapter', () => {
  it('needs one round trip, with narrow ranges and few documents', async () => {
    const requests = await requestOf('');

    expect(requests).toHaveLength(1);
    expect(requests[0]?.path).toBe('/es/_msearch');
    const bodies = requests[0]?.searches.filter((_line, index) => index % 2 === 1) ?? [];
    expect(bodies.length).toBe(SENT.length);
    for (const body of bodies) {
      expect(JSON.stringify(body)).toContain('"range":{"@timestamp":{"gte":');
      expect(body['size']).toBeLessThanOrEqual(1000);
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

  it.each([
    ['auto', ['action=push-wal', 'FILE PATH', 'WAL PATH']],
    ['wal-e', ['action=push-wal']],
    ['wal-g', ['FILE PATH', 'WAL PATH']],
    ['pgbackrest', ['pushed WAL file', 'archive-push command begin']],
    ['barman', ['Archiving segment', 'by put-wal for server']],
  ])('archiver %s: searches for its pushes, with as many searches', async (archiver, phrases) => {
    const [request] = await requestOf(`elasticsearch: { archiver: ${archiver} }`);

    const bodies = request?.searches.filter((_line, index) => index % 2 === 1) ?? [];
    expect(bodies).toHaveLength(SENT.length);
    expect(phrasesIn(bodies[0]).slice(0, phrases.length)).toEqual(phrases);
  });

  it('fetches what denies a completed push with the pushes, and not a second time', async () => {
    const [request] = await requestOf('elasticsearch: { archiver: wal-g }');

    const [uploads, others] = request?.searches.filter((_line, index) => index % 2 === 1) ?? [];
    expect(phrasesIn(uploads)).toContain('upload: could not Upload');
    expect(phrasesIn(others)).toEqual(expect.arrayContaining([...phrasesIn(uploads)]));
  });

  it.each([
    ['wal-e', ['action=push-wal', 'state=begin']],
    ['wal-g', ['upload: could not', 'failed to upload']],
    ['pgbackrest', ['archive-push command begin', 'dropped WAL file']],
    ['barman', ['is already present in server', 'barman.cli ERROR']],
  ])(
    'archiver %s: fetches the oldest tries, with what PostgreSQL says of them',
    async (archiver, phrases) => {
      const [request] = await requestOf(`elasticsearch: { archiver: ${archiver} }`);

      const bodies = request?.searches.filter((_line, index) => index % 2 === 1) ?? [];
      const oldest = bodies[SENT.indexOf('firstTries')];
      expect(JSON.stringify(oldest)).toContain('"order":"asc"');
      expect(phrasesIn(oldest)).toEqual(
        expect.arrayContaining([
          ...phrases,
          'The failed archive command was',
          'failed too many times, will try again later',
        ]),
      );
      expect(phrasesIn(bodies[SENT.indexOf('postgres')])).toContain(
        'The failed archive command was',
      );
    },
  );

  describe('what was tried in vain', () => {
    const START = NOON - HOUR;
    const line = (seconds: number, text: string) => ({
      fields: {
        'json.hostname': ['patroni-01'],
        'json.message': [text],
        '@timestamp': [String(START + seconds * SECOND)],
      },
    });
    const stamp = (seconds: number) =>
      new Date(START + seconds * SECOND).toISOString().replace('T', ' ').slice(0, 19);
    const pushed = (seconds: number, file: string) =>
      line(seconds, `INFO: ${stamp(seconds).replaceAll('-', '/')}.000000 FILE PATH: ${file}.lz4`);
    const ended = ['01', '05'].map((number, index) =>
      pushed(index * 60, `0000000500000010000000${number}`),
    );
    const detail = line(
      30,
      `${stamp(30)}.000 UTC [9] DETAIL:  The failed archive command was: wal-g wal-push pg_wal/000000050000001000000002`,
    );
    const logOf = async (answers: Partial<Record<(typeof SENT)[number], object[] | 'broken'>>) => {
      server = await listenOnLoopback((request, response) => {
        request.resume();
        response.setHeader('x-elastic-product', 'Elasticsearch');
        response.setHeader('content-type', 'application/json');
        const responses = SENT.map((name) => {
          const hits = answers[name];
          if (hits === 'broken' || name === 'rate' || name === 'pipeline') return broken;
          return { ...whole, hits: { hits: hits ?? [] } };
        });
        response.end(JSON.stringify({ responses }));
      });
      const reading = await askElasticsearch(
        settings(server.url, 'elasticsearch: { archiver: wal-g }'),
      )(question());
      if (reading.kind === 'unavailable') throw new Error(reading.detail);
      return reading.value;
    };

    it('is a hole of a young log, though the newest records tell nothing of it', async () => {
      // The host still ships: what could have come late would have come.
      const newest = pushed(3590, '000000050000001000000006');
      const log = await logOf({ ended: [newest, ...ended.toReversed()], firstTries: [detail] });
      const continuity = continuityOf(healthySnapshot({ log }));

      expect(log.failures).toEqual([]);
      expect(log.ended).toMatchObject({
        value: { tries: { wholeUntil: Infinity, wholeSince: -Infinity } },
      });
      expect(continuity).toMatchObject({
        atEdge: 0,
        holes: [{ state: 'lost', failed: { count: 1 } }],
      });
    });

    const many = (count: number) => Array.from({ length: count }, (_, index) => line(index, 'x'));

    it.each([
      { firstTries: many(99), tries: { wholeUntil: Infinity } },
      { firstTries: many(100), tries: { wholeUntil: START + 99 * SECOND } },
      { firstTries: 'broken' as const, tries: { wholeUntil: -Infinity } },
      { others: many(59).toReversed(), tries: { wholeSince: -Infinity } },
      { others: many(60).toReversed(), tries: { wholeSince: START } },
      { postgres: many(40).toReversed(), tries: { wholeSince: START } },
      { uploads: many(200).toReversed(), tries: { wholeSince: START } },
    ])('is known so far as it was fetched: $tries', async ({ tries, ...answers }) => {
      expect((await logOf(answers)).ended).toMatchObject({ value: { tries } });
    });
  });

  it('reads the lines of WAL-G, in the form in which an index has them', async () => {
    const hit = (fields: object) => ({
      fields: { 'json.hostname': ['patroni-01'], '@timestamp': [String(NOON)], ...fields },
    });
    const hits = [
      hit({
        'json.message': ['INFO: 2026/11/24 11:59:41.100000 FILE PATH: 000000050005E57500000015.br'],
      }),
      hit({
        'json.walg_header': ['INFO: 2026/11/24 11:59:42.138682'],
        'json.walg_message': ['FILE PATH: 000000050005E57500000016.br'],
      }),
      hit({ 'json.walg_message': ['FILE PATH: 000000050005E57500000017.br'] }),
    ];

    const reading = await readingOf(hits);

    expect(reading).toMatchObject({
      value: {
        unread: { count: 0 },
        uploads: [
          { file: '000000050005E57500000015', endedAt: Date.parse('2026-11-24T11:59:41.100Z') },
          { file: '000000050005E57500000016', endedAt: Date.parse('2026-11-24T11:59:42.138Z') },
          { file: '000000050005E57500000017', endedAt: NOON },
        ],
      },
    });
  });

  it('puts lines that arrived in one batch in the order of their own times', async () => {
    const arrivedAt = '2026-11-24T11:59:00';
    const line = (text: string) => ({
      fields: {
        'json.hostname': ['patroni-01'],
        '@timestamp': [String(Date.parse(`${arrivedAt}Z`))],
        'json.message': [text],
      },
    });
    const tries = ['11:58:51', '11:58:52'].map((time, index) => ({
      begin: line(
        `2026-11-24 ${time}.100 P00   INFO: archive-push command begin 2.45: [pg_wal/000000010000000000000001] --exec-id=${index + 101}-5ee9251d --stanza=lab`,
      ),
      error: line(
        `2026-11-24 ${time}.200 P00  ERROR: [104]: archive-push command encountered error(s):`,
      ),
    }));

    const reading = await readingOf(
      tries.map(({ begin }) => begin).reverse(),
      tries.map(({ error }) => error).reverse(),
    );

    expect(reading).toMatchObject({
      value: {
        failures: [{ pid: 101 }, { pid: 102 }],
        uploads: [
          { pid: 101, state: 'failed' },
          { pid: 102, state: 'failed' },
        ],
      },
    });
  });

  it('reads the zones of PostgreSQL’s log, by the arrival where letters mean several', async () => {
    const hit = (message: string, arrivedAt = NOON + 2 * SECOND) => ({
      fields: {
        'json.hostname': ['patroni-01'],
        '@timestamp': [String(arrivedAt)],
        'json.message': [message],
      },
    });
    const complaint = 'LOG:  archive command failed with exit code';
    const hits = [
      hit(`2026-11-24 13:00:00.000 CET [841] ${complaint} 1`),
      hit(`2026-11-24 17:30:00.000 IST [841] ${complaint} 2`),
      hit(`2026-11-24 14:00:00.000 IST [841] ${complaint} 3`),
      hit(`2026-11-24 09:00:00.000 -03 [841] ${complaint} 4`),
      hit('the store said: access denied', NOON + 3 * SECOND),
    ];

    expect(await readingOf([], hits)).toMatchObject({
      value: {
        failures: [{ at: NOON }, { at: NOON }, { at: NOON }, { at: NOON }],
        unread: {
          count: 1,
          troubling: [{ host: 'patroni-01', newestAt: NOON + 3 * SECOND }],
        },
      },
    });
  });

  it('reads what a real server answered', async () => {
    const scenario = readScenario('healthy');
    const servers = await replay(scenario);

    const reading = await askElasticsearch(settings(servers.elasticsearchUrl))(
      question(Date.parse(scenario.at)),
    );
    await servers.close();

    expect(reading).toMatchObject({
      kind: 'measured',
      value: {
        truncated: false,
        shippingLag: { value: 3000 },
        hostLags: [{ host: expect.stringMatching(/^patroni-01/), lag: 3000 }],
        unread: { count: 0 },
        // By both of the fields that hold a host, the short name and the full one.
        pipeline: {
          value: {
            hosts: expect.arrayContaining([
              expect.objectContaining({ host: 'patroni-01-db-lab' }),
              expect.objectContaining({ host: 'patroni-01-db-lab.c.gitlab-production.internal' }),
            ]) as unknown,
          },
        },
      },
    });
  });

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
    const reading = await readingOfAnswers(answers({ uploads: first }));

    expect(reading).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringContaining(detail),
    });
  });

  it('does without rate, pipeline and sequence where only these failed', async () => {
    const reading = await readingOfAnswers(
      answers({ rate: broken, pipeline: broken, ended: broken }),
    );
    const unread = { kind: 'unavailable', reason: 'bad-response' };

    expect(reading).toMatchObject({
      kind: 'measured',
      value: { uploads: [], rate: unread, pipeline: unread, ended: unread },
    });
  });

  it.each([
    { count: 999, from: NOON - 24 * HOUR },
    { count: 1000, from: NOON - 1000 * SECOND },
  ])('knows from when on it has $count ended uploads', async ({ count, from }) => {
    const scenario = readScenario('healthy');
    const [line = ''] = readFileSync(`${scenario.folder}/wale.log`, 'utf8')
      .split('\n')
      .filter((text) => text.includes('state=complete'));
    const hits = Array.from({ length: count }, (_, index) => ({
      fields: {
        '@timestamp': [NOON - (index + 1) * SECOND],
        'json.message': [line.replace(/(seg=\d{16})\d{8}/, `$1${String(index).padStart(8, '0')}`)],
        'json.hostname': ['patroni-01-db-lab'],
      },
    }));
    const reading = await readingOfAnswers(answers({ ended: { ...whole, hits: { hits } } }));

    expect(reading).toMatchObject({ kind: 'measured', value: { uploads: [] } });
    const ended = reading.kind === 'measured' ? reading.value.ended : undefined;
    expect(ended).toMatchObject({ value: { from } });
    expect(ended?.kind === 'measured' && ended.value.uploads.length).toBe(count);
  });

  it('reads an answer that came compressed, as it asks for', async () => {
    server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.setHeader('content-type', 'application/json');
      const gzip = String(request.headers['accept-encoding']).includes('gzip');
      if (gzip) response.setHeader('content-encoding', 'gzip');
      const text = JSON.stringify({ took: 1, responses: answers() });
      response.end(gzip ? gzipSync(text) : 'not asked for');
    });

    const reading = await askElasticsearch(settings(server.url))(question());

    expect(reading).toMatchObject({
      kind: 'measured',
      value: { ended: { value: { uploads: [] } } },
    });
  });

  it.each([
    ['as it is', (text: string) => Buffer.from(text), {}],
    ['packed', (text: string) => gzipSync(text), { 'content-encoding': 'gzip' }],
  ])(
    'says that an answer is too big, %s, and not that there was none in time',
    async (_how, bytes, headers) => {
      const body = bytes(' '.repeat(33 * 1024 * 1024));
      server = await listenOnLoopback((request, response) => {
        request.resume();
        const type = { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' };
        response.writeHead(200, { ...type, ...headers });
        response.end(body);
      });
      const patient = { ...settings(server.url), timeoutMs: 30_000 };

      const reading = await askElasticsearch(patient)({
        ...question(),
        signal: AbortSignal.timeout(30_000),
      });

      expect(reading).toMatchObject({
        reason: 'bad-response',
        detail: 'its answer is longer than 16 MiB, and was given up',
      });
    },
  );

  it.each([
    { answered: 2, kind: 'unavailable' },
    { answered: 8, kind: 'measured' },
  ])(
    'with only $answered of its searches answered the log is $kind, and lacks the rest',
    async ({ answered, kind }) => {
      const reading = await readingOfAnswers(answers().slice(0, answered));

      expect(reading).toMatchObject({ kind });
      expect(JSON.stringify(reading)).toContain('one of the searches was not answered');
    },
  );

  it('knows a server that is not Elasticsearch', async () => {
    server = await listenOnLoopback((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });

    const reading = await askElasticsearch(settings(server.url))(question());

    expect(reading).toMatchObject({ detail: 'what answers there is not Elasticsearch' });
  });
});
