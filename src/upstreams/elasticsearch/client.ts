import { Client } from '@elastic/elasticsearch';
import type { ArchiverEvent } from '../../archiver-logs/archiver-event.ts';
import { createLogReader } from '../../archiver-logs/log-reader.ts';
import { withWalGHeader } from '../../archiver-logs/structured-line.ts';
import { createUploadLedger } from '../../archiver-logs/upload-ledger.ts';
import type { ReadUploadLog } from '../../domain/contracts.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { fuller, readHost } from '../../domain/host.ts';
import { hostNames } from '../../domain/host-names.ts';
import { measured, unavailable, type Reading } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';
import { unreadHosts, unreadName } from '../../domain/unread-hosts.ts';
import { hasEnded, type Upload } from '../../domain/upload.ts';
import type {
  EndedUploads,
  HostActivity,
  LogPipeline,
  UnreadPart,
  UploadLog,
  UploadRate,
} from '../../domain/upload-log.ts';
import { caOf, untilEither } from '../http-endpoint.ts';
import { toUnavailable } from '../unavailable-reason.ts';
import {
  HitsAnswer,
  incompleteness,
  MultiAnswer,
  PipelineAnswer,
  RateAnswer,
  type Hit,
} from './schema.ts';
import {
  ENDED_RECORDS,
  FIRST_TRIES,
  OTHER_RECORDS,
  POSTGRES_RECORDS,
  SEARCH_NAMES,
  statusSearches,
  UPLOAD_RECORDS,
  walGHeaderField,
  type SearchName,
} from './searches.ts';

/** Reads the archiver's log from an index, in one round trip. */
export function createElasticsearch(settings: ElasticsearchSettings): ReadUploadLog {
  const client = connect(settings);

  return async ({ at, historic, signal }) => {
    const searches = statusSearches(settings, at, historic).flatMap((search) => [
      { index: settings.index },
      search,
    ]);
    try {
      const answer = await client.msearch(
        { searches },
        { signal: untilEither(signal, settings.timeoutMs), maxRetries: 0 },
      );
      return readAnswers(MultiAnswer.parse(answer).responses, settings, at);
    } catch (fault) {
      return toUnavailable(fault);
    }
  };
}

export function connect(settings: ElasticsearchSettings): Client {
  const { auth } = settings;
  const ca = caOf(settings);
  return new Client({
    node: settings.url,
    // The client would send a name with capitals twice.
    headers: {
      // A thousand records of one form: compressed they are a twentieth.
      'accept-encoding': 'gzip,deflate',
      ...Object.fromEntries(
        Object.entries(settings.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    },
    maxRetries: 0,
    enableMetaHeader: false,
    requestTimeout: settings.timeoutMs,
    ...(auth.kind === 'basic'
      ? { auth: { username: auth.username, password: auth.password } }
      : auth.kind === 'api-key'
        ? { auth: { apiKey: auth.key } }
        : auth.kind === 'bearer'
          ? { auth: { bearer: auth.token } }
          : {}),
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
}

/** Uploads and failures must be whole; without the rest there is still an answer, and never a healthy one without the sequence. */
function readAnswers(
  responses: readonly unknown[],
  settings: ElasticsearchSettings,
  at: EpochMs,
): Reading<UploadLog> {
  const answerTo = (name: SearchName): unknown => responses[SEARCH_NAMES.indexOf(name)];
  for (const name of ['uploads', 'others', 'postgres'] as const) {
    const why = incompleteness(answerTo(name));
    if (why !== undefined) {
      return unavailable(
        why.includes('no such index') || why.includes('no index') ? 'no-data' : 'bad-response',
        `index ${settings.index}: ${harmlessText(why, 150)}`,
      );
    }
  }
  const hits = (name: SearchName): readonly Hit[] => HitsAnswer.parse(answerTo(name)).hits.hits;
  const whole = (name: SearchName): boolean => incompleteness(answerTo(name)) === undefined;

  const uploads = hits('uploads');
  const backups = whole('backups') ? hits('backups') : [];
  const found = [...uploads, ...hits('others'), ...hits('postgres'), ...backups];
  const records = readRecords(found, settings, at);
  return measured(
    {
      source: 'elasticsearch',
      archiver: settings.archiver === 'auto' ? undefined : settings.archiver,
      from: at - settings.lookbackMs,
      to: at,
      truncated: uploads.length >= UPLOAD_RECORDS,
      ended: whole('ended')
        ? endedUploads(
            hits('ended'),
            hits('ended').length >= ENDED_RECORDS,
            {
              first: whole('firstTries') ? hits('firstTries') : undefined,
              firstCutOff: whole('firstTries') && hits('firstTries').length >= FIRST_TRIES,
              newestCutOff: [
                ...cutOff(uploads, UPLOAD_RECORDS),
                ...cutOff(hits('others'), OTHER_RECORDS),
                ...cutOff(hits('postgres'), POSTGRES_RECORDS),
              ],
            },
            settings,
            at,
          )
        : undefined,
      rate: whole('rate') ? rateOf(answerTo('rate'), at, records.uploads) : undefined,
      pipeline:
        whole('pipeline') && whole('newest')
          ? pipelineOf(answerTo('pipeline'), hits('newest'), settings)
          : undefined,
      unreadParts: unreadParts(settings, answerTo),
      ...records,
    },
    at,
  );
}

/** What a verdict stands on, of that which may be missing in an answer. */
export function unreadParts(
  { index }: ElasticsearchSettings,
  answerTo: (name: 'ended' | 'backups') => unknown,
): readonly UnreadPart[] {
  return (
    [
      ['ended', 'sequence of segments'],
      ['backups', 'base backups'],
    ] as const
  ).flatMap(([name, part]) => {
    const why = incompleteness(answerTo(name));
    return why === undefined ? [] : [{ part, detail: `index ${index}: ${harmlessText(why, 150)}` }];
  });
}

/** The documents of the newest so many, where there were more: what is older than these was not fetched. */
const cutOff = (hits: readonly Hit[], size: number): readonly (readonly Hit[])[] =>
  hits.length >= size ? [hits] : [];

/** Which tries were fetched beside the ends of uploads. */
interface FetchedTries {
  /** The oldest of all; undefined if they could not be read. */
  readonly first: readonly Hit[] | undefined;
  readonly firstCutOff: boolean;
  /** Each search for the newest that left older ones out. */
  readonly newestCutOff: readonly (readonly Hit[])[];
}

/**
 * Where older ones were cut off, what is there begins with the oldest that came. The oldest tries tell which of
 * the uploads began within the look-back, and what was tried in vain.
 */
export function endedUploads(
  hits: readonly Hit[],
  endsCutOff: boolean,
  { first, firstCutOff, newestCutOff }: FetchedTries,
  settings: ElasticsearchSettings,
  at: EpochMs,
): EndedUploads {
  const arrivedAt = (hit: Hit | undefined): EpochMs | undefined =>
    hit === undefined ? undefined : documentOf(hit, settings).arrivedAt;
  const cutAt = endsCutOff ? arrivedAt(hits.at(-1)) : undefined;
  const { uploads, failures } = readRecords([...hits, ...(first ?? [])], settings, at);
  return {
    from: cutAt ?? at - settings.lookbackMs,
    uploads: uploads.filter(hasEnded),
    tries: {
      uploads: uploads.filter((upload) => !hasEnded(upload)),
      failures,
      wholeUntil:
        first === undefined
          ? -Infinity
          : firstCutOff
            ? (arrivedAt(first.at(-1)) ?? -Infinity)
            : Infinity,
      wholeSince: Math.max(
        -Infinity,
        ...newestCutOff.map((newest) => arrivedAt(newest.at(-1)) ?? Infinity),
      ),
    },
  };
}

/** Runs the documents through the log reader, in the order in which they were written. */
export function readRecords(
  hits: readonly Hit[],
  settings: ElasticsearchSettings,
  at: EpochMs,
): Pick<
  UploadLog,
  'uploads' | 'failures' | 'baseBackups' | 'shippingLag' | 'unread' | 'unreadHosts'
> {
  const ledger = createUploadLedger();
  let arrivedAt: EpochMs | undefined;
  let shippingLag: DurationMs | undefined;
  const reader = createLogReader(
    (event) => {
      if (event.kind === 'push-begin' || event.kind === 'push-complete') {
        shippingLag = arrivedAt === undefined ? undefined : arrivedAt - event.at;
      }
      ledger.add(arrivedAt === undefined ? event : notAfter(event, arrivedAt));
    },
    at,
    settings.timeZone,
  );

  const documents = inOrder(hits.map((hit) => documentOf(hit, settings)));
  // Begin and end of one upload may come with a short name and a full one.
  const { fullNameOf } = hostNames(documents.flatMap(({ host }) => host ?? []));
  for (const { message, host, unreadHost, arrivedAt: at } of documents) {
    arrivedAt = at;
    if (message !== undefined) {
      const fullName = host === undefined ? undefined : fullNameOf(host);
      reader.read(message, { host: fullName, unreadHost, at });
    }
  }
  const unread = reader.end();
  return {
    uploads: ledger.uploads(),
    failures: ledger.failures(),
    baseBackups: ledger.baseBackups(),
    shippingLag,
    unread,
    unreadHosts: reader.unreadHosts(),
  };
}

/** As pgBackRest, Barman and PostgreSQL write it. */
const OWN_STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{3}/;

/**
 * As they arrived. A shipper sends what it finds in a file in one batch, and the index does not keep the order
 * of what arrived in the same millisecond: there a line's own time decides. A line without one stays
 * behind the line before it.
 */
function inOrder(documents: readonly LogDocument[]): readonly LogDocument[] {
  const byArrival = (a: LogDocument, b: LogDocument): number =>
    (a.arrivedAt ?? 0) - (b.arrivedAt ?? 0);
  const last = new Map<string, { readonly arrivedAt: EpochMs | undefined; stamp: string }>();
  return [...documents]
    .sort(byArrival)
    .map((document) => {
      const before = last.get(document.host ?? '');
      const inherited = before?.arrivedAt === document.arrivedAt ? before?.stamp : undefined;
      const stamp = OWN_STAMP.exec(document.message ?? '')?.[0] ?? inherited ?? '';
      last.set(document.host ?? '', { arrivedAt: document.arrivedAt, stamp });
      return { document, stamp };
    })
    .sort(
      (a, b) =>
        byArrival(a.document, b.document) || (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0),
    )
    .map(({ document }) => document);
}

/**
 * Nothing was written after it arrived: where a host's clock is ahead, its last upload would look fresh
 * for as long as that.
 */
function notAfter(event: ArchiverEvent, arrivedAt: EpochMs): ArchiverEvent {
  if (event.kind === 'other') return event;
  if (event.kind === 'failure') {
    const at = Math.min(event.failure.at, arrivedAt);
    return { kind: 'failure', failure: { ...event.failure, at } };
  }
  return { ...event, at: Math.min(event.at, arrivedAt) };
}

interface LogDocument {
  readonly message: string | undefined;
  readonly host: string | undefined;
  /** What stands in place of a host, where none can be read. */
  readonly unreadHost: string | undefined;
  readonly arrivedAt: EpochMs | undefined;
}

export function documentOf({ fields }: Hit, { fields: names }: ElasticsearchSettings): LogDocument {
  const textsOf = (candidates: readonly string[]): readonly string[] =>
    candidates
      .map((name) => fields[name]?.[0])
      .filter((value) => typeof value === 'string')
      .filter((value) => value !== '');
  const firstText = (candidates: readonly string[]): string | undefined => textsOf(candidates)[0];
  const stamp = Number(fields[names.timestamp]?.[0]);
  return {
    message: messageOf(names.message, firstText),
    ...hostOf(textsOf(names.host), names.host),
    arrivedAt: Number.isFinite(stamp) ? stamp : undefined,
  };
}

/** The first field that is there counts; another may have the full form of its name. */
function hostOf(
  [first, ...more]: readonly string[],
  fields: readonly string[],
): Pick<LogDocument, 'host' | 'unreadHost'> {
  if (first === undefined) return { host: undefined, unreadHost: `no ${fields.join(' or ')}` };
  const host = readHost(first);
  return host === undefined
    ? { host, unreadHost: unreadName(first) }
    : { host: more.map(readHost).reduce<string>(fuller, host), unreadHost: undefined };
}

function messageOf(
  fields: readonly string[],
  textOf: (fields: readonly string[]) => string | undefined,
): string | undefined {
  const field = fields.find((name) => textOf([name]) !== undefined);
  const message = field === undefined ? undefined : textOf([field]);
  if (field === undefined || message === undefined) return undefined;
  const header = walGHeaderField(field);
  return header === undefined ? message : withWalGHeader(textOf([header]), message);
}

/** As the index counts them, less those whose line says that they ended and that have failed all the same. */
function rateOf(answer: unknown, at: EpochMs, uploads: readonly Upload[]): UploadRate {
  const { buckets } = RateAnswer.parse(answer).aggregations.minutes;
  const counts = new Map(buckets.map(({ key, doc_count: count }) => [key, count]));
  for (const { state, archiver, endedAt } of uploads) {
    if (state !== 'failed' || archiver !== 'wal-g' || endedAt === undefined) continue;
    // Counted when its line arrived: that may have been in the next minute.
    const ended = Math.floor(endedAt / MINUTE) * MINUTE;
    const minute = [ended, ended + MINUTE].find((key) => (counts.get(key) ?? 0) > 0);
    if (minute !== undefined) counts.set(minute, (counts.get(minute) ?? 0) - 1);
  }
  const lastMinute = Math.floor(at / MINUTE) * MINUTE;
  const firstMinute = lastMinute - 59 * MINUTE;
  const perMinute = Array.from(
    { length: 60 },
    (_, index) => counts.get(firstMinute + index * MINUTE) ?? 0,
  );
  return { firstMinute, perMinute };
}

function pipelineOf(
  answer: unknown,
  newest: readonly Hit[],
  settings: ElasticsearchSettings,
): LogPipeline {
  const { tags, ...byHostField } = PipelineAnswer.parse(answer).aggregations;
  const [first] = newest;
  return {
    newestAt: first === undefined ? undefined : documentOf(first, settings).arrivedAt,
    ...hostActivities(Object.values(byHostField)),
    tags: (tags?.buckets ?? []).map(({ key }) => harmlessText(key, 60)),
  };
}

interface HostBuckets {
  readonly buckets: readonly {
    readonly key: string;
    readonly newest?: { readonly value: number | null } | undefined;
  }[];
}

/** Which hosts shipped anything, by any of the fields that hold a host. */
export function hostActivities(
  byHostField: readonly HostBuckets[],
): Pick<LogPipeline, 'hosts' | 'unreadHosts'> {
  const hosts = new Map<string, EpochMs>();
  const unread: string[] = [];
  for (const { key, newest } of byHostField.flatMap(({ buckets }) => buckets)) {
    const host = readHost(key);
    if (host !== undefined) hosts.set(host, Math.max(newest?.value ?? 0, hosts.get(host) ?? 0));
    else if (key !== '') unread.push(unreadName(key));
  }
  return {
    hosts: [...hosts].map(([host, newestAt]): HostActivity => ({ host, newestAt })),
    unreadHosts: unreadHosts(unread),
  };
}
