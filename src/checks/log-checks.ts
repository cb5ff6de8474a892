import { askedAt } from './asked-at.ts';
import { andList } from '../domain/and-list.ts';
import type { Check } from '../domain/check.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { LogProbe, ProbedField } from '../domain/log-probe.ts';
import type { Reading, UnavailableReason } from '../domain/reading.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';

const NO_LOG = 'no upload, no error and no cause is seen';

const REACH = 'check elasticsearch.url, its credentials and the network path to it';
const LET_IN =
  'check the credentials, and give them the privileges read and view_index_metadata on the index';

const REMEDIES: Readonly<Record<UnavailableReason, string>> = {
  'not-configured': 'set ELASTICSEARCH_URL',
  'no-data': 'set elasticsearch.index to an index, alias or pattern that is there',
  'bad-response':
    'look into Elasticsearch itself, and into what stands before it: its answer is not whole, or not its own',
  timeout: REACH,
  unreachable: REACH,
  refused: LET_IN,
};

/** The log index step by step: the first step that fails explains those after it, so these are left out. */
export function logChecks(
  probe: Reading<LogProbe>,
  at: EpochMs,
  shippingAllowance: DurationMs,
  address?: string,
): readonly Check[] {
  if (probe.kind === 'unavailable') {
    return [
      check('Elasticsearch', 'broken', askedAt(probe, address), NO_LOG, REMEDIES[probe.reason]),
    ];
  }
  const found = probe.value;
  const reached = check('Elasticsearch', 'works', `index ${found.index} is there`);
  return [reached, ...documentChecks(found, at, shippingAllowance), ...fieldChecks(found)];
}

function documentChecks(
  found: LogProbe,
  at: EpochMs,
  shippingAllowance: DurationMs,
): readonly Check[] {
  const age = (moment: EpochMs): string => durationWords(at - moment);
  if (found.newestAt === undefined) {
    return [
      check(
        'log pipeline',
        'broken',
        'the index holds no document in the time looked at',
        NO_LOG,
        'check the log pipeline, elasticsearch.index and elasticsearch.fields.timestamp',
      ),
    ];
  }
  const late = at - found.newestAt > 2 * shippingAllowance;
  const pipeline = check(
    'log pipeline',
    late ? 'lacking' : 'works',
    `the newest document is ${age(found.newestAt)} old`,
    ...(late ? (['the log is seen late or not at all', 'check the log pipeline'] as const) : []),
  );
  if (found.newestOfClusterAt === undefined) {
    const remedy = 'set elasticsearch.filter to a field and its whole value, as in a document';
    const filter = `no document has ${found.filter}${instead(found, 'filter')}`;
    return [pipeline, check('filter', 'broken', filter, NO_LOG, remedy)];
  }
  if (found.newestOfArchiverAt === undefined) {
    const remedy =
      'set elasticsearch.selector to the tag of the archiver’s log, or elasticsearch.index';
    const selector = `no document has ${found.selector}${instead(found, 'selector')}`;
    return [pipeline, check('selector', 'broken', selector, NO_LOG, remedy)];
  }
  return [
    pipeline,
    check(
      'selector',
      'works',
      `${found.selector} finds documents, the newest ${age(found.newestOfArchiverAt)} old`,
    ),
    filled('fields.message', found.withMessage, found.documents, NO_LOG),
    hostsFilled(found),
    filled('fields.timestamp', found.withTimestamp, found.documents, 'how late lines arrive'),
    parsing(found),
  ];
}

/** Which values the fields have in place of the configured ones. */
const instead = ({ values }: LogProbe, key: string): string =>
  values
    .filter((one) => one.key === key && one.values.length > 0)
    .map(({ field, values: found }) => `; ${field} has ${found.join(', ')}`)
    .join('');

/** A field may be empty in a document of another kind, but not in all of them. */
function filled(key: string, count: number, of: number, cost: string): Check {
  const found = `filled in ${count} of the newest ${of} documents`;
  if (count === of) return check(key, 'works', found);
  const remedy = `set elasticsearch.${key} to where it is in a document`;
  return check(key, count === 0 ? 'broken' : 'lacking', found, cost, remedy);
}

/** There may be a host in each document, and none that can be read. */
function hostsFilled({ withHost, documents, unreadHost }: LogProbe): Check {
  const base = filled('fields.host', withHost, documents, 'uploads belong to no host');
  return unreadHost === undefined
    ? base
    : {
        ...base,
        found: `a host in ${withHost} of the newest ${documents} documents, and none that can be read in others: ${unreadHost}`,
      };
}

function parsing({ documents, unread, unreadSample = '' }: LogProbe): Check {
  if (unread === 0)
    return check('log lines', 'works', `all of the newest ${documents} are understood`);
  const found = `${unread} of the newest ${documents} documents are not understood, such as: ${unreadSample}`;
  const remedy = 'see whether the selector finds the archiver’s log, and that alone';
  return check('log lines', unread >= documents ? 'broken' : 'lacking', found, NO_LOG, remedy);
}

function fieldChecks({ fields }: LogProbe): readonly Check[] {
  if (fields.kind === 'unavailable') {
    const remedy = 'give the credentials the privilege view_index_metadata on the index';
    return [
      check(
        'mapping',
        'unknown',
        `could not be read: ${fields.detail}`,
        'a field that is not there is not told',
        ...(fields.reason === 'refused' ? [remedy] : []),
      ),
    ];
  }
  const alternatives = (key: string) => fields.value.filter((field) => field.key === key);
  const lost = fields.value.filter(
    ({ key }) => !alternatives(key).some(({ mapped, exactMapped }) => mapped && exactMapped),
  );
  if (lost.length === 0) return [check('mapping', 'works', 'every field that is needed is mapped')];
  const inexact = lost.filter(({ mapped }) => mapped);
  const missing = lost.filter(({ mapped }) => !mapped);
  return [
    // One wrong suffix is one mistake, however many fields it is behind.
    ...(inexact.length === 0
      ? []
      : [
          check(
            'mapping',
            inexact.some(({ key }) => key === 'selector' || key === 'filter')
              ? 'broken'
              : 'lacking',
            `${andList(distinct(inexact.map(({ field }) => field)))} ${inexact.length === 1 ? 'is mapped, and its exact form' : 'are mapped, and their exact forms'} ${distinct(inexact.flatMap(({ exact }) => exact ?? [])).join(', ')} ${inexact.length === 1 ? 'is' : 'are'} not`,
            'exact values are not found',
            'set elasticsearch.keywordSuffix to what the mapping has, "" for keywords',
          ),
        ]),
    ...missingFields(missing),
  ];
}

/** A field that several settings name is missing once. */
const missingFields = (missing: readonly ProbedField[]): readonly Check[] =>
  distinct(missing.map(({ field }) => field)).map((field) => {
    const keys = distinct(missing.filter((one) => one.field === field).map(({ key }) => key));
    const isTag = keys.every((key) => key === 'fields.tag');
    return check(
      'mapping',
      isTag ? 'lacking' : 'broken',
      `${andList(keys)}: the index has no field ${field}`,
      isTag ? 'which tags arrive is not told' : NO_LOG,
      `set ${andList(keys.map((key) => `elasticsearch.${key}`))}`,
    );
  });

const distinct = (items: readonly string[]): readonly string[] => [...new Set(items)];

const check = (
  subject: string,
  outcome: Check['outcome'],
  found: string,
  cost?: string,
  remedy?: string,
): Check => ({
  subject,
  outcome,
  found,
  ...(cost === undefined ? {} : { cost }),
  ...(remedy === undefined ? {} : { remedy }),
});
