import type { ReadUploadLogs } from '../../domain/contracts.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { measured, unavailable, type Reading, type Unavailable } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { LogPipeline, UploadLog } from '../../domain/upload-log.ts';
import type { Upload } from '../../domain/upload.ts';
import { untilEither } from '../http-endpoint.ts';
import { toUnavailable } from '../unavailable-reason.ts';
import { connect, endedUploads, hostActivities, readRecords, unreadParts } from './client.ts';
import { PipelineByCluster, RecordsByCluster } from './fleet-schema.ts';
import {
  FLEET_SEARCH_NAMES,
  fleetSearches,
  RECORDS_OF_A_PROCESS,
  shareOf,
  type ClusterField,
  type FleetSearchName,
} from './fleet-searches.ts';
import { incompleteness, MultiAnswer, type Hit } from './schema.ts';

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
    try {
      const answer = await client.msearch(
        { searches },
        {
          signal: untilEither(signal, settings.timeoutMs),
          maxRetries: 0,
          maxResponseSize: MAX_ANSWER_BYTES,
        },
      );
      const { responses } = MultiAnswer.parse(answer);
      const broken = firstIncomplete(responses, settings);
      return broken === undefined ? readAnswers(responses, fleet, at) : all(broken);
    } catch (fault) {
      return all(toUnavailable(fault));
    }
  };
}

const answerTo = (responses: readonly unknown[], name: FleetSearchName): unknown =>
  responses[FLEET_SEARCH_NAMES.indexOf(name)];

/** Uploads and failures must be whole; without pipeline, sequence and base backups there is still an answer. */
function firstIncomplete(
  responses: readonly unknown[],
  { index }: ElasticsearchSettings,
): Unavailable | undefined {
  for (const name of ['uploads', 'others', 'postgres'] as const) {
    const why = incompleteness(answerTo(responses, name));
    if (why !== undefined) {
      return unavailable('bad-response', `index ${index}: ${harmlessText(why, 150)}`);
    }
  }
  return undefined;
}

interface Records {
  readonly hits: readonly Hit[];
  readonly count: number;
}

function readAnswers(
  responses: readonly unknown[],
  { settings, clusters }: ElasticsearchFleet,
  at: EpochMs,
): ReadonlyMap<string, Reading<UploadLog>> {
  const whole = (name: FleetSearchName): boolean =>
    incompleteness(answerTo(responses, name)) === undefined;
  const recordsOf = (name: FleetSearchName): ReadonlyMap<string, Records> => {
    const buckets = whole(name) ? RecordsByCluster.parse(answerTo(responses, name)) : [];
    return new Map(
      buckets.map(({ key, doc_count: count, records }) => [
        key,
        { hits: records.hits.hits, count },
      ]),
    );
  };
  const uploads = recordsOf('uploads');
  const ends = recordsOf('ended');
  const beside = (['others', 'postgres', 'backups'] as const).map(recordsOf);
  const pipelines = whole('pipeline') ? pipelinesOf(answerTo(responses, 'pipeline')) : undefined;

  const parts = unreadParts(settings, (name) => answerTo(responses, name));

  const logOf = (value: string): Reading<UploadLog> => {
    const pushes = uploads.get(value) ?? { hits: [], count: 0 };
    const hits = [...pushes.hits, ...beside.flatMap((search) => search.get(value)?.hits ?? [])];
    const records = readRecords(hits, settings, at);
    const truncated = pushes.count > pushes.hits.length;
    if (truncated && mayHideAHang(records.uploads, shareOf(clusters.size).uploads)) {
      return unavailable(
        'no-data',
        `of so many clusters only the newest ${pushes.hits.length} records each are fetched, and these are all of one process: ask for this cluster alone`,
      );
    }
    const ended = ends.get(value) ?? { hits: [], count: 0 };
    const newest = [pushes, ...beside.flatMap((search) => search.get(value) ?? [])];
    const tries = {
      first: undefined,
      firstCutOff: false,
      newestCutOff: newest
        .filter(({ hits: fetched, count }) => count > fetched.length)
        .map(({ hits: fetched }) => fetched),
    };
    const log: UploadLog = {
      source: 'elasticsearch',
      from: at - settings.lookbackMs,
      to: at,
      truncated,
      ended: whole('ended')
        ? endedUploads(ended.hits, ended.count > ended.hits.length, tries, settings, at)
        : undefined,
      rate: undefined,
      pipeline: pipelines === undefined ? undefined : (pipelines.get(value) ?? NOTHING_ARRIVED),
      unreadParts: parts,
      ...records,
    };
    return measured(log, at);
  };
  return new Map(
    [...clusters].flatMap(([value, names]) => {
      const log = logOf(value);
      return names.map((name) => [name, log] as const);
    }),
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

const pipelinesOf = (answer: unknown): ReadonlyMap<string, LogPipeline> =>
  new Map(
    PipelineByCluster.parse(answer).map(({ key, newestAt, hosts }) => [
      key,
      { newestAt, ...hostActivities(hosts), tags: [] },
    ]),
  );
