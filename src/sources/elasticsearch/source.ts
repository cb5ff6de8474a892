import type { Client, estypes } from '@elastic/elasticsearch';
import type { LogLook, Question, Source } from '../../domain/contracts.ts';
import type { LogEvidence } from '../../domain/evidence.ts';
import type { Reading } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { HOUR, type DurationMs, type EpochMs } from '../../domain/time.ts';
import type { UploadLog } from '../../domain/upload-log.ts';
import { chosen } from '../chosen.ts';
import { untilEither } from '../http-endpoint.ts';
import { onceEach } from '../once-each.ts';
import type { Outcome } from '../outcome.ts';
import { patienceFor } from '../patience.ts';
import { bodiesByField, bodiesOfOne, SENT } from './bodies.ts';
import { outcomeOf } from './client-fault.ts';
import { answersOf } from './completeness.ts';
import { connect, MAX_ANSWER_BYTES_OF_MANY } from './connect.ts';
import { foundByField, foundOfOne } from './found.ts';
import { planOf, type Asked, type Batch, type ClusterField } from './plan.ts';
import { probeLog } from './probe.ts';
import { uploadLogOf } from './upload-log.ts';

/** What is older is not looked for in many clusters at once: the cost would grow with the traffic of each. */
const LOOKBACK_OF_MANY: DurationMs = HOUR;

type Logs = readonly (readonly [cluster: string, Reading<UploadLog>])[];

/**
 * The archiver's log in an index. One cluster, or a few, are searched in one request, each by itself; many of them
 * once, and put apart: see `planOf`. `longestSilence` is how long any of them may be without an upload.
 */
export function createElasticsearch(
  clusters: ReadonlyMap<string, ElasticsearchSettings>,
  longestSilence: DurationMs,
): Source<LogEvidence, LogLook> {
  const connected = onceEach(connect);
  const clientOf = (settings: ElasticsearchSettings): Client =>
    connected({ ...settings, filter: {}, lookbackMs: 0 });

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
          ...(patience > 1 ? { maxResponseSize: MAX_ANSWER_BYTES_OF_MANY } : {}),
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
    return asked.flatMap(({ settings, names }, index) => {
      const log =
        answers.kind === 'unavailable'
          ? answers
          : uploadLogOf(
              foundOfOne(
                answers.value.slice(index * SENT.length, (index + 1) * SENT.length),
                settings,
              ),
              settings,
              question.at,
            );
      return names.map((name) => [name, log] as const);
    });
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
    const logOf: (value: string) => Reading<UploadLog> =
      answers.kind === 'unavailable' ? () => answers : logsIn(answers.value, settings, question.at);
    return [...told.clusters].flatMap(([value, names]) => {
      const log = logOf(value);
      return names.map((name) => [name, log] as const);
    });
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

function logsIn(answers: readonly unknown[], settings: ElasticsearchSettings, at: EpochMs) {
  const foundOf = foundByField(answers, settings);
  return (value: string): Reading<UploadLog> => uploadLogOf(foundOf(value), settings, at);
}
