import { Client } from '@elastic/elasticsearch';
import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { createLogReader } from '../../log/log-reader.ts';
import { createUploadLedger } from '../../log/upload-ledger.ts';
import type { ReadUploadLog } from '../../domain/contracts.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { hostNames } from '../../domain/host-names.ts';
import { measured, unavailable, type Reading } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';
import { hasEnded, type Upload } from '../../domain/upload.ts';
import type {
  EndedUploads,
  LogPart,
  LogPipeline,
  UnreadPart,
  UploadLog,
  UploadRate,
} from '../../domain/upload-log.ts';
import { caOf, untilEither } from '../http-endpoint.ts';
import { came, outcomeOf, type Outcome } from '../outcome.ts';
import { BoundedConnection } from './bounded-connection.ts';
import { answersOf, wholeAnswer } from './completeness.ts';
import {
  inOrder,
  NO_DOCUMENTS,
  sizeOf,
  together,
  type Documents,
  type FoundBy,
  type LogDocument,
} from './documents.ts';
import {
  foundDocuments,
  unreadableWords,
  unreadDocuments,
  withUnreadable,
} from './found-documents.ts';
import { hostActivity } from './host-activity.ts';
import { PipelineAnswer, RateAnswer } from './schema.ts';
import {
  ENDED_RECORDS,
  FIRST_TRIES,
  OTHER_RECORDS,
  POSTGRES_RECORDS,
  SEARCH_NAMES,
  statusSearches,
  UPLOAD_RECORDS,
  type SearchName,
} from './searches.ts';

/** A thousand records of the longest kind are some 5 MB. A longer answer is given up. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Reads the archiver's log from an index, in one round trip. */
export function createElasticsearch(settings: ElasticsearchSettings): ReadUploadLog {
  const client = connect(settings);

  return async ({ at, historic, signal }) => {
    const searches = statusSearches(settings, at, historic).flatMap((search) => [
      { index: settings.index },
      search,
    ]);
    const answer = await outcomeOf(
      client.msearch(
        { searches },
        { signal: untilEither(signal, settings.timeoutMs), maxRetries: 0 },
      ),
    );
    if (answer.kind === 'unavailable') return answer;
    const answers = answersOf(answer.value, SEARCH_NAMES.length);
    return answers.kind === 'unavailable' ? answers : readAnswers(answers.value, settings, at);
  };
}

export function connect(settings: ElasticsearchSettings): Client {
  const { auth } = settings;
  const ca = caOf(settings);
  return new Client({
    node: settings.url,
    Connection: BoundedConnection,
    maxResponseSize: MAX_ANSWER_BYTES,
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

/** Uploads and failures must be whole; without the rest there is still an answer, and it says what lacks. */
function readAnswers(
  answers: readonly unknown[],
  settings: ElasticsearchSettings,
  at: EpochMs,
): Reading<UploadLog> {
  const answerTo = (name: SearchName): unknown => answers[SEARCH_NAMES.indexOf(name)];
  const documents = (name: SearchName, foundBy: FoundBy = 'phrase'): Outcome<Documents> =>
    foundDocuments(answerTo(name), foundBy, settings);
  const uploads = documents('uploads');
  if (uploads.kind === 'unavailable') return uploads;
  const others = documents('others', 'selector');
  if (others.kind === 'unavailable') return others;
  const postgres = documents('postgres');
  if (postgres.kind === 'unavailable') return postgres;

  const backups = documents('backups');
  const found = together([
    uploads.value,
    others.value,
    postgres.value,
    backups.kind === 'came' ? backups.value : NO_DOCUMENTS,
  ]);
  const { unread, ...records } = readRecords(found.readable, settings, at);
  const ended = allReadable(documents('ended'), settings);
  const firstTries = allReadable(documents('firstTries'), settings);
  const rate = wholeAnswer(RateAnswer, answerTo('rate'), settings.index);
  const pipeline = pipelineOf(answerTo('pipeline'), documents('newest', 'selector'), settings);
  return measured(
    {
      source: 'elasticsearch',
      archiver: settings.archiver === 'auto' ? undefined : settings.archiver,
      from: at - settings.lookbackMs,
      to: at,
      truncated: sizeOf(uploads.value) >= UPLOAD_RECORDS,
      ended:
        ended.kind === 'came'
          ? endedUploads(
              ended.value,
              ended.value.length >= ENDED_RECORDS,
              {
                first: firstTries.kind === 'came' ? firstTries.value : undefined,
                firstCutOff: firstTries.kind === 'came' && firstTries.value.length >= FIRST_TRIES,
                newestCutOff: [
                  ...cutOff(uploads.value, UPLOAD_RECORDS),
                  ...cutOff(others.value, OTHER_RECORDS),
                  ...cutOff(postgres.value, POSTGRES_RECORDS),
                ],
              },
              settings,
              at,
            )
          : undefined,
      rate: rate.kind === 'came' ? rateOf(rate.value, at, records.uploads) : undefined,
      pipeline: pipeline.kind === 'came' ? pipeline.value : undefined,
      unreadParts: [
        ...unreadPart('sequence of segments', ended),
        ...unreadPart('first tries', firstTries),
        ...unreadPart('base backups', backups),
        ...unreadDocuments(found, settings),
        ...unreadPart('log pipeline', pipeline),
        ...hostsLeftOut(pipeline, settings),
        ...unreadPart('upload rate', rate),
      ],
      ...records,
      unread: withUnreadable(unread, found.unreadable),
    },
    at,
  );
}

/** For a sequence every single document counts: one that is missing would look like a hole. */
export function allReadable(
  found: Outcome<Documents>,
  { index }: Pick<ElasticsearchSettings, 'index'>,
): Outcome<readonly LogDocument[]> {
  if (found.kind === 'unavailable') return found;
  return found.value.unreadable.length === 0
    ? came(found.value.readable)
    : unavailable('bad-response', `index ${index}: ${unreadableWords(found.value)}`);
}

/** The documents of the newest so many, where there were more: what is older than these was not fetched. */
const cutOff = (documents: Documents, size: number): readonly (readonly LogDocument[])[] =>
  sizeOf(documents) >= size ? [documents.readable] : [];

/** Which tries were fetched beside the ends of uploads. */
export interface FetchedTries {
  /** The oldest of all; undefined if they could not be read. */
  readonly first: readonly LogDocument[] | undefined;
  readonly firstCutOff: boolean;
  /** Each search for the newest that left older ones out. */
  readonly newestCutOff: readonly (readonly LogDocument[])[];
}

export const unreadPart = (part: LogPart, outcome: Outcome<unknown>): readonly UnreadPart[] =>
  outcome.kind === 'came' ? [] : [{ part, detail: outcome.detail }];

export const hostsLeftOut = (
  pipeline: Outcome<LogPipeline>,
  { index }: Pick<ElasticsearchSettings, 'index'>,
): readonly UnreadPart[] =>
  pipeline.kind === 'came' && pipeline.value.hostsLeftOut === true
    ? [
        {
          part: 'hosts that ship',
          detail: `index ${index}: more hosts than are counted one by one`,
        },
      ]
    : [];

/**
 * Where older ones were cut off, what is there begins with the oldest that came. The oldest tries tell which of
 * the uploads began within the look-back, and what was tried in vain.
 */
export function endedUploads(
  newestFirst: readonly LogDocument[],
  endsCutOff: boolean,
  { first, firstCutOff, newestCutOff }: FetchedTries,
  settings: ElasticsearchSettings,
  at: EpochMs,
): EndedUploads {
  const cutAt = endsCutOff ? newestFirst.at(-1)?.arrivedAt : undefined;
  const { uploads, failures } = readRecords([...newestFirst, ...(first ?? [])], settings, at);
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
            ? (first.at(-1)?.arrivedAt ?? -Infinity)
            : Infinity,
      wholeSince: Math.max(
        -Infinity,
        ...newestCutOff.map((newest) => newest.at(-1)?.arrivedAt ?? Infinity),
      ),
    },
  };
}

/** Runs the documents through the log reader, in the order in which they were written. */
export function readRecords(
  documents: readonly LogDocument[],
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

  const ordered = inOrder(documents);
  // Begin and end of one upload may come with a short name and a full one.
  const { fullNameOf } = hostNames(ordered.flatMap(({ host }) => host ?? []));
  for (const { message, host, unreadHost, arrivedAt: at } of ordered) {
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

/** As the index counts them, less those whose line says that they ended and that have failed all the same. */
function rateOf(
  buckets: readonly { readonly key: EpochMs; readonly doc_count: number }[],
  at: EpochMs,
  uploads: readonly Upload[],
): UploadRate {
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
  newest: Outcome<Documents>,
  settings: ElasticsearchSettings,
): Outcome<LogPipeline> {
  const pipeline = wholeAnswer(PipelineAnswer, answer, settings.index);
  if (pipeline.kind === 'unavailable') return pipeline;
  if (newest.kind === 'unavailable') return newest;
  const { tags, hosts } = pipeline.value;
  return came({
    newestAt: newest.value.readable[0]?.arrivedAt,
    ...hostActivity(hosts),
    tags: tags.buckets.map(({ key }) => harmlessText(key, 60)),
  });
}
