import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import { archiverPhrases } from './archiver-phrases.ts';
import {
  BACKUP_SPAN,
  BASE_BACKUP,
  COMPLAINTS,
  endOfUpload,
  exactly,
  newestDocuments,
  PIPELINE_SPAN,
  queriesOf,
} from './searches.ts';

type Query = estypes.QueryDslQueryContainer;
type Aggregations = NonNullable<estypes.MsearchMultisearchBody['aggs']>;

/** Clusters of one index that one field tells apart. */
export interface ClusterField {
  readonly field: string;
  /** Which value of the field is which cluster; several may share one. */
  readonly clusters: ReadonlyMap<string, readonly string[]>;
}

/** How many of the newest records of each cluster are fetched. */
export interface Share {
  readonly uploads: number;
  readonly others: number;
  readonly postgres: number;
  readonly backups: number;
  readonly ended: number;
}

const HOSTS = 10;
/** An index gives no more of a bucket, if not told otherwise (index.max_inner_result_window). */
const MOST_RECORDS = 100;
/** As many records as one WAL-E process may write: it pushes 32 segments at once, a begin and an end each. */
export const RECORDS_OF_A_PROCESS = 64;

/**
 * How many records each cluster of so many has, at some 600 bytes each. Each shard fetches as many, and
 * that is most of what the answer costs. Up to some 30 clusters each has as many as one WAL-E process
 * writes at once.
 */
export function shareOf(clusters: number): Share {
  const share = (records: number, least: number, most: number): number =>
    Math.max(least, Math.min(most, Math.floor(records / clusters)));
  return {
    uploads: share(2000, 6, RECORDS_OF_A_PROCESS),
    others: share(1000, 2, 20),
    postgres: share(500, 1, 10),
    backups: share(500, 1, 5),
    ended: share(5000, 5, MOST_RECORDS),
  };
}

export const FLEET_SEARCH_NAMES = [
  'uploads',
  'others',
  'postgres',
  'pipeline',
  'backups',
  'ended',
] as const;
export type FleetSearchName = (typeof FLEET_SEARCH_NAMES)[number];

/** The searches of a fleet: each is one of a status's, for all clusters at once, by cluster. */
export function fleetSearches(
  log: ElasticsearchSettings,
  { field, clusters }: ClusterField,
  at: EpochMs,
  historic: boolean,
): readonly estypes.MsearchMultisearchBody[] {
  const { since, phrase } = queriesOf(log, at, historic);
  const { timestamp, host } = log.fields;
  const exact = field + log.keywordSuffix;
  const values = [...clusters.keys()];
  const { push, denial, ordinary } = archiverPhrases(log.archiver);
  const share = shareOf(values.length);

  const fixed = Object.entries(log.filter).map(([name, value]) => exactly(name, value, log));
  const ours: Query[] = [...fixed, { terms: { [exact]: values } }];
  const archiver = [exactly(log.selector.field, log.selector.value, log), ...ours];
  const byCluster = (aggs: Aggregations) => ({
    track_total_hits: false,
    size: 0,
    aggs: {
      clusters: { terms: { field: exact, include: values, size: values.length }, aggs },
    },
  });
  const newest = (size: number) =>
    byCluster({ records: { top_hits: { size, ...newestDocuments(log) } } });

  return [
    {
      ...newest(share.uploads),
      query: {
        bool: {
          filter: [since(log.lookbackMs), ...archiver],
          should: [...push, ...denial].map(phrase),
          minimum_should_match: 1,
        },
      },
    },
    {
      ...newest(share.others),
      query: {
        bool: {
          filter: [since(log.lookbackMs), ...archiver],
          must_not: [...ordinary, ...denial].map(phrase),
        },
      },
    },
    {
      ...newest(share.postgres),
      query: {
        bool: {
          filter: [since(log.lookbackMs), ...ours],
          should: COMPLAINTS.map(phrase),
          minimum_should_match: 1,
        },
      },
    },
    {
      ...byCluster({
        newest: { max: { field: timestamp } },
        ...Object.fromEntries(
          host.map((name, index) => [
            `host${index}`,
            {
              terms: { field: name + log.keywordSuffix, size: HOSTS },
              aggs: { newest: { max: { field: timestamp } } },
            },
          ]),
        ),
      }),
      query: { bool: { filter: [since(PIPELINE_SPAN), ...ours] } },
    },
    {
      ...newest(share.backups),
      query: {
        bool: {
          filter: [since(BACKUP_SPAN), ...archiver],
          should: BASE_BACKUP.map(phrase),
          minimum_should_match: 1,
        },
      },
    },
    {
      ...newest(share.ended),
      query: {
        bool: {
          filter: [since(log.lookbackMs), ...archiver],
          should: endOfUpload(log, phrase),
          minimum_should_match: 1,
        },
      },
    },
  ];
}
