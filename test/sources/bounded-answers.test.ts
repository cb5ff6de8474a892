import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { BOUNDS } from '../../src/domain/bounds.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createSources } from '../../src/composition/sources.ts';
import { AnswerTooIntricate, expectPlainJson } from '../../src/sources/expect-plain-json.ts';

const JSON_HEADERS = {
  'content-type': 'application/json',
  'x-elastic-product': 'Elasticsearch',
};
let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
});

const tenNames = (each: number): string =>
  Array.from({ length: 10 }, (_, at) => `"k${10 * each + at}" : 1`).join(',');

/** Why a source that answers everything in this way could not be read, and how long that took. */
async function unreadBecause(source: 'log' | 'metrics', listener: RequestListener) {
  const server = createServer({ keepAliveTimeout: 1 }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = loadConfig({
    env: source === 'log' ? { ELASTICSEARCH_URL: url } : { PROMETHEUS_URL: url },
    readFile: () => 'elasticsearch: { timeout: 30s }\nprometheus: { timeout: 30s }\n',
  });
  const clusters = [...config.clusters.values()];
  const sources = createSources(clusters, undefined, Date.now);
  const question = { at: Date.now(), historic: false, signal: AbortSignal.timeout(60_000) };
  const names = clusters.map(({ name }) => name);
  const [name = ''] = names;
  const reading =
    source === 'log'
      ? (await sources.log.read(names, question)).get(name)?.uploadLog
      : (await sources.metrics.read(names, question)).get(name)?.metrics.replica;
  return reading?.kind === 'unavailable' ? reading.detail : reading;
}

const answering =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { ...JSON_HEADERS, ...headers });
    response.end(body);
  };
const endless: RequestListener = (_request, response) => {
  response.writeHead(200, JSON_HEADERS);
  const chunk = Buffer.alloc(256 * 1024, ' ');
  const more = (): void => {
    while (!response.destroyed) if (!response.write(chunk)) break;
  };
  response.on('drain', more);
  response.on('error', () => undefined);
  more();
};

const MIB = 1024 * 1024;
const bomb = gzipSync(Buffer.alloc(64 * MIB, ' '));
const GZIP = { 'content-encoding': 'gzip' };

const OF_LOG = /^its answer is longer than 16 MiB, and was given up$/;
/** Whichever bound a dozen of them meet first. */
const OF_METRICS =
  /^(?:its answer is longer than 32|all its answers together are longer than 48) MiB, and w/;

describe.each([
  ['log', OF_LOG],
  ['metrics', OF_METRICS],
] as const)('the answers behind the %s', (source, given) => {
  it.each([
    ['packed small', answering(bomb, GZIP)],
    ['without an end', endless],
  ])(
    'that are %s are given up',
    async (_what, listener) => {
      expect(await unreadBecause(source, listener)).toMatch(given);
    },
    30_000,
  );

  it.each([
    [
      'nested deeply',
      '['.repeat(100_000),
      'its answer is nested deeper than 40 levels, and was given up',
    ],
    [
      'made of very many values',
      `{"responses":[${'[],'.repeat(1_050_000)}{}]}`,
      'its answer holds millions of values, and was given up',
    ],
    [
      'made of very many names',
      `[${Array.from({ length: 3000 }, (_, each) => `{${tenNames(each)}}`).join(',')}]`,
      'its answer has more than 20000 different names, and was given up',
    ],
  ])(
    'that are %s are not even parsed',
    async (_what, body, why) => {
      expect(await unreadBecause(source, answering(gzipSync(body), GZIP))).toBe(why);
    },
    30_000,
  );
});

describe('the answers of Prometheus', () => {
  it('have a bound together: a dozen that are each within theirs are not all held', async () => {
    const big = `{"status":"success","data":"${'x'.repeat(8 * MIB)}"}`;

    expect(await unreadBecause('metrics', answering(gzipSync(big), GZIP))).toBe(
      'all its answers together are longer than 48 MiB, and were given up',
    );
  }, 30_000);

  it('of more series than a cluster can have are given up, and say what to narrow', async () => {
    const series = (count: number) =>
      JSON.stringify({
        status: 'success',
        data: {
          resultType: 'matrix',
          result: Array.from({ length: count }, (_, index) => ({
            metric: { fqdn: `db-${index}` },
            values: [[Math.floor(Date.now() / 1000), '1']],
          })),
        },
      });
    const most = BOUNDS.clusterSeries.most;

    expect(await unreadBecause('metrics', answering(series(most)))).toMatchObject({
      kind: 'measured',
    });
    await close?.();
    expect(await unreadBecause('metrics', answering(series(most + 1)))).toBe(
      'more series answer to pg_replication_is_replica{} than the 2000 that one cluster may have: narrow prometheus.labels',
    );
  });

  it('of more series than a cluster can have are not read to their end, however they are cut', async () => {
    const one = Buffer.from('{"metric":{"fqdn":"db-1"},"values":[[1,"1"]]},');
    const endlessSeries: RequestListener = (_request, response) => {
      response.writeHead(200, JSON_HEADERS);
      response.on('error', () => undefined);
      const more = (): void => {
        for (let each = 0; each < 100; each += 1) {
          response.write(one.subarray(0, 7));
          response.write(one.subarray(7));
        }
        if (!response.destroyed) setImmediate(more);
      };
      more();
    };

    expect(await unreadBecause('metrics', endlessSeries)).toBe(
      'more series answer to pg_replication_is_replica{} than the 2000 that one cluster may have: narrow prometheus.labels',
    );
  }, 30_000);

  it('that are long errors tell their status', async () => {
    const listener: RequestListener = (_request, response) => {
      response.writeHead(500, JSON_HEADERS);
      response.end(JSON.stringify({ error: 'x'.repeat(MIB) }));
    };

    expect(await unreadBecause('metrics', listener)).toBe('it answered HTTP 500');
  });
});

describe('the look at JSON before it is parsed', () => {
  it.each([
    ['brackets in a string', JSON.stringify(['['.repeat(1000)])],
    ['a quote in a string', JSON.stringify([`"${'['.repeat(1000)}\\`, '\\"', '{'])],
    ['no JSON at all', `"${'['.repeat(1000)}`],
    ['very many values under the same names', `[${`{ "a" : 1, "b": "2" },`.repeat(30_000)}{}]`],
    [
      'very many texts that are no names',
      JSON.stringify(Array.from({ length: 30_000 }, (_, at) => `k${at}`)),
    ],
    ['a depth that is real', `${'['.repeat(40)}${']'.repeat(40)}`],
  ])('takes %s for what it is', (_what, text) => {
    expect(() => {
      expectPlainJson(text);
    }).not.toThrow();
  });

  it('counts what follows a string', () => {
    expect(() => {
      expectPlainJson(`["\\\\",${'['.repeat(40)}`);
    }).toThrow(AnswerTooIntricate);
  });
});

describe('docs/bounds.md', () => {
  it('lists every bound, and what becomes of more', () => {
    const text = readFileSync('docs/bounds.md', 'utf8').replace(/ +/g, ' ');

    for (const { what, most, unit, beyond } of Object.values(BOUNDS)) {
      expect(text).toContain(`| ${what} | ${amount(most, unit)} | ${beyond} |`);
    }
  });
});

const amount = (most: number, unit: string): string => {
  if (unit !== 'items' && most % MIB === 0) return `${most / MIB} Mi ${unit}`;
  if (unit !== 'items' && most % 1024 === 0) return `${most / 1024} Ki ${unit}`;
  return unit === 'items' ? most.toLocaleString('en') : `${most.toLocaleString('en')} ${unit}`;
};
