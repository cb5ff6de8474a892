import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { SENT_BY_FIELD, sizesOf } from '../../src/sources/elasticsearch/bodies.ts';
import type { SearchName } from '../../src/sources/elasticsearch/searches.ts';
import { askElasticsearchOfMany } from '../support/ask-source.ts';
import { walETime } from '../../lab/scenario/archiver-records.ts';
import { HOUR } from '../../src/domain/time.ts';
import { NOON } from '../support/snapshot.ts';
import { MINUTE } from '../support/time.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const WHOLE = { timed_out: false, _shards: { total: 3, failed: 0 } };
const nothing = { ...WHOLE, aggregations: { clusters: { buckets: [] } } };

/** More than a few: these are searched together. */
const NAMES = 'abcdefghijk'.split('');

const searchesIn = (body: string): readonly string[] =>
  body
    .trim()
    .split('\n')
    .filter((_line, index) => index % 2 === 1);

/** What is answered to each search, and to the count of a request of its own; nothing was found where nothing else is said. */
async function ask(
  found: Partial<Record<SearchName, unknown>> = {},
  count: unknown = nothing,
  names = NAMES,
) {
  const requests: (readonly string[])[] = [];
  server = await listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const searches = searchesIn(body);
      requests.push(searches);
      const responses =
        searches.length === 1 ? [count] : SENT_BY_FIELD.map((name) => found[name] ?? nothing);
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ responses }));
    });
  });
  const config = loadConfig({ env: { ELASTICSEARCH_URL: server.url }, readFile: () => '' });
  const settings = config.clusters.get('main')?.elasticsearch;
  if (settings === undefined) throw new Error('not configured');
  const filters = new Map(names.map((name) => [name, { 'json.type': `type-${name}` }]));
  const logs = await askElasticsearchOfMany(
    settings,
    filters,
  )({
    at: NOON,
    historic: true,
    signal: AbortSignal.timeout(5000),
  });
  return { logs, searches: requests[0] ?? [], counts: requests[1] ?? [] };
}

describe('the log of many clusters', () => {
  it('is asked for by exact values, in narrow time ranges, without total counts', async () => {
    const { searches } = await ask();
    const values = JSON.stringify(NAMES.map((name) => `type-${name}`));

    expect(searches).toHaveLength(SENT_BY_FIELD.length);
    for (const search of searches) {
      expect(search).toContain(`"terms":{"json.type.keyword":${values}}`);
      expect(search).toContain(`"include":${values},"size":11`);
      expect(search).toContain('"range":{"@timestamp":{"gte":');
      expect(search).toContain('"track_total_hits":false,"size":0');
    }
  });

  it('a cluster of which nothing was found has an empty log, and not an unknown one', async () => {
    const { logs } = await ask();

    expect([...logs.keys()]).toEqual(NAMES);
    expect(logs.get('a')).toMatchObject({
      kind: 'measured',
      value: {
        uploads: [],
        truncated: false,
        pipeline: { value: { newestAt: undefined, hosts: [] } },
      },
    });
  });

  it.each([
    [
      'a shard that failed',
      { ...nothing, _shards: { total: 3, failed: 1 } },
      '1 of 3 shards failed',
    ],
    ['an answer without aggregations', WHOLE, 'not what was expected'],
    ['an error', { error: { type: 'x', reason: 'too many buckets' } }, 'too many buckets'],
    [
      'a count that leaves clusters out',
      { ...WHOLE, aggregations: { clusters: { buckets: [], sum_other_doc_count: 3 } } },
      'some clusters were left out',
    ],
    [
      'a count of a part of the shards',
      { ...WHOLE, aggregations: { clusters: { buckets: [], doc_count_error_upper_bound: 1 } } },
      'some clusters were left out or not counted in full',
    ],
  ])('%s makes every cluster unknown', async (_what, first, detail) => {
    const { logs } = await ask({ uploads: first });

    for (const reading of logs.values()) {
      expect(reading).toMatchObject({
        kind: 'unavailable',
        detail: expect.stringContaining(detail),
      });
    }
  });

  it('there is still an answer where only pipeline and base backups failed', async () => {
    const broken = { error: { type: 'x', reason: 'fielddata is disabled' } };

    const { logs } = await ask({ pipeline: broken, backups: broken });

    expect(logs.get('a')).toMatchObject({
      kind: 'measured',
      value: {
        pipeline: { kind: 'unavailable', reason: 'bad-response' },
        // Nobody asks for it of many clusters: that is no fault.
        rate: { kind: 'unavailable', reason: 'not-configured' },
      },
    });
  });

  it.each([
    ['as many as there are', 2, NOON - 2 * HOUR],
    ['fewer than there are', 3, NOON - 20 * MINUTE],
  ])(
    'its sequence begins with the look-back, or with the oldest of %s',
    async (_what, count, from) => {
      const hits = [10, 20].map((minutes) => ({
        fields: {
          'json.message': [
            `wal_e.worker.upload INFO MSG: completed archiving to a file STRUCTURED: time=${walETime(NOON - minutes * MINUTE)} pid=7 action=push-wal key=k prefix=p rate=1 seg=0000000500000010000000${String(40 - minutes)} state=complete`,
          ],
          '@timestamp': [String(NOON - minutes * MINUTE)],
        },
      }));
      const bucket = { key: 'type-a', doc_count: count, records: { hits: { hits } } };
      const ended = { ...WHOLE, aggregations: { clusters: { buckets: [bucket] } } };

      const { logs } = await ask({ ended });

      expect(logs.get('a')).toMatchObject({
        value: {
          ended: { value: { from, uploads: [{ state: 'complete' }, { state: 'complete' }] } },
          // A day is looked back of each alone: no answer claims the rest of it.
          unreadParts: [
            { part: 'earlier segments', detail: expect.stringContaining('ask for this one alone') },
          ],
        },
      });
    },
  );

  it('fetches no more records than the bound, however many clusters there are', () => {
    const records = (clusters: number): number =>
      clusters *
      Object.values<number>({ ...sizesOf(clusters) }).reduce((sum, share) => sum + share, 0);

    expect(sizesOf(31).uploads).toBe(64);
    expect(sizesOf(32).uploads).toBe(62);
    expect(sizesOf(1000)).toEqual({
      uploads: 6,
      others: 2,
      postgres: 1,
      newest: 1,
      backups: 1,
      ended: 5,
      firstTries: 1,
    });
    for (const clusters of [11, 31, 100, 1000])
      expect(records(clusters)).toBeLessThanOrEqual(17_000);
  });
});

/** Completed uploads of `a`, by the minutes since then and the number of the segment. */
const recordsOf = (
  uploads: readonly (readonly [minutes: number, number: number])[],
  timeline = 5,
) =>
  uploads.map(([minutes, number]) => ({
    fields: {
      'json.message': [
        `wal_e.worker.upload INFO MSG: completed archiving to a file STRUCTURED: time=${walETime(NOON - minutes * MINUTE)} pid=7 action=push-wal key=k prefix=p rate=1 seg=0000000${timeline}00000010000000${number.toString(16).toUpperCase()} state=complete`,
      ],
      '@timestamp': [String(NOON - minutes * MINUTE)],
    },
  }));
type Records = ReturnType<typeof recordsOf>;
const hits = (records: Records) => ({ hits: { hits: records } });
const inBucket = (bucket: object) => ({
  ...WHOLE,
  aggregations: { clusters: { buckets: [{ key: 'type-a', ...bucket }] } },
});
/** The newest two were fetched, of more. */
const ENDED = inBucket({
  doc_count: 3,
  records: hits(
    recordsOf([
      [10, 0x40],
      [20, 0x3f],
    ]),
  ),
});
const counted = (count: number, oldest: Records, newest: Records = recordsOf([[10, 0x40]])) =>
  inBucket({ doc_count: count, oldest: hits(oldest), newest: hits(newest) });
const OLDEST = recordsOf([[20 * 60, 0x21]]);

describe('the uploads of many clusters before those that were fetched', () => {
  it('are counted in one search of a day, without the files of base backups', async () => {
    const { counts } = await ask({ ended: ENDED });

    expect(counts).toHaveLength(1);
    const [body = ''] = counts;
    expect(body).toContain(`"gte":${NOON - 24 * HOUR}`);
    expect(body).toContain(`"size":11`);
    expect(body).toContain('"must_not":[{"bool":{"filter":[');
    expect(body).toContain('backup.*');
    expect(body).toContain('"oldest":{"top_hits":{"size":64,');
  });

  it.each([
    ['as many as there are names', 'as-many', 0x20, OLDEST],
    ['one less', 'fewer', 0x1f, OLDEST],
    ['one more', 'unclear', 0x21, OLDEST],
    ['on two timelines', 'unclear', 0x20, recordsOf([[20 * 60, 0x21]], 4)],
  ])('%s: %s', async (_what, kind, count, oldest) => {
    const { logs } = await ask({ ended: ENDED }, counted(count, oldest));

    expect(logs.get('a')).toMatchObject({
      value: {
        ended: {
          value: { earlierCount: { kind, from: NOON - 20 * HOUR }, from: NOON - 20 * MINUTE },
        },
        // Whatever was counted, no name was looked at.
        unreadParts: [
          { part: 'earlier segments', detail: expect.stringContaining('earlier ones') },
        ],
      },
    });
    expect(logs.get('a')).not.toHaveProperty('value.ended.value.earlier');
  });

  it('reach from the lowest to the highest, in whatever order they completed', async () => {
    const oldest = recordsOf([
      [20 * 60, 0x22],
      [20 * 60 - 1, 0x21],
    ]);
    const { logs } = await ask({ ended: ENDED }, counted(0x21, oldest, recordsOf([[5, 0x41]])));

    expect(logs.get('a')).toMatchObject({
      value: { ended: { value: { earlierCount: { kind: 'as-many' } } } },
    });
  });

  it.each([
    [
      'an error',
      { error: { type: 'x', reason: 'regexp queries are off' } },
      'regexp queries are off',
    ],
    [
      'a part of the shards',
      { ...nothing, _shards: { total: 3, failed: 1 } },
      '1 of 3 shards failed',
    ],
    ['no count', WHOLE, 'not what was expected'],
    [
      'a record without a time',
      counted(0x20, [{ fields: { 'json.message': ['x'], '@timestamp': ['never'] } }]),
      'is no time',
    ],
    ['records of no segment', counted(1, [], []), 'cannot be read'],
  ])('where they could not be counted, it says so and why: %s', async (_what, count, why) => {
    const { logs } = await ask({ ended: ENDED }, count);

    expect(logs.get('a')).toMatchObject({
      kind: 'measured',
      value: {
        ended: { value: { earlierCount: undefined } },
        unreadParts: [{ part: 'earlier segments', detail: expect.stringContaining(why) }],
      },
    });
  });
});
