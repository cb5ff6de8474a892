import { kindOf, SEARCHED_FOR } from '../../archivers/archivers.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { measured, unavailable, type Reading } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { MINUTE, type EpochMs } from '../../domain/time.ts';
import { type Upload } from '../../domain/upload.ts';
import type {
  EarlierCount,
  EndedUploads,
  LogPart,
  LogPipeline,
  UnreadPart,
  UploadLog,
  UploadRate,
} from '../../domain/upload-log.ts';
import { came, type Outcome } from '../outcome.ts';
import { lastHour, minuteOf } from '../upload-rate.ts';
import { RECORDS_OF_A_PROCESS } from './bodies.ts';
import {
  NO_DOCUMENTS,
  notAmong,
  sizeOf,
  together,
  type Documents,
  type LogDocument,
} from './documents.ts';
import type { EarlierLook } from './earlier.ts';
import { endedUploads } from './ended-uploads.ts';
import type { Found, Records } from './found.ts';
import { readRecords } from './read-records.ts';
import { unreadableWords, unreadDocuments, withUnreadable } from './found-documents.ts';
import { hostActivity } from './host-activity.ts';
import type { Minutes } from './schema.ts';

/** The log of one cluster. Uploads and failures must be whole; without the rest there is still an answer, and it says what lacks. */
export function uploadLogOf(
  found: Found,
  settings: ElasticsearchSettings,
  at: EpochMs,
  /** What stands beside PostgreSQL's complaints, where it was asked for. */
  output: Outcome<Documents> = came(NO_DOCUMENTS),
): Reading<UploadLog> {
  const uploads = found.records('uploads');
  if (uploads.kind === 'unavailable') return uploads;
  const others = found.records('others');
  if (others.kind === 'unavailable') return others;
  const postgres = found.records('postgres');
  if (postgres.kind === 'unavailable') return postgres;

  const backups = found.records('backups');
  const needed = [uploads.value, others.value, postgres.value];
  const searched = together([
    ...needed.map(({ documents }) => documents),
    backups.kind === 'came' ? backups.value.documents : NO_DOCUMENTS,
  ]);
  const all =
    output.kind === 'came' ? together([searched, notAmong(output.value, searched)]) : searched;
  const { unread, ...records } = readRecords(all.readable, settings, at);
  const pushes = uploads.value;
  if (pushes.cutOff && mayHideAHang(records.uploads, sizeOf(pushes.documents))) {
    return unavailable(
      'no-data',
      `of so many clusters only the newest ${sizeOf(pushes.documents)} records each are fetched, and these are all of one process: ask for this cluster alone`,
    );
  }
  const ends = found.records('ended');
  const ended = allReadable(ends, settings);
  const first = found.records('firstTries');
  const firstTries = allReadable(first, settings);
  const pipeline = pipelineOf(found);
  return measured(
    {
      source: 'elasticsearch',
      archiver: settings.archiver === 'auto' ? undefined : settings.archiver,
      searchedFor: settings.archiver === 'auto' ? SEARCHED_FOR : [settings.archiver],
      from: at - settings.lookbackMs,
      to: at,
      truncated: pushes.cutOff,
      ended: readingOf(ended, at, (newestFirst) =>
        endedUploads(
          newestFirst,
          isCutOff(ends),
          {
            first: firstTries.kind === 'came' ? firstTries.value : undefined,
            firstCutOff: isCutOff(first),
            newestCutOff: needed.flatMap(({ documents, cutOff }) =>
              cutOff ? [documents.readable] : [],
            ),
          },
          settings,
          at,
        ),
      ),
      rate: readingOf(found.rate, at, (minutes) => rateOf(minutes, at, records.uploads)),
      pipeline: readingOf(pipeline, at, (seen) => seen),
      unreadParts: [
        ...unreadPart('first tries', firstTries),
        ...unreadPart('base backups', backups),
        ...unreadPart('output of the command', output),
        ...unreadDocuments(all, settings),
        ...hostsLeftOut(pipeline, settings),
      ],
      ...records,
      unread: withUnreadable(unread, all.unreadable),
    },
    at,
  );
}

/** The log, with what was counted of the time before the uploads that were fetched. */
export const withEarlier = (log: UploadLog, { earlier, lack }: EarlierLook): UploadLog => ({
  ...log,
  ended:
    log.ended.kind === 'unavailable'
      ? log.ended
      : { ...log.ended, value: { ...log.ended.value, earlier } },
  unreadParts: [...log.unreadParts, ...(lack === undefined ? [] : [lack])],
});

/** Of many clusters the uploads before those that were fetched are only counted: no answer claims more. */
export function withCount(
  log: UploadLog,
  lookedBackTo: EpochMs,
  countOf: (ended: EndedUploads) => Outcome<EarlierCount | undefined>,
): UploadLog {
  const { ended } = log;
  if (ended.kind === 'unavailable' || ended.value.from <= lookedBackTo) return log;
  const count = countOf(ended.value);
  const earlierCount = count.kind === 'came' ? count.value : undefined;
  const detail = `of so many clusters only the newest uploads are fetched${countWords(count)}: ask for this one alone`;
  return {
    ...log,
    ended: { ...ended, value: { ...ended.value, earlierCount } },
    unreadParts: [...log.unreadParts, { part: 'earlier segments', detail }],
  };
}

const COUNTED: Readonly<Record<EarlierCount['kind'], string>> = {
  'as-many': ', and the earlier ones counted: as many as there are segments',
  fewer: ', and the earlier ones counted: fewer than there are segments',
  unclear: ', and the count of the earlier ones does not tell whether one is missing',
};

const countWords = (count: Outcome<EarlierCount | undefined>): string =>
  count.kind === 'unavailable'
    ? `, and the earlier ones could not be counted (${count.detail})`
    : count.value === undefined
      ? ''
      : COUNTED[count.value.kind];

const readingOf = <T, R>(outcome: Outcome<T>, at: EpochMs, read: (value: T) => R): Reading<R> =>
  outcome.kind === 'came' ? measured(read(outcome.value), at) : outcome;

const isCutOff = (records: Outcome<Records>): boolean =>
  records.kind === 'came' && records.value.cutOff;

/**
 * PostgreSQL runs one archive command at a time, so a push that hangs is among the records of the newest
 * process. Fewer records than one process writes, all of one process, may leave its begin out.
 */
function mayHideAHang(uploads: readonly Upload[], fetched: number): boolean {
  if (fetched >= RECORDS_OF_A_PROCESS) return false;
  const processes = new Set(uploads.map(({ host, pid }) => `${host ?? ''} ${pid ?? ''}`));
  return processes.size === 1 && uploads.every(({ pid }) => pid !== undefined);
}

/** For a sequence every single document counts: one that is missing would look like a hole. */
function allReadable(
  found: Outcome<Records>,
  { index }: Pick<ElasticsearchSettings, 'index'>,
): Outcome<readonly LogDocument[]> {
  if (found.kind === 'unavailable') return found;
  const { documents } = found.value;
  return documents.unreadable.length === 0
    ? came(documents.readable)
    : unavailable('bad-response', `index ${index}: ${unreadableWords(documents)}`);
}

const unreadPart = (part: LogPart, outcome: Outcome<unknown>): readonly UnreadPart[] =>
  outcome.kind === 'came' ? [] : [{ part, detail: outcome.detail }];

const hostsLeftOut = (
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

/** As the index counts them, less those whose line says that they ended and that have failed all the same. */
function rateOf(buckets: Minutes, at: EpochMs, uploads: readonly Upload[]): UploadRate {
  const counts = new Map(buckets.map(({ key, doc_count: count }) => [key, count]));
  for (const { state, archiver, endedAt } of uploads) {
    if (state !== 'failed' || archiver === undefined) continue;
    if (!kindOf(archiver).log.logsEndOfFailed) continue;
    // Counted when its line arrived: that may have been in the next minute.
    const ended = minuteOf(endedAt);
    const minute = [ended, ended + MINUTE].find((key) => (counts.get(key) ?? 0) > 0);
    if (minute !== undefined) counts.set(minute, (counts.get(minute) ?? 0) - 1);
  }
  return lastHour(at, (minute) => counts.get(minute) ?? 0);
}

function pipelineOf(found: Found): Outcome<LogPipeline> {
  const { pipeline } = found;
  if (pipeline.kind === 'unavailable') return pipeline;
  const newest = found.records('newest');
  if (newest.kind === 'unavailable') return newest;
  return came({
    newestAt: newest.value.documents.readable[0]?.arrivedAt,
    ...hostActivity(pipeline.value.hosts),
    tags: pipeline.value.tags.map((tag) => harmlessText(tag, 60)),
  });
}
