import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import type { ProbeLog, Question } from '../../domain/contracts.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import type { LogProbe, ProbedField } from '../../domain/log-probe.ts';
import { measured, unavailable, type Reading } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import { createLogReader } from '../../archiver-logs/log-reader.ts';
import { unreadWords } from '../../domain/unread-words.ts';
import { untilEither } from '../http-endpoint.ts';
import { toUnavailable } from '../unavailable-reason.ts';
import { connect, documentOf } from './client.ts';
import { HitsAnswer, incompleteness, MultiAnswer, type Hit } from './schema.ts';
import { exactly, newestDocuments, queriesOf } from './searches.ts';

/** So many documents are looked at one by one. */
const DOCUMENTS = 20;

/** Looks at an index the way a person would who wonders why nothing is found there. */
export function createLogProbe(settings: ElasticsearchSettings): ProbeLog {
  const client = connect(settings);
  return async (question) => {
    const options = { signal: untilEither(question.signal, settings.timeoutMs), maxRetries: 0 };
    const searches = probeSearches(settings, question).flatMap((search) => [
      { index: settings.index },
      search,
    ]);
    const mapping = probedFields(settings, question.at, (names) =>
      client.fieldCaps({ index: settings.index, fields: names }, options),
    );
    try {
      const { responses } = MultiAnswer.parse(await client.msearch({ searches }, options));
      return probeOf(responses, settings, question.at, await mapping);
    } catch (fault) {
      return toUnavailable(fault);
    }
  };
}

/** Any document, any of this cluster, and the archiver's: each a step narrower. */
function probeSearches(
  log: ElasticsearchSettings,
  { at, historic }: Question,
): readonly estypes.MsearchMultisearchBody[] {
  const time = queriesOf(log, at, historic).since(log.lookbackMs);
  const cluster = Object.entries(log.filter).map(([field, value]) => exactly(field, value, log));
  const archiver = exactly(log.selector.field, log.selector.value, log);
  const newest = (size: number, ...filter: object[]) => ({
    track_total_hits: false,
    ...newestDocuments(log),
    size,
    query: { bool: { filter: [time, ...filter] } },
  });
  return [newest(1), newest(1, ...cluster), newest(DOCUMENTS, ...cluster, archiver)];
}

function probeOf(
  responses: readonly unknown[],
  settings: ElasticsearchSettings,
  at: EpochMs,
  fields: LogProbe['fields'],
): Reading<LogProbe> {
  for (const response of responses) {
    const why = incompleteness(response);
    if (why !== undefined) {
      return unavailable('no-data', `index ${settings.index}: ${harmlessText(why, 150)}`);
    }
  }
  const [any = [], ofCluster = [], ofArchiver = []] = responses.map(
    (response): readonly Hit[] => HitsAnswer.parse(response).hits.hits,
  );
  const newestAt = ([first]: readonly Hit[]): EpochMs | undefined =>
    first === undefined ? undefined : documentOf(first, settings).arrivedAt;
  const documents = ofArchiver.map((hit) => documentOf(hit, settings));
  const hosts = documents.flatMap(({ host }) => host ?? []);

  const reader = createLogReader(() => undefined, at, settings.timeZone);
  for (const { message, host, arrivedAt } of [...documents].reverse()) {
    if (message !== undefined) reader.read(message, { host, at: arrivedAt });
  }
  const unread = reader.end();
  return measured(
    {
      index: settings.index,
      selector: `${settings.selector.field}: ${settings.selector.value}`,
      filter: Object.entries(settings.filter)
        .map(([field, value]) => `${field}: ${value}`)
        .join(', '),
      newestAt: newestAt(any),
      newestOfClusterAt: newestAt(ofCluster),
      newestOfArchiverAt: newestAt(ofArchiver),
      documents: documents.length,
      withMessage: documents.filter(({ message }) => message !== undefined).length,
      withTimestamp: documents.filter(({ arrivedAt }) => arrivedAt !== undefined).length,
      withHost: hosts.length,
      hosts: [...new Set(hosts)],
      unread: unread.count + (unread.undated?.count ?? 0),
      unreadSample: unread.samples[0] ?? unreadWords(unread)[0],
      fields,
    },
    at,
  );
}

const FieldCaps = z.object({ fields: z.record(z.string(), z.unknown()) });

/** Whether the fields that the configuration names are in the mapping. */
async function probedFields(
  { fields, selector, filter, keywordSuffix }: ElasticsearchSettings,
  at: EpochMs,
  ask: (names: string[]) => Promise<unknown>,
): Promise<LogProbe['fields']> {
  const exactly = (field: string): string => field + keywordSuffix;
  const named: readonly (readonly [key: string, field: string, exact: string | undefined])[] = [
    ['fields.timestamp', fields.timestamp, undefined],
    ...fields.message.map((field) => ['fields.message', field, undefined] as const),
    ...fields.host.map((field) => ['fields.host', field, exactly(field)] as const),
    ['fields.tag', fields.tag, exactly(fields.tag)],
    ['selector', selector.field, exactly(selector.field)],
    ...Object.keys(filter).map((field) => ['filter', field, exactly(field)] as const),
  ];
  try {
    const names = named.flatMap(([, field, exact]) => [
      field,
      ...(exact === undefined ? [] : [exact]),
    ]);
    const known = FieldCaps.parse(await ask([...new Set(names)])).fields;
    const found = named.map(([key, field, exact]): ProbedField => ({
      key,
      field,
      mapped: field in known,
      exact,
      exactMapped: exact === undefined || exact in known,
    }));
    return measured(found, at);
  } catch (fault) {
    return toUnavailable(fault);
  }
}
