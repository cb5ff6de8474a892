import type { estypes } from '@elastic/elasticsearch';
import { unavailable } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { EarlierCount, EndedUploads } from '../../domain/upload-log.ts';
import type { WalSegmentSize } from '../../domain/wal-file.ts';
import { came, type Outcome } from '../outcome.ts';
import { CountByCluster, type CountedBucket } from './by-cluster-schema.ts';
import { segmentsOf } from './completed-segments.ts';
import { wholeAnswer } from './completeness.ts';
import { documentsOf } from './documents.ts';
import { ofBaseBackup } from './earlier-searches.ts';
import { unreadableWords } from './found-documents.ts';
import type { ClusterField } from './plan.ts';
import { uploadsIn } from './read-records.ts';
import { completedQuery, fetched } from './searches.ts';

/** The oldest tell where the sequence stood: as many as a look at one cluster takes, where there are few clusters. */
const MOST_OLDEST = 64;
const MOST_NEWEST = 8;
/** Of all clusters together, at either end. */
const RECORDS = 1500;

/**
 * How many uploads of each of many clusters completed within the whole look-back, and a few of the oldest and the
 * newest of them: one search, whose answer does not grow with the number of uploads.
 */
export function countByFieldBody(
  { settings: log, field, clusters }: ClusterField,
  at: EpochMs,
  historic: boolean,
): estypes.MsearchMultisearchBody {
  const exact = field + log.keywordSuffix;
  const values = [...clusters.keys()];
  const share = (most: number): number =>
    Math.max(1, Math.min(most, Math.floor(RECORDS / values.length)));
  return {
    track_total_hits: false,
    size: 0,
    query: {
      bool: {
        filter: [completedQuery(log, at, historic), { terms: { [exact]: values } }],
        must_not: [ofBaseBackup(log)],
      },
    },
    aggs: {
      clusters: {
        terms: { field: exact, include: values, size: values.length },
        aggs: {
          oldest: {
            top_hits: {
              size: share(MOST_OLDEST),
              ...fetched(log, { oldestFirst: true, brief: true }),
            },
          },
          newest: { top_hits: { size: share(MOST_NEWEST), ...fetched(log, { brief: true }) } },
        },
      },
    },
  };
}

/** What the count says of a cluster; undefined where nothing of it completed. */
export type CountOf = (
  value: string,
  ended: EndedUploads,
  size: WalSegmentSize,
) => Outcome<EarlierCount | undefined>;

export function countsByField(
  answer: unknown,
  settings: ElasticsearchSettings,
  at: EpochMs,
): CountOf {
  const buckets = wholeAnswer(CountByCluster, answer, settings.index);
  return (value, ended, size) => {
    if (buckets.kind === 'unavailable') return buckets;
    const bucket = buckets.value.get(value);
    if (bucket === undefined) return came(undefined);
    return countOf(bucket, ended, settings, size, at);
  };
}

/**
 * As many as there are names between the lowest and the highest is no proof: one that is missing and another that was
 * pushed twice count the same. Any other number is no proof either, of a hole: uploads that completed out of their
 * order around the beginning of the look-back change it, too.
 */
function countOf(
  { count, oldest, newest }: CountedBucket,
  ended: EndedUploads,
  settings: ElasticsearchSettings,
  size: WalSegmentSize,
  at: EpochMs,
): Outcome<EarlierCount> {
  const documents = documentsOf([...oldest, ...newest], 'phrase', settings);
  if (documents.unreadable.length > 0) {
    return unavailable('bad-response', unreadableWords(documents));
  }
  const ends = segmentsOf(uploadsIn(documents.readable, settings, at), size);
  const known = [...ends, ...segmentsOf(ended.uploads, size)];
  const [first] = ends;
  if (first === undefined) {
    return unavailable('bad-response', 'the oldest and the newest uploads cannot be read');
  }
  const counted = (kind: EarlierCount['kind']): Outcome<EarlierCount> =>
    came({ kind, from: first.at });
  if (known.some(({ timeline }) => timeline !== first.timeline)) return counted('unclear');
  const numbers = known.map(({ number }) => number);
  const lowest = numbers.reduce((a, b) => Math.min(a, b), first.number);
  const highest = numbers.reduce((a, b) => Math.max(a, b), first.number);
  const names = highest - lowest + 1;
  return counted(count === names ? 'as-many' : count < names ? 'fewer' : 'unclear');
}
