import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/load-config.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';
import type { EndedUploads } from '../../src/domain/upload-log.ts';
import type { EndedUpload, Upload } from '../../src/domain/upload.ts';
import { formatWalSegment, segmentAt } from '../../src/domain/wal-file.ts';
import { came } from '../../src/sources/outcome.ts';
import { lookEarlier, type EarlierLook } from '../../src/sources/elasticsearch/earlier.ts';
import { sequenceOf } from '../../src/facts/sequence.ts';
import type { LogDocument } from '../../src/sources/elasticsearch/documents.ts';
import { completed, healthySnapshot, NOON } from '../support/snapshot.ts';

const MIB = 1024 * 1024;
const FETCHED = 200;

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
const HOST = fields.host[0] ?? '';

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
    readonly must_not?: readonly Query[];
  };
  readonly range?: Readonly<Record<string, { readonly gte: unknown; readonly lt?: string }>>;
  readonly regexp?: Readonly<Record<string, { readonly value: string }>>;
}

/** What the few queries about names say of a document with these words. All else is true of every document here. */
function holds(query: Query, words: readonly string[]): boolean {
  const { bool, range, regexp } = query;
  if (bool !== undefined) {
    const { filter = [], should = [], must_not: not = [] } = bool;
    return (
      filter.every((one) => holds(one, words)) &&
      (should.length === 0 || should.some((one) => holds(one, words))) &&
      !not.some((one) => holds(one, words))
    );
  }
  const between = range?.[MESSAGE];
  if (between?.lt !== undefined) {
    const { gte, lt } = between;
    return words.some((word) => word >= String(gte) && word < lt);
  }
  const pattern = regexp?.[MESSAGE]?.value;
  if (pattern !== undefined) {
    return words.some((word) => wholly(pattern).test(word));
  }
  return range === undefined ? regexp === undefined : range[fields.timestamp] !== undefined;
}

const wholly = memoized((pattern) => new RegExp(`^(?:${pattern})$`));

function memoized<T>(make: (pattern: string) => T): (pattern: string) => T {
  const made = new Map<string, T>();
  return (pattern) => {
    const known = made.get(pattern) ?? make(pattern);
    made.set(pattern, known);
    return known;
  };
}

/** A dot between two digits, or between two letters, is a part of the word for the standard analyzer. */
const wordsOf = (name: string, suffix: string): readonly string[] =>
  name.includes('.')
    ? name.toLowerCase().split(/(?<=\d)\.(?=[a-z])|(?<=[a-z])\.(?=\d)/)
    : [name.toLowerCase() + suffix];

interface Body {
  readonly query: Query;
  readonly size: number;
  readonly sort?: readonly Readonly<Record<string, { readonly order: string }>>[];
  readonly aggs?: Readonly<Record<string, { readonly filters: { readonly filters: Query[] } }>>;
}

const WHOLE = { timed_out: false, _shards: { total: 3, failed: 0 } };

function answerTo(
  { query, size, sort, aggs }: Body,
  cluster: Cluster,
  uploads: readonly Upload[],
  hasTime: (file: string) => boolean,
) {
  const wordOf = ({ file }: Upload): readonly string[] => wordsOf(file, cluster.suffix);
  const found = uploads.filter((upload) => holds(query, wordOf(upload)));
  const newestFirst = sort?.[0]?.[fields.timestamp]?.order === 'desc';
  const hits = (newestFirst ? found.toReversed() : found)
    .slice(0, size)
    .map(({ file, endedAt, host }) => ({
      fields: {
        [MESSAGE]: [file],
        [HOST]: [host],
        [fields.timestamp]: [hasTime(file) ? String(endedAt) : 'noon'],
      },
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

/** All that completed, and the newest of them as they are fetched. */
function inTheLog(cluster: Cluster, others: readonly EndedUpload[]) {
  const uploads = [...others, ...uploadsOf(cluster)].sort((a, b) => a.endedAt - b.endedAt);
  const newest = uploads.slice(-FETCHED);
  const ended: EndedUploads = { from: newest[0]?.endedAt ?? NOON, uploads: newest };
  return { uploads, ended };
}

async function look(
  cluster: Cluster,
  /** What completed before, and beside it. */
  others: readonly EndedUpload[] = [],
  /** Whether the time of a file's document can be read. */
  hasTime: (file: string) => boolean = () => true,
): Promise<{ look: EarlierLook; requests: number }> {
  const { uploads, ended } = inTheLog(cluster, others);
  const read = (documents: readonly LogDocument[]): Upload[] =>
    documents.map(({ message = '', arrivedAt = 0, host }) =>
      completed(NOON - arrivedAt, { file: message, host }),
    );
  let requests = 0;
  const answer = await lookEarlier(
    (bodies) => {
      requests += 1;
      const all = bodies.map((body) =>
        answerTo(body as unknown as Body, cluster, uploads, hasTime),
      );
      return Promise.resolve(came(all));
    },
    ended,
    { readUploads: read, settings, size: cluster.size, question: { at: NOON, historic: false } },
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

        expect(requests).toBeLessThanOrEqual(4 + Math.min(1, lost.length));
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
      from: NOON - (1000 - 63) * SECOND,
      missing: [
        {
          timeline: 5,
          first: 0x100 + 500,
          last: 0x100 + 501,
          before: NOON - 501 * SECOND,
          after: NOON - 498 * SECOND,
        },
      ],
    });
  });

  /** A thousand on timeline 5 since a failover, and what timeline 4 completed before. */
  const AFTER = {
    count: 1000,
    first: 0x1000,
    size: 16 * MIB,
    suffix: '.lzo',
    twice: new Set<number>(),
  };
  const before = (from: number, to: number, lost: readonly number[] = [], timeline = 4) =>
    Array.from({ length: to - from }, (_, index) => from + index)
      .filter((number) => !lost.includes(number))
      .map((number) => {
        const segment = segmentAt(timeline, number, 16 * MIB);
        if (segment === undefined) throw new Error('there is no such segment');
        const ago = 1000 + 10 + (to - number) + (4 - timeline) * 400;
        return completed(ago * SECOND, { file: formatWalSegment(segment) });
      });
  const missingIn = ({ earlier }: EarlierLook) =>
    (earlier?.missing ?? []).map(({ timeline, first, last }) => [timeline, first, last]);

  it.each([
    ['nothing', new Set<number>(), [], 0x1000, []],
    ['one before the failover', new Set<number>(), [0x0f80], 0x1000, [[4, 0x0f80, 0x0f80]]],
    ['the last before the switch', new Set<number>(), [], 0x0fff, [[4, 0x0fff, 0x0fff]]],
    ['forty before the switch', new Set<number>(), [], 0x1000 - 40, [[4, 0x1000 - 40, 0x0fff]]],
    ['the second of the new one', new Set([1]), [], 0x1000, [[5, 0x1001, 0x1001]]],
    [
      'one on each',
      new Set([500]),
      [0x0f80],
      0x1000,
      [
        [5, 0x1000 + 500, 0x1000 + 500],
        [4, 0x0f80, 0x0f80],
      ],
    ],
  ])(
    'follows the timeline before a failover: %s is missing',
    async (_what, lost, lostBefore, to, missing) => {
      const old = before(0x0e00, to, lostBefore);

      const { look: found, requests } = await look({ ...AFTER, lost }, old);

      expect(missingIn(found)).toEqual(missing);
      expect(found.lack).toBeUndefined();
      expect(found.earlier?.from).toBe(old[63]?.endedAt);
      expect(requests).toBeLessThanOrEqual(8);
    },
  );

  it('tells what a failover left behind from what is missing before that', async () => {
    const old = before(0x0e00, 0x1000 - 40, [0x0f80]);

    const { look: found } = await look({ ...AFTER, lost: new Set([500]) }, old);

    const end = { to: 5, segment: 0x1000, at: NOON - 1000 * SECOND };
    expect(found.earlier?.missing.map((run) => [run.timeline, run.end])).toEqual([
      [5, undefined],
      [4, undefined],
      [4, end],
    ]);
  });

  it('follows several failovers, and says where it stopped', async () => {
    const three = [1, 2, 3, 4].flatMap((timeline) =>
      before(0x0f00 - (4 - timeline) * 0x100, 0x1000 - (4 - timeline) * 0x100, [0x0e80], timeline),
    );

    const { look: found } = await look({ ...AFTER, lost: new Set() }, three);

    expect(missingIn(found)).toEqual([[3, 0x0e80, 0x0e80]]);
    expect(found.lack?.detail).toBe('more than 4 timelines were not followed');
  });

  it('does not take what an old primary pushes late for a timeline of the look-back', async () => {
    const late = before(0x0f00, 0x0f10, [0x0f05]).map((upload) => ({
      ...upload,
      endedAt: upload.endedAt + 700 * SECOND,
    }));

    const { look: found } = await look({ ...AFTER, lost: new Set() }, late);

    expect(missingIn(found)).toEqual([]);
    expect(found.lack).toBeUndefined();
  });

  it('takes a timeline that was pushed once more for none that the present one followed', async () => {
    const four = before(0x0f00, 0x1000, [0x0f80], 4);
    const three = before(0x0e00, 0x0f00, [], 3);
    const again = three.map((upload, index) => ({
      ...upload,
      endedAt: NOON - 500 * SECOND + index,
    }));

    const { look: found } = await look({ ...AFTER, lost: new Set() }, [
      ...four,
      ...three,
      ...again,
    ]);

    expect(missingIn(found)).toEqual([[4, 0x0f80, 0x0f80]]);
  });

  it('does not take a timeline whose uploads cannot be read for one without any', async () => {
    const four = before(0x0f00, 0x1000, [0x0f80], 4);
    const three = before(0x0e00, 0x0f00, [], 3).map((upload) => ({
      ...upload,
      endedAt: NOON - 500 * SECOND,
    }));
    // The oldest and the newest below timeline 5 are all of timeline 3: only one search finds timeline 4.
    const others = [...before(0x0d00, 0x0e00, [], 3), ...four, ...three];

    const { look: found } = await look(
      { ...AFTER, lost: new Set() },
      others,
      (file) => !file.startsWith('00000004'),
    );

    expect(found.lack?.detail).toBe('the uploads of an earlier timeline cannot be read');
    expect(missingIn(found)).toEqual([]);
  });

  it.each(['00000028', '0000002A'])(
    'takes the file that a base backup leaves for no segment: offset %s',
    async (offset) => {
      for (const index of [500, 501, 0x20a, 0x20f]) {
        const file = `${nameOf({ ...AFTER, lost: new Set() }, index)}.${offset}.backup`;
        const label = completed((1000 - index) * SECOND - 100, { file });

        const { look: whole } = await look({ ...AFTER, lost: new Set() }, [label]);
        const { look: holed } = await look({ ...AFTER, lost: new Set([index]) }, [label]);

        expect(whole).toMatchObject({ earlier: { missing: [] }, lack: undefined });
        expect(missingIn(holed)).toEqual([[5, 0x1000 + index, 0x1000 + index]]);
      }
    },
  );
});

describe('what was counted and what was fetched, together', () => {
  /** As an archiver logs it that tells no begin: each may have begun before the window. */
  const noBegin = (upload: EndedUpload): EndedUpload => ({
    ...upload,
    archiver: 'wal-g',
    beganAt: undefined,
  });
  const holesIn = async (cluster: Cluster, others: readonly EndedUpload[] = []) => {
    const {
      look: { earlier },
    } = await look(cluster, others);
    const { ended } = inTheLog(cluster, others);
    const found = sequenceOf(
      healthySnapshot({
        log: {
          from: NOON - 24 * HOUR,
          ended: { ...ended, uploads: ended.uploads.map(noBegin), earlier },
        },
      }),
    );
    if (found.kind === 'unknown') throw new Error(found.reason);
    return found.holes;
  };
  const base = { first: 0x1000, size: 16 * MIB, suffix: '.lzo', twice: new Set<number>() };

  it('show a hole wherever it lies, also where the fetched ones alone would say nothing of it', async () => {
    // From what was only counted to the newest 64, which may be open still.
    for (let index = 290; index <= 430; index += 2) {
      const found = await holesIn({ ...base, count: 500, lost: new Set([index, index + 1]) });

      expect(numbersIn(found)).toEqual([0x1000 + index, 0x1000 + index + 1]);
    }
  });

  it('show what a failover left behind, while the newer timeline grows, with the host that had it', async () => {
    for (const count of [70, 100, 150, 199, 200, 201, 210, 400]) {
      const old = Array.from({ length: 300 }, (_, index) =>
        completed((count + 310 - index) * SECOND, {
          file: formatWalSegment(required(segmentAt(4, 0x1000 - 306 + index, base.size))),
          host: 'patroni-09-db-gprd',
        }),
      );

      const found = await holesIn({ ...base, count, lost: new Set() }, old);

      expect(found).toMatchObject([
        { timeline: 4, first: 0x0ffa, last: 0x0fff, failover: { from: 4, to: 5, segment: 0x1000 } },
      ]);
      expect(found[0]?.host).toBe('patroni-09-db-gprd');
    }
  });
});
