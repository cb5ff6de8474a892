import type { Question, Source } from '../../src/domain/contracts.ts';
import type { Reading } from '../../src/domain/reading.ts';
import type {
  ElasticsearchSettings,
  PatroniSettings,
  PrometheusSettings,
} from '../../src/domain/source-settings.ts';
import { HOUR, type Clock, type DurationMs } from '../../src/domain/time.ts';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import { createElasticsearch } from '../../src/sources/elasticsearch/source.ts';
import { createLogFiles } from '../../src/sources/log-files/source.ts';
import { createPatroni } from '../../src/sources/patroni/source.ts';
import { createPrometheus } from '../../src/sources/prometheus/source.ts';

const NAME = 'main';
export const FACTS = { longestSilence: HOUR, segmentSizes: new Map<string, number>() };
const of = <Settings>(settings: Settings) => new Map([[NAME, settings]]);

async function one<Evidence>(
  source: Source<Evidence, unknown>,
  question: Question,
): Promise<Evidence> {
  const evidence = (await source.read([NAME], question)).get(NAME);
  if (evidence === undefined) throw new Error('the source did not answer');
  return evidence;
}

/** One cluster's log in an index. */
export const askElasticsearch =
  (settings: ElasticsearchSettings) =>
  async (question: Question): Promise<Reading<UploadLog>> =>
    (await one(createElasticsearch(of(settings), FACTS), question)).uploadLog;

/** The logs of clusters that are told apart by these filters. */
export const askElasticsearchOfMany =
  (
    settings: ElasticsearchSettings,
    filters: ReadonlyMap<string, ElasticsearchSettings['filter']>,
  ) =>
  async (question: Question): Promise<ReadonlyMap<string, Reading<UploadLog>>> => {
    const clusters = new Map(
      [...filters].map(([name, filter]) => [name, { ...settings, filter }] as const),
    );
    const answers = await createElasticsearch(clusters, FACTS).read([...filters.keys()], question);
    return new Map([...answers].map(([name, { uploadLog }]) => [name, uploadLog]));
  };

export const askPrometheus =
  (settings: PrometheusSettings, now: Clock) => async (question: Question) => {
    const { metrics, clockSkewMs } = await one(createPrometheus(of(settings), now), question);
    return { readings: metrics, clockSkewMs };
  };

export const askPatroni = (settings: PatroniSettings) => async (question: Question) =>
  (await one(createPatroni(of(settings)), question)).patroni;

export const askLogFiles =
  (paths: readonly string[], lookbackMs: DurationMs, timeZone?: string) =>
  async (question: Question): Promise<Reading<UploadLog>> =>
    (await one(createLogFiles(paths, lookbackMs, of({ timeZone })), question)).uploadLog;
