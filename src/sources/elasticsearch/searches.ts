import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { archiverPhrases } from './archiver-phrases.ts';
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';

type Query = estypes.QueryDslQueryContainer;

/** So many push records are fetched: the 32 that one WAL-E pushes at once, begin and end, thrice over. */
export const UPLOAD_RECORDS = 200;
/** So many ended uploads are fetched, for the sequence of segments: an hour of one every four seconds. */
export const ENDED_RECORDS = 1000;
/** So many tries are fetched at the beginning of the log: the 32 of one WAL-E, thrice over. */
export const FIRST_TRIES = 100;
export const OTHER_RECORDS = 60;
/** PostgreSQL says in one line that its command failed, and in a second one which. */
export const POSTGRES_RECORDS = 40;
const RATE_SPAN = HOUR;
export const PIPELINE_SPAN = 15 * MINUTE;
/** A base backup writes a line for each volume, every few minutes at the most. */
export const BACKUP_SPAN = 30 * MINUTE;
const BACKUP_RECORDS = 10;
const HOSTS = 100;
const TAGS = 15;

/** What a base backup that is at work writes. */
export const BASE_BACKUP = [
  'base backup volume',
  'beginning volume compression',
  'The subcommand is "backup-push"',
];

/** WAL-E marks such a file as done, although nothing was uploaded. */
const SKIPPED = ['action=push-wal', 'state=skip'];

/** Where PostgreSQL names the file that its archive command failed for. */
const FAILED_FILES = [
  'The failed archive command was',
  'failed too many times, will try again later',
];

/** PostgreSQL's own words about its archive command, whatever tag they carry. */
export const COMPLAINTS = [
  'archive command failed with exit code',
  'archive command was terminated by',
  'archive_mode enabled, yet',
  ...FAILED_FILES,
];

export const SEARCH_NAMES = [
  'uploads',
  'others',
  'postgres',
  'rate',
  'newest',
  'pipeline',
  'backups',
  'ended',
  'firstTries',
] as const;
export type SearchName = (typeof SEARCH_NAMES)[number];

/**
 * The searches of one status, sent together. Each has a narrow time range, fetches few documents or
 * only counts, and leaves total counts out, so that the cost does not grow with the index. The message
 * is one unparsed text of more than `ignore_above` characters, so phrases are matched in the text.
 */
export function statusSearches(
  log: ElasticsearchSettings,
  at: EpochMs,
  historic: boolean,
): readonly estypes.MsearchMultisearchBody[] {
  const { timestamp, host, tag } = log.fields;
  const { since, phrase } = queriesOf(log, at, historic);
  const cluster = Object.entries(log.filter).map(([field, value]) => exactly(field, value, log));
  const anyOf = (queries: readonly Query[]): Query => ({
    bool: { should: [...queries], minimum_should_match: 1 },
  });
  const { push, denial, attempt, complete, ordinary } = archiverPhrases(log.archiver);
  const allOf = (all: readonly string[]): Query => ({ bool: { filter: all.map(phrase) } });
  const archiver = [exactly(log.selector.field, log.selector.value, log), ...cluster];
  const newestFirst = { track_total_hits: false, ...newestDocuments(log) };
  const counting = { track_total_hits: false, size: 0 };

  return [
    {
      ...newestFirst,
      size: UPLOAD_RECORDS,
      query: {
        bool: {
          filter: [since(log.lookbackMs), ...archiver, anyOf([...push, ...denial].map(phrase))],
        },
      },
    },
    {
      ...newestFirst,
      size: OTHER_RECORDS,
      query: {
        bool: {
          filter: [since(log.lookbackMs), ...archiver],
          must_not: [...ordinary, ...denial].map(phrase),
        },
      },
    },
    {
      ...newestFirst,
      size: POSTGRES_RECORDS,
      query: {
        bool: {
          filter: [since(log.lookbackMs), ...cluster, anyOf(COMPLAINTS.map(phrase))],
        },
      },
    },
    {
      ...counting,
      query: {
        bool: {
          filter: [since(RATE_SPAN), ...archiver, anyOf(complete.map(allOf))],
        },
      },
      aggs: { minutes: { date_histogram: { field: timestamp, fixed_interval: '1m' } } },
    },
    { ...newestFirst, size: 1, query: { bool: { filter: [since(log.lookbackMs), ...cluster] } } },
    {
      ...counting,
      query: { bool: { filter: [since(PIPELINE_SPAN), ...cluster] } },
      aggs: {
        ...Object.fromEntries(
          host.map((field, index) => [
            `host${index}`,
            {
              terms: { field: field + log.keywordSuffix, size: HOSTS },
              aggs: { newest: { max: { field: timestamp } } },
            },
          ]),
        ),
        tags: { terms: { field: tag + log.keywordSuffix, size: TAGS } },
      },
    },
    {
      ...newestFirst,
      size: BACKUP_RECORDS,
      query: {
        bool: {
          filter: [since(BACKUP_SPAN), ...archiver],
          should: BASE_BACKUP.map(phrase),
          minimum_should_match: 1,
        },
      },
    },
    {
      ...newestFirst,
      fields: newestFirst.fields.filter(({ field }) => field !== log.selector.field),
      size: ENDED_RECORDS,
      query: {
        bool: { filter: [since(log.lookbackMs), ...archiver, anyOf(endOfUpload(log, phrase))] },
      },
    },
    {
      ...newestFirst,
      sort: [{ [timestamp]: { order: 'asc', unmapped_type: 'date' } }],
      fields: newestFirst.fields.filter(({ field }) => field !== log.selector.field),
      size: FIRST_TRIES,
      query: {
        bool: {
          filter: [
            since(log.lookbackMs),
            ...cluster,
            anyOf([
              { bool: { filter: [...archiver, anyOf(attempt.map(allOf))] } },
              ...FAILED_FILES.map(phrase),
            ]),
          ],
        },
      },
    },
  ];
}

/** What the record of an upload that ended holds: any of these. */
export function endOfUpload(
  { archiver }: ElasticsearchSettings,
  phrase: (words: string) => Query,
): Query[] {
  const { complete, denial } = archiverPhrases(archiver);
  return [
    ...[...complete, SKIPPED].map((all) => ({ bool: { filter: all.map(phrase) } })),
    // Without these a push of WAL-G that failed at the end would count as one that completed.
    ...denial.map(phrase),
  ];
}

/** GitLab's index has level and time of a line of WAL-G in a field of their own, beside the message. */
export const walGHeaderField = (messageField: string): string | undefined =>
  messageField.endsWith('walg_message') ? messageField.replace(/message$/, 'header') : undefined;

/** The queries that searches are made of. */
export function queriesOf(log: ElasticsearchSettings, at: EpochMs, historic: boolean) {
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
      multi_match: { query: words, type: 'phrase', fields: [...log.fields.message] },
    }),
  };
}

/** The newest documents, only with the fields that are read. */
export const newestDocuments = ({ fields, selector }: ElasticsearchSettings) => ({
  sort: [{ [fields.timestamp]: { order: 'desc' as const, unmapped_type: 'date' as const } }],
  _source: false,
  fields: [
    ...fields.message.map((field) => ({ field })),
    ...fields.message.flatMap((field) => walGHeaderField(field) ?? []).map((field) => ({ field })),
    ...fields.host.map((field) => ({ field })),
    { field: selector.field },
    { field: fields.timestamp, format: 'epoch_millis' },
  ],
});

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
