import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/load-config.ts';
import { SECOND } from '../../src/domain/time.ts';
import type { EndedUploads } from '../../src/domain/upload-log.ts';
import type { EndedUpload, Upload } from '../../src/domain/upload.ts';
import { formatWalSegment, segmentAt } from '../../src/domain/wal-file.ts';
import { came } from '../../src/sources/outcome.ts';
import { lookEarlier, type EarlierLook } from '../../src/sources/elasticsearch/earlier.ts';
import type { LogDocument } from '../../src/sources/elasticsearch/documents.ts';
import { completed, NOON } from '../support/snapshot.ts';

const MIB = 1024 * 1024;
const FETCHED = 100;

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not configured');
  return value;
}

const config = loadConfig({
  env: { ELASTICSEARCH_URL: 'http://127.0.0.1:1' },
  readFile: () => '',
});
const settings = required(config.clusters.get('main')?.elasticsearch);
const { fields } = settings;
const MESSAGE = fields.message[0] ?? '';

/** One upload every second, up to now. */
interface Cluster {
  readonly count: number;
  readonly first: number;
  readonly size: number;
  /** By how many segments after the first. */
  readonly lost: ReadonlySet<number>;
  readonly twice: ReadonlySet<number>;
  /** What the analyzer leaves on a name. */
  readonly suffix: string;
}

const nameOf = ({ first, size }: Cluster, index: number): string => {
  const segment = segmentAt(5, first + index, size);
  if (segment === undefined) throw new Error('there is no such segment');
  return formatWalSegment(segment);
};

const uploadsOf = (cluster: Cluster): EndedUpload[] =>
  Array.from({ length: cluster.count }, (_, index) => index)
    .filter((index) => !cluster.lost.has(index))
    .flatMap((index) => {
      const upload = completed((cluster.count - index) * SECOND, { file: nameOf(cluster, index) });
      return cluster.twice.has(index) ? [upload, upload] : [upload];
    });

interface Query {
  readonly bool?: {
    readonly filter?: readonly Query[];
    readonly should?: readonly Query[];
  };
  readonly range?: Readonly<Record<string, { readonly gte: unknown; readonly lt?: string }>>;
  readonly regexp?: Readonly<Record<string, { readonly value: string }>>;
}

/** What the few queries about names say of a document with this word. All else is true of every document here. */
function holds(query: Query, word: string): boolean {
  const { bool, range, regexp } = query;
  if (bool !== undefined) {
    const { filter = [], should = [] } = bool;
    return (
      filter.every((one) => holds(one, word)) &&
      (should.length === 0 || should.some((one) => holds(one, word)))
    );
  }
  const between = range?.[MESSAGE];
  if (between?.lt !== undefined) return word >= String(between.gte) && word < between.lt;
  const pattern = regexp?.[MESSAGE]?.value;
  if (pattern !== undefined) return new RegExp(`^(?:${pattern})$`).test(word);
  return range === undefined ? regexp === undefined : range[fields.timestamp] !== undefined;
}

interface Body {
  readonly query: Query;
  readonly size: number;
  readonly aggs?: Readonly<Record<string, { readonly filters: { readonly filters: Query[] } }>>;
}

const WHOLE = { timed_out: false, _shards: { total: 3, failed: 0 } };

function answerTo({ query, size, aggs }: Body, cluster: Cluster, uploads: readonly Upload[]) {
  const wordOf = ({ file }: Upload): string => file.toLowerCase() + cluster.suffix;
  const found = uploads.filter((upload) => holds(query, wordOf(upload)));
  const hits = found.slice(0, size).map(({ file, endedAt }) => ({
    fields: { [MESSAGE]: [file], [fields.timestamp]: [String(endedAt)] },
  }));
  const counted = Object.entries(aggs ?? {}).map(([name, { filters }]) => [
    name,
    {
      buckets: filters.filters.map((filter) => {
        const own = found.filter((upload) => holds(filter, wordOf(upload)));
        return { doc_count: own.length, first: { value: own[0]?.endedAt ?? null } };
      }),
    },
  ]);
  return { ...WHOLE, hits: { hits }, aggregations: Object.fromEntries(counted) as object };
}

async function look(cluster: Cluster): Promise<{ look: EarlierLook; requests: number }> {
  const uploads = uploadsOf(cluster);
  const ended: EndedUploads = {
    from: uploads.at(-FETCHED)?.endedAt ?? NOON,
    uploads: uploads.slice(-FETCHED),
  };
  const read = (documents: readonly LogDocument[]): Upload[] =>
    documents.map(({ message = '', arrivedAt = 0 }) =>
      completed(NOON - arrivedAt, { file: message }),
    );
  let requests = 0;
  const answer = await lookEarlier(
    (bodies) => {
      requests += 1;
      const all = bodies.map((body) => answerTo(body as unknown as Body, cluster, uploads));
      return Promise.resolve(came(all));
    },
    ended,
    read,
    settings,
    cluster.size,
    { at: NOON, historic: false },
  );
  return { look: answer, requests };
}

const numbersIn = (missing: readonly { readonly first: number; readonly last: number }[]) =>
  missing.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );

const clusters = fc
  .record({
    count: fc.integer({ min: 300, max: 3000 }),
    first: fc.integer({ min: 0, max: 2 ** 30 }),
    size: fc.constantFrom(1, 16, 64, 1024).map((mib) => mib * MIB),
    suffix: fc.constantFrom('', '.lzo', '.lz4'),
  })
  .chain((base) =>
    fc.record({
      base: fc.constant(base),
      // Neither among the oldest, which tell where the sequence stood, nor among those that were fetched.
      lost: fc.uniqueArray(fc.integer({ min: 64, max: base.count - FETCHED - 2 }), {
        maxLength: 5,
      }),
      inARow: fc.record({
        from: fc.integer({ min: 64, max: base.count - FETCHED - 2 }),
        length: fc.constantFrom(0, 0, 20, 100),
      }),
      twice: fc.uniqueArray(fc.integer({ min: 64, max: base.count - FETCHED - 2 }), {
        maxLength: 3,
      }),
    }),
  )
  .map(({ base, lost, inARow: { from, length }, twice }): Cluster => {
    const run = Array.from({ length }, (_, index) => from + index);
    const all = new Set([...lost, ...run.filter((index) => index < base.count - FETCHED - 1)]);
    return { ...base, lost: all, twice: new Set(twice.filter((index) => !all.has(index))) };
  });

describe('a look at uploads before those that were fetched', () => {
  it('finds every hole there is and no other, or says that it cannot tell', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (cluster) => {
        const { look: found, requests } = await look(cluster);
        const lost = [...cluster.lost].map((index) => cluster.first + index).sort((a, b) => a - b);

        expect(requests).toBeLessThanOrEqual(4);
        const isFound = String(numbersIn(found.earlier?.missing ?? [])) === String(lost);
        // As many that lack as were pushed twice, in one row: that something lacks is seen, and not what.
        const isDoubted =
          found.lack?.part === 'sequence of segments' &&
          cluster.lost.size > 0 &&
          cluster.twice.size > 0;
        expect(isFound !== isDoubted).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('tells when those before and after a hole completed', async () => {
    const { look: found } = await look({
      count: 1000,
      first: 0x100,
      size: 16 * MIB,
      suffix: '.lzo',
      lost: new Set([500, 501]),
      twice: new Set(),
    });

    expect(found.earlier).toMatchObject({
      timeline: 5,
      from: NOON - 1000 * SECOND,
      missing: [
        {
          first: 0x100 + 500,
          last: 0x100 + 501,
          before: NOON - 501 * SECOND,
          after: NOON - 498 * SECOND,
        },
      ],
    });
  });
});
