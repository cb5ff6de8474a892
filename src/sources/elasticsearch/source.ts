import { BOUNDS } from '../../domain/bounds.ts';
import type { Client, estypes } from '@elastic/elasticsearch';
import type { LogLook, Question, Source } from '../../domain/contracts.ts';
import type { LogEvidence } from '../../domain/evidence.ts';
import { measured, type Reading } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { HOUR, type DurationMs } from '../../domain/time.ts';
import type { UploadLog } from '../../domain/upload-log.ts';
import { DEFAULT_WAL_SEGMENT_SIZE, type WalSegmentSize } from '../../domain/wal-file.ts';
import { chosen } from '../chosen.ts';
import { untilEither } from '../http-endpoint.ts';
import { onceEach } from '../once-each.ts';
import type { Outcome } from '../outcome.ts';
import { patienceFor } from '../patience.ts';
import { bodiesByField, bodiesOfOne, SENT } from './bodies.ts';
import { outcomeOf } from './client-fault.ts';
import { answersOf } from './completeness.ts';
import { connect } from './connect.ts';
import { countByFieldBody, countsByField, type CountOf } from './count-by-field.ts';
import { withOutput } from './command-output.ts';
import { lookEarlier } from './earlier.ts';
import type { Search } from './earlier-uploads-asked.ts';
import { foundByField, foundOfOne } from './found.ts';
import { planOf, type Asked, type Batch, type ClusterField } from './plan.ts';
import { probeLog } from './probe.ts';
import { uploadsIn } from './read-records.ts';
import { uploadLogOf, withCount, withEarlier } from './upload-log.ts';

/** What is older is not looked for in many clusters at once: the cost would grow with the traffic of each. */
const LOOKBACK_OF_MANY: DurationMs = HOUR;

type Logs = readonly (readonly [cluster: string, Reading<UploadLog>])[];

/** What a look at the log needs to know of the clusters themselves. */
export interface ClusterFacts {
  /** How long any of them may be without an upload. */
  readonly longestSilence: DurationMs;
  /** 16 MiB where nothing is said. */
  readonly segmentSizes: ReadonlyMap<string, WalSegmentSize>;
}

/**
 * The archiver's log in an index. One cluster, or a few, are searched in one request, each by itself; many of them
 * once, and put apart: see `planOf`.
 */
export function createElasticsearch(
  clusters: ReadonlyMap<string, ElasticsearchSettings>,
  { longestSilence, segmentSizes }: ClusterFacts,
): Source<LogEvidence, LogLook> {
  const connected = onceEach(connect);
  const clientOf = (settings: ElasticsearchSettings): Client =>
    connected({ ...settings, filter: {}, lookbackMs: 0 });

  const sizeOf = ([name = '']: readonly string[]): WalSegmentSize =>
    segmentSizes.get(name) ?? DEFAULT_WAL_SEGMENT_SIZE;

  const search = async (
    settings: ElasticsearchSettings,
    bodies: readonly estypes.MsearchMultisearchBody[],
    { signal }: Question,
    patience: number,
  ): Promise<Outcome<readonly unknown[]>> => {
    const timeoutMs = patience * settings.timeoutMs;
    const answer = await outcomeOf(
      clientOf(settings).msearch(
        { searches: bodies.flatMap((body) => [{ index: settings.index }, body]) },
        {
          signal: untilEither(signal, timeoutMs),
          requestTimeout: timeoutMs,
          maxRetries: 0,
          ...(patience > 1 ? { maxResponseSize: BOUNDS.elasticsearchAnswerOfMany.most } : {}),
        },
      ),
    );
    return answer.kind === 'unavailable' ? answer : answersOf(answer.value, bodies.length);
  };

  const readEach = async (
    asked: readonly Asked[],
    question: Question,
    patience: number,
  ): Promise<Logs> => {
    const [first] = asked;
    if (first === undefined) return [];
    const bodies = asked.flatMap(({ settings }) =>
      bodiesOfOne(settings, question.at, question.historic),
    );
    const answers = await search(first.settings, bodies, question, patience);
    if (answers.kind === 'unavailable') {
      return asked.flatMap(({ names }) => names.map((name) => [name, answers] as const));
    }
    const logs = await Promise.all(
      asked.map(async ({ settings, names }, index) => {
        const own = answers.value.slice(index * SENT.length, (index + 1) * SENT.length);
        const found = foundOfOne(own, settings);
        const searchHere: Search = (bodies) => search(settings, bodies, question, patience);
        const log = await withOutput(
          uploadLogOf(found, settings, question.at),
          found,
          searchHere,
          settings,
          question.at,
        );
        const whole = await furtherBack(log, settings, sizeOf(names), question, searchHere);
        return names.map((name) => [name, whole] as const);
      }),
    );
    return logs.flat();
  };

  /** Where more uploads ended than were fetched, the others are counted. */
  const furtherBack = async (
    log: Reading<UploadLog>,
    settings: ElasticsearchSettings,
    size: WalSegmentSize,
    question: Question,
    searchHere: Search,
  ): Promise<Reading<UploadLog>> => {
    if (log.kind === 'unavailable') return log;
    const { ended, from } = log.value;
    if (ended.kind === 'unavailable' || ended.value.from <= from) return log;
    const look = await lookEarlier(searchHere, ended.value, {
      readUploads: (documents) => uploadsIn(documents, settings, question.at),
      settings,
      size,
      question,
    });
    return measured(withEarlier(log.value, look), log.observedAt);
  };

  const readByField = async (
    told: ClusterField,
    question: Question,
    patience: number,
  ): Promise<Logs> => {
    const lookbackMs = Math.min(
      told.settings.lookbackMs,
      Math.max(LOOKBACK_OF_MANY, 2 * longestSilence),
    );
    const settings = { ...told.settings, lookbackMs };
    const bodies = bodiesByField({ ...told, settings }, question.at, question.historic);
    const answers = await search(settings, bodies, question, patience);
    if (answers.kind === 'unavailable') {
      return [...told.clusters.values()].flat().map((name) => [name, answers] as const);
    }
    const foundOf = foundByField(answers.value, settings);
    const counts = await countAll(told, question, patience);
    return [...told.clusters].flatMap(([value, names]) => {
      const log = uploadLogOf(foundOf(value), settings, question.at);
      const whole =
        log.kind === 'unavailable'
          ? log
          : measured(
              withCount(log.value, question.at - told.settings.lookbackMs, (ended) =>
                counts(value, ended, sizeOf(names)),
              ),
              log.observedAt,
            );
      return names.map((name) => [name, whole] as const);
    });
  };

  /** In a request of its own: where it takes too long, what was found before is there all the same. */
  const countAll = async (
    told: ClusterField,
    question: Question,
    patience: number,
  ): Promise<CountOf> => {
    const body = countByFieldBody(told, question.at, question.historic);
    const answers = await search(told.settings, [body], question, patience);
    return answers.kind === 'unavailable'
      ? () => answers
      : countsByField(answers.value[0], told.settings, question.at);
  };

  return {
    read: async (names, question) => {
      const patience = patienceFor(names);
      const read = (batch: Batch): Promise<Logs> =>
        batch.kind === 'each'
          ? readEach(batch.asked, question, patience)
          : readByField(batch, question, patience);
      const logs = await Promise.all(planOf(chosen(clusters, names)).map(read));
      return new Map(
        logs
          .flat()
          .map(([name, uploadLog]) => [name, { uploadLog, uploadLogSource: 'elasticsearch' }]),
      );
    },
    examine: async (name, question) => {
      const [settings] = chosen(clusters, [name]).values();
      if (settings === undefined) throw new Error(`nothing is known of ${name}`);
      return { kind: 'index', probe: await probeLog(clientOf(settings), settings, question) };
    },
  };
}
