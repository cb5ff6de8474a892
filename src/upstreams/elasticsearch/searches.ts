import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { archiverPhrases } from './archiver-phrases.ts';
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';

type Query = estypes.QueryDslQueryContainer;

/** So many push records are fetched: the 32 that one WAL-E pushes at once, begin and end, thrice over. */
export const UPLOAD_RECORDS = 200;
const OTHER_RECORDS = 60;
const POSTGRES_RECORDS = 20;
const RATE_SPAN = HOUR;
const PIPELINE_SPAN = 15 * MINUTE;
const HOSTS = 100;
const TAGS = 15;

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
  const anyOf = (queries: readonly Query[]): Query => ({
    bool: { should: [...queries], minimum_should_match: 1 },
  });
  const { push, denial, complete, ordinary } = archiverPhrases(log.archiver);
  const archiver = [exactly(log.selector.field, log.selector.value, log), ...cluster];
  const newestFirst = {
    track_total_hits: false,
    sort: [{ [timestamp]: { order: 'desc' as const, unmapped_type: 'date' as const } }],
    _source: false,
    fields: [
      ...message.map((field) => ({ field })),
      ...message.flatMap((field) => walGHeaderField(field) ?? []).map((field) => ({ field })),
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
          filter: [
            since(RATE_SPAN),
            ...archiver,
            anyOf(complete.map((all) => ({ bool: { filter: all.map(phrase) } }))),
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
  ];
}

/** GitLab's index has level and time of a line of WAL-G in a field of their own, beside the message. */
export const walGHeaderField = (messageField: string): string | undefined =>
  messageField.endsWith('walg_message') ? messageField.replace(/message$/, 'header') : undefined;

/** A phrase finds an exact value in a text field and in a keyword alike; a pattern needs the keyword. */
function exactly(field: string, value: string, { keywordSuffix }: ElasticsearchSettings): Query {
  return value.includes('*')
    ? { wildcard: { [field + keywordSuffix]: { value } } }
    : { match_phrase: { [field]: value } };
}
