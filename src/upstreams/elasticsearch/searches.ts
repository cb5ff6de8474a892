import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';

type Query = estypes.QueryDslQueryContainer;

/** So many push records are fetched: the 32 that one WAL-E pushes at once, begin and end, thrice over. */
export const UPLOAD_RECORDS = 200;
/** So many ended uploads are fetched, for the sequence of segments: an hour of one every four seconds. */
export const ENDED_RECORDS = 1000;
const OTHER_RECORDS = 60;
const POSTGRES_RECORDS = 20;
const RATE_SPAN = HOUR;
const PIPELINE_SPAN = 15 * MINUTE;
const HOSTS = 100;
const TAGS = 15;

/** What the ordinary course of things looks like: not fetched, so that the errors are not crowded out. */
const ORDINARY = [
  'action=push-wal',
  'action=wal-fetch',
  'action=wal-prefetch',
  'begin archiving a file',
  'completed archiving to a file',
  'DETAIL: Uploading',
  'DETAIL: Archiving to',
  'base backup volume',
  'beginning volume compression',
  'Building volume',
];

/** PostgreSQL's own words about its archive command, whatever tag they carry. */
const COMPLAINTS = [
  'archive command failed with exit code',
  'archive command was terminated by',
  'failed too many times, will try again later',
  'archive_mode enabled, yet',
];

export const SEARCH_NAMES = [
  'uploads',
  'others',
  'postgres',
  'rate',
  'newest',
  'pipeline',
  'ended',
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
  const { timestamp, message, host, tag } = log.fields;
  // Now has no upper end: a document from a clock that is ahead must not be lost.
  const since = (span: DurationMs): Query => ({
    range: {
      [timestamp]: {
        gte: at - span,
        ...(historic ? { lte: at } : {}),
        format: 'epoch_millis',
      },
    },
  });
  const phrase = (words: string): Query => ({
    multi_match: { query: words, type: 'phrase', fields: [...message] },
  });
  const cluster = Object.entries(log.filter).map(([field, value]) => exactly(field, value, log));
  const archiver = [exactly(log.selector.field, log.selector.value, log), ...cluster];
  const newestFirst = {
    track_total_hits: false,
    sort: [{ [timestamp]: { order: 'desc' as const, unmapped_type: 'date' as const } }],
    _source: false,
    fields: [
      ...message.map((field) => ({ field })),
      ...host.map((field) => ({ field })),
      { field: log.selector.field },
      { field: timestamp, format: 'epoch_millis' },
    ],
  };
  const counting = { track_total_hits: false, size: 0 };

  return [
    {
      ...newestFirst,
      size: UPLOAD_RECORDS,
      query: { bool: { filter: [since(log.lookbackMs), ...archiver, phrase('action=push-wal')] } },
    },
    {
      ...newestFirst,
      size: OTHER_RECORDS,
      query: {
        bool: { filter: [since(log.lookbackMs), ...archiver], must_not: ORDINARY.map(phrase) },
      },
    },
    {
      ...newestFirst,
      size: POSTGRES_RECORDS,
      query: {
        bool: {
          filter: [since(log.lookbackMs), ...cluster],
          should: COMPLAINTS.map(phrase),
          minimum_should_match: 1,
        },
      },
    },
    {
      ...counting,
      query: {
        bool: {
          filter: [
            since(RATE_SPAN),
            ...archiver,
            phrase('action=push-wal'),
            phrase('state=complete'),
          ],
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
      fields: newestFirst.fields.filter(({ field }) => field !== log.selector.field),
      size: ENDED_RECORDS,
      query: {
        bool: {
          filter: [since(log.lookbackMs), ...archiver, phrase('action=push-wal')],
          should: ['state=complete', 'state=skip'].map(phrase),
          minimum_should_match: 1,
        },
      },
    },
  ];
}

/** A phrase finds an exact value in a text field and in a keyword alike; a pattern needs the keyword. */
function exactly(field: string, value: string, { keywordSuffix }: ElasticsearchSettings): Query {
  return value.includes('*')
    ? { wildcard: { [field + keywordSuffix]: { value } } }
    : { match_phrase: { [field]: value } };
}
