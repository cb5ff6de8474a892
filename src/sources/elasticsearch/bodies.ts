import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { ClusterField } from './plan.ts';
import {
  exactly,
  fetched,
  ofCluster,
  searchesFor,
  type Aggregations,
  type RecordSearch,
  type SearchName,
} from './searches.ts';

type Body = estypes.MsearchMultisearchBody;

/** How many records each search fetches of one cluster. */
export type Sizes = Readonly<Record<RecordSearch, number>>;

/** Of a cluster that is searched by itself. */
export const SIZES: Sizes = {
  /** The 32 that one WAL-E pushes at once, begin and end, thrice over. */
  uploads: 200,
  others: 60,
  /** PostgreSQL says in one line that its command failed, and in a second one which. */
  postgres: 40,
  newest: 1,
  backups: 10,
  /** For the sequence of segments: an hour of one every four seconds. */
  ended: 1000,
  /** The 32 of one WAL-E, thrice over. */
  firstTries: 100,
};
const HOSTS = 100;

/** An index gives no more of a bucket, if not told otherwise (index.max_inner_result_window). */
const MOST_RECORDS = 100;
/** As many records as one WAL-E process may write: it pushes 32 segments at once, a begin and an end each. */
export const RECORDS_OF_A_PROCESS = 64;

/**
 * Of each of so many clusters that are searched together, at some 600 bytes a record. Each shard fetches as many,
 * and that is most of what the answer costs. Up to some 30 clusters each has as many as one WAL-E process writes at
 * once.
 */
export function sizesOf(clusters: number): Sizes {
  const share = (records: number, least: number, most: number): number =>
    Math.max(least, Math.min(most, Math.floor(records / clusters)));
  return {
    uploads: share(2000, 6, RECORDS_OF_A_PROCESS),
    others: share(1000, 2, 20),
    postgres: share(500, 1, 10),
    newest: 1,
    backups: share(500, 1, 5),
    ended: share(5000, 5, MOST_RECORDS),
    firstTries: share(1000, 1, RECORDS_OF_A_PROCESS),
  };
}

/** The searches in the order in which they are sent, and answered. */
export const SENT: readonly SearchName[] = [
  'uploads',
  'others',
  'postgres',
  'rate',
  'newest',
  'pipeline',
  'backups',
  'ended',
  'firstTries',
];
/** Uploads a minute are shown of one cluster only. */
export const SENT_BY_FIELD: readonly SearchName[] = SENT.filter((name) => name !== 'rate');

const isRecords = (name: SearchName): name is RecordSearch => name in SIZES;

/** The searches for one cluster. */
export function bodiesOfOne(
  log: ElasticsearchSettings,
  at: EpochMs,
  historic: boolean,
): readonly Body[] {
  const searches = searchesFor(log, ofCluster(log), at, historic);
  return SENT.map((name): Body => {
    const { query, counted, ...search } = searches[name];
    return isRecords(name)
      ? { track_total_hits: false, ...fetched(log, search), size: SIZES[name], query }
      : { track_total_hits: false, size: 0, query, aggs: counted?.(HOSTS) ?? {} };
  });
}

/** The same for many clusters at once: each search is made once, and what it finds is put apart by the field. */
export function bodiesByField(
  { settings: log, field, clusters }: ClusterField,
  at: EpochMs,
  historic: boolean,
): readonly Body[] {
  const exact = field + log.keywordSuffix;
  const values = [...clusters.keys()];
  const sizes = sizesOf(values.length);
  const hosts = Math.max(10, Math.min(HOSTS, Math.floor(10_000 / values.length)));
  const fixed = Object.entries(log.filter).map(([name, value]) => exactly(name, value, log));
  const searches = searchesFor(log, [...fixed, { terms: { [exact]: values } }], at, historic);
  const byCluster = (aggs: Aggregations): Body => ({
    track_total_hits: false,
    size: 0,
    aggs: { clusters: { terms: { field: exact, include: values, size: values.length }, aggs } },
  });
  return SENT_BY_FIELD.map((name): Body => {
    const { query, counted, ...search } = searches[name];
    const aggs = isRecords(name)
      ? { records: { top_hits: { size: sizes[name], ...fetched(log, search) } } }
      : (counted?.(hosts) ?? {});
    return { ...byCluster(aggs), query };
  });
}
