import type { ReadUploadLogs } from '../../domain/contracts.ts';
import { measured, unavailable, type Reading, type Unavailable } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { LogPipeline, UploadLog } from '../../domain/upload-log.ts';
import type { Upload } from '../../domain/upload.ts';
import { untilEither } from '../http-endpoint.ts';
import { came, outcomeOf, type Outcome } from '../outcome.ts';
import {
  allReadable,
  connect,
  endedUploads,
  hostsLeftOut,
  readRecords,
  unreadPart,
  type FetchedTries,
} from './client.ts';
import { answersOf, wholeAnswer } from './completeness.ts';
import {
  documentsOf,
  epochMs,
  NO_DOCUMENTS,
  sizeOf,
  together,
  type Documents,
  type FoundBy,
} from './documents.ts';
import { PipelineByCluster, RecordsByCluster } from './fleet-schema.ts';
import {
  FLEET_SEARCH_NAMES,
  fleetSearches,
  RECORDS_OF_A_PROCESS,
  shareOf,
  type ClusterField,
  type FleetSearchName,
} from './fleet-searches.ts';
import { someReadable, unreadDocuments, withUnreadable } from './found-documents.ts';
import { hostActivity } from './host-activity.ts';

/** Clusters that share everything but the value of one field. */
export interface ElasticsearchFleet extends ClusterField {
  /** The filter is what they share. */
  readonly settings: ElasticsearchSettings;
}

/** A longer answer is given up: what it would have said is unknown. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Reads the archiver's log of many clusters in one round trip. */
export function createElasticsearchFleet(fleet: ElasticsearchFleet): ReadUploadLogs {
  const { settings, clusters } = fleet;
  const client = connect(settings);
  const all = (reading: Unavailable) =>
    new Map([...clusters.values()].flat().map((cluster) => [cluster, reading]));

  return async ({ at, historic, signal }) => {
    const searches = fleetSearches(settings, fleet, at, historic).flatMap((search) => [
      { index: settings.index },
      search,
    ]);
    const answer = await outcomeOf(
      client.msearch(
        { searches },
        {
          signal: untilEither(signal, settings.timeoutMs),
          maxRetries: 0,
          maxResponseSize: MAX_ANSWER_BYTES,
        },
      ),
    );
    if (answer.kind === 'unavailable') return all(answer);
    const answers = answersOf(answer.value, FLEET_SEARCH_NAMES.length);
    if (answers.kind === 'unavailable') return all(answers);
    const logs = readAnswers(answers.value, fleet, at);
    return logs.kind === 'unavailable' ? all(logs) : logs.value;
  };
}

interface Records {
  readonly documents: Documents;
  /** How many there were to choose from. */
  readonly count: number;
}

const NO_RECORDS: Records = { documents: NO_DOCUMENTS, count: 0 };

/** Uploads and failures must be whole; without pipeline, sequence and base backups there is still an answer. */
function readAnswers(
  answers: readonly unknown[],
  { settings, clusters }: ElasticsearchFleet,
  at: EpochMs,
): Outcome<ReadonlyMap<string, Reading<UploadLog>>> {
  const answerTo = (name: FleetSearchName): unknown => answers[FLEET_SEARCH_NAMES.indexOf(name)];
  const recordsOf = (
    name: FleetSearchName,
    foundBy: FoundBy = 'phrase',
  ): Outcome<ReadonlyMap<string, Records>> => {
    const found = wholeAnswer(RecordsByCluster, answerTo(name), settings.index);
    if (found.kind === 'unavailable') return found;
    const byCluster = found.value.map(({ key, doc_count: count, records }) => {
      const documents = documentsOf(records.hits.hits, foundBy, settings);
      return [key, { documents, count }] as const;
    });
    return came(new Map(byCluster));
  };
  const uploads = recordsOf('uploads');
  if (uploads.kind === 'unavailable') return uploads;
  const others = recordsOf('others', 'selector');
  if (others.kind === 'unavailable') return others;
  const postgres = recordsOf('postgres');
  if (postgres.kind === 'unavailable') return postgres;
  const ends = recordsOf('ended');
  const backups = recordsOf('backups');
  const pipelines = pipelinesOf(answerTo('pipeline'), settings);

  const logOf = (value: string): Reading<UploadLog> => {
    const of = (records: Outcome<ReadonlyMap<string, Records>>): Records =>
      (records.kind === 'came' ? records.value.get(value) : undefined) ?? NO_RECORDS;
    const pushes = of(uploads);
    const needed = [uploads, others, postgres].map((search) => of(search).documents);
    for (const documents of needed) {
      const some = someReadable(documents, settings);
      if (some.kind === 'unavailable') return some;
    }
    const found = together([...needed, of(backups).documents]);
    const { unread, ...records } = readRecords(found.readable, settings, at);
    const fetched = sizeOf(pushes.documents);
    const truncated = pushes.count > fetched;
    if (truncated && mayHideAHang(records.uploads, shareOf(clusters.size).uploads)) {
      return unavailable(
        'no-data',
        `of so many clusters only the newest ${fetched} records each are fetched, and these are all of one process: ask for this cluster alone`,
      );
    }
    const ended = ends.kind === 'came' ? allReadable(came(of(ends).documents), settings) : ends;
    const pipeline =
      pipelines.kind === 'came' ? came(pipelines.value.get(value) ?? NOTHING_ARRIVED) : pipelines;
    const newest = [uploads, others, postgres, backups].flatMap((search) =>
      search.kind === 'came' ? [of(search)] : [],
    );
    const tries: FetchedTries = {
      first: undefined,
      firstCutOff: false,
      newestCutOff: newest
        .filter(({ documents, count }) => count > sizeOf(documents))
        .map(({ documents }) => documents.readable),
    };
    const log: UploadLog = {
      source: 'elasticsearch',
      from: at - settings.lookbackMs,
      to: at,
      truncated,
      ended:
        ended.kind === 'came'
          ? endedUploads(ended.value, of(ends).count > ended.value.length, tries, settings, at)
          : undefined,
      rate: undefined,
      pipeline: pipeline.kind === 'came' ? pipeline.value : undefined,
      unreadParts: [
        ...unreadPart('sequence of segments', ended),
        ...unreadPart('base backups', backups),
        ...unreadDocuments(found, settings),
        ...unreadPart('log pipeline', pipeline),
        ...hostsLeftOut(pipeline, settings),
      ],
      ...records,
      unread: withUnreadable(unread, found.unreadable),
    };
    return measured(log, at);
  };
  return came(
    new Map(
      [...clusters].flatMap(([value, names]) => {
        const log = logOf(value);
        return names.map((name) => [name, log] as const);
      }),
    ),
  );
}

/**
 * PostgreSQL runs one archive command at a time, so a push that hangs is among the records of the newest
 * process. Fewer records than one process writes, all of one process, may leave its begin out.
 */
function mayHideAHang(uploads: readonly Upload[], fetched: number): boolean {
  if (fetched >= RECORDS_OF_A_PROCESS) return false;
  const processes = new Set(uploads.map(({ host, pid }) => `${host ?? ''} ${pid ?? ''}`));
  return processes.size === 1 && uploads.every(({ pid }) => pid !== undefined);
}

const NOTHING_ARRIVED: LogPipeline = { newestAt: undefined, hosts: [], tags: [] };

function pipelinesOf(
  answer: unknown,
  { index }: ElasticsearchSettings,
): Outcome<ReadonlyMap<string, LogPipeline>> {
  const found = wholeAnswer(PipelineByCluster, answer, index);
  if (found.kind === 'unavailable') return found;
  return came(
    new Map(
      found.value.map(({ key, newestAt, hosts }) => [
        key,
        { newestAt: epochMs(newestAt), ...hostActivity(hosts), tags: [] },
      ]),
    ),
  );
}
