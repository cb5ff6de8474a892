import type { estypes } from '@elastic/elasticsearch';
import { COMPLAINT_PHRASES } from '../../log/postgres/postgres-words.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { archiverPhrases, BASE_BACKUP, SKIPPED } from './archiver-phrases.ts';
import { fieldsOfLine, searchedFields } from './message-fields.ts';
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';

type Query = estypes.QueryDslQueryContainer;
export type Aggregations = NonNullable<estypes.MsearchMultisearchBody['aggs']>;

const RATE_SPAN = HOUR;
const PIPELINE_SPAN = 15 * MINUTE;
/** A base backup writes a line for each volume, every few minutes at the most. */
const BACKUP_SPAN = 30 * MINUTE;
const TAGS = 15;

/** Where PostgreSQL names the file that its archive command failed for. */
const FAILED_FILES = [
  'The failed archive command was',
  'failed too many times, will try again later',
];

/** PostgreSQL's own words about its archive command, whatever tag they carry. */
export const COMPLAINTS: readonly string[] = [
  'archive command failed with exit code',
  'archive command was terminated by',
  'archive command exited with unrecognized status',
  'archive_mode enabled, yet',
  // contrib/basic_archive has no command; without room for another segment PostgreSQL stops.
  'archtemp',
  'pg_wal/xlogtemp',
  'pg_xlog/xlogtemp',
  'could not write to log file',
  'Detected low-disk space condition',
  'orphan archive status file',
  // An archive_library that cannot be used, and an archiver that cannot be started.
  'archive_library set',
  'archive_library" set',
  'archive modules have to define',
  'archive modules must register',
  'could not load library',
  'could not access file',
  'incompatible library',
  'could not fork archiver',
  ...COMPLAINT_PHRASES,
  ...FAILED_FILES,
];

/** The searches for records, in the order in which they are sent. */
export const RECORD_SEARCHES = [
  'uploads',
  'others',
  'postgres',
  'newest',
  'backups',
  'ended',
  'firstTries',
] as const;
export type RecordSearch = (typeof RECORD_SEARCHES)[number];
export type SearchName = RecordSearch | 'rate' | 'pipeline';

/** What one search looks for, whoever's records they are. */
export interface Search {
  readonly query: Query;
  /** Of records: the newest, unless the oldest are wanted. */
  readonly oldestFirst?: true;
  /** Of records: without the field that they were chosen by. */
  readonly brief?: true;
  /** What is counted, and not fetched. At most so many hosts are told apart. */
  readonly counted?: (hosts: number) => Aggregations;
}

/**
 * Every search that tells of the log, each written once. `ours` says whose documents are meant: one cluster's, or
 * those of several that are told apart afterwards. Each has a narrow time range, fetches few documents or only
 * counts, and leaves total counts out, so that the cost does not grow with the index. The message is one unparsed
 * text of more than `ignore_above` characters, so phrases are matched in the text.
 */
export function searchesFor(
  log: ElasticsearchSettings,
  ours: readonly Query[],
  at: EpochMs,
  historic: boolean,
): Readonly<Record<SearchName, Search>> {
  const { timestamp, host, tag } = log.fields;
  const { since, phrase } = queriesOf(log, at, historic);
  const anyOf = (queries: readonly Query[]): Query => ({
    bool: { should: [...queries], minimum_should_match: 1 },
  });
  const allOf = (all: readonly string[]): Query => ({ bool: { filter: all.map(phrase) } });
  const { push, denial, attempt, complete, baseBackupComplete, ordinary } = archiverPhrases(
    log.archiver,
  );
  const archiver = [exactly(log.selector.field, log.selector.value, log), ...ours];
  const within = (span: DurationMs, ...filter: readonly Query[]): Query => ({
    bool: { filter: [since(span), ...filter] },
  });
  const lookback = log.lookbackMs;
  return {
    uploads: { query: within(lookback, ...archiver, anyOf([...push, ...denial].map(phrase))) },
    others: {
      query: {
        bool: {
          filter: [since(lookback), ...archiver],
          must_not: [...ordinary, ...denial].map(phrase),
        },
      },
    },
    postgres: { query: within(lookback, ...ours, anyOf(COMPLAINTS.map(phrase))) },
    rate: {
      query: within(RATE_SPAN, ...archiver, anyOf(complete.map(allOf))),
      counted: () => ({
        minutes: { date_histogram: { field: timestamp, fixed_interval: '1m' } },
      }),
    },
    newest: { query: within(lookback, ...ours) },
    pipeline: {
      query: within(PIPELINE_SPAN, ...ours),
      counted: (hosts) => ({
        ...Object.fromEntries(
          host.map((field, index) => [
            `host${index}`,
            {
              terms: { field: field + log.keywordSuffix, size: hosts },
              aggs: { newest: { max: { field: timestamp } } },
            },
          ]),
        ),
        tags: { terms: { field: tag + log.keywordSuffix, size: TAGS } },
      }),
    },
    backups: {
      query: anyOf([
        within(BACKUP_SPAN, ...archiver, anyOf(BASE_BACKUP.map(phrase))),
        ...(baseBackupComplete.length === 0
          ? []
          : [within(lookback, ...archiver, anyOf(baseBackupComplete.map(phrase)))]),
      ]),
    },
    ended: { query: within(lookback, ...archiver, anyOf(endOfUpload(log, phrase))), brief: true },
    firstTries: {
      query: within(
        lookback,
        ...ours,
        anyOf([
          { bool: { filter: [...archiver, anyOf(attempt.map(allOf))] } },
          ...FAILED_FILES.map(phrase),
        ]),
      ),
      oldestFirst: true,
      brief: true,
    },
  };
}

/** The records of completed uploads within the look-back. */
export function completedQuery(log: ElasticsearchSettings, at: EpochMs, historic: boolean): Query {
  const { since, phrase } = queriesOf(log, at, historic);
  const archiver = exactly(log.selector.field, log.selector.value, log);
  const should = archiverPhrases(log.archiver).complete.map((all) => ({
    bool: { filter: all.map(phrase) },
  }));
  return {
    bool: {
      filter: [since(log.lookbackMs), archiver, ...ofCluster(log)],
      should,
      minimum_should_match: 1,
    },
  };
}

/** What the record of an upload that ended holds: any of these. */
function endOfUpload(
  { archiver }: ElasticsearchSettings,
  phrase: (words: string) => Query,
): Query[] {
  const { complete, denial } = archiverPhrases(archiver);
  return [
    ...[...complete, ...SKIPPED].map((all) => ({ bool: { filter: all.map(phrase) } })),
    // Without these a push that failed at the end would count as one that completed.
    ...denial.map(phrase),
  ];
}

/** The queries that searches are made of. */
export function queriesOf(log: ElasticsearchSettings, at: EpochMs, historic: boolean) {
  const searchedIn = [...searchedFields(log.fields.message)];
  // What stands beside a message may be mapped as a number, of which no phrase can be asked.
  const leniently = searchedIn.length > log.fields.message.length ? { lenient: true } : {};
  return {
    // Now has no upper end: a document from a clock that is ahead must not be lost.
    since: (span: DurationMs): Query => ({
      range: {
        [log.fields.timestamp]: {
          gte: at - span,
          ...(historic ? { lte: at } : {}),
          format: 'epoch_millis',
        },
      },
    }),
    phrase: (words: string): Query => ({
      multi_match: { query: words, type: 'phrase', fields: searchedIn, ...leniently },
    }),
  };
}

/** Documents in the order of their arrival, only with the fields that are read. */
export const fetched = (
  { fields, selector }: ElasticsearchSettings,
  { oldestFirst, brief }: Pick<Search, 'oldestFirst' | 'brief'> = {},
) => ({
  sort: [
    {
      [fields.timestamp]: {
        order: oldestFirst === true ? ('asc' as const) : ('desc' as const),
        unmapped_type: 'date' as const,
      },
    },
  ],
  _source: false,
  fields: [
    ...fieldsOfLine(fields.message).map((field) => ({ field })),
    ...fields.host.map((field) => ({ field })),
    ...(brief === true ? [] : [{ field: selector.field }]),
    { field: fields.timestamp, format: 'epoch_millis' },
  ],
});

/** The queries that tell the documents of a cluster from others of its index. */
export const ofCluster = (log: ElasticsearchSettings): readonly Query[] =>
  Object.entries(log.filter).map(([field, value]) => exactly(field, value, log));

/** By the exact form: in the text of `patroni-ci` the phrase `patroni` is found, and that is another cluster. */
export function exactly(
  field: string,
  value: string,
  { keywordSuffix }: ElasticsearchSettings,
): Query {
  return value.includes('*')
    ? { wildcard: { [field + keywordSuffix]: { value } } }
    : { term: { [field + keywordSuffix]: value } };
}
