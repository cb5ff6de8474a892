import type { Client, estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import type { Question } from '../../domain/contracts.ts';
import type { LogProbe, ProbedField } from '../../domain/log-probe.ts';
import type { Archiver } from '../../domain/archiver.ts';
import { measured, unavailable, type Reading } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import { createLogReader } from '../../log/log-reader.ts';
import { unreadWords } from '../../domain/unread-words.ts';
import { untilEither } from '../http-endpoint.ts';
import { inForm } from '../outcome.ts';
import { outcomeOf } from './client-fault.ts';
import { answersOf, wholeAnswer } from './completeness.ts';
import { documentOf } from './documents.ts';
import { valuesIn, valuesSearch } from './field-values.ts';
import { otherIndices } from './other-indices.ts';
import { HitsAnswer, type Hit } from './schema.ts';
import { exactly, fetched, ofCluster, queriesOf } from './searches.ts';

/** So many documents are looked at one by one. */
const DOCUMENTS = 20;

/** Looks at an index the way a person would who wonders why nothing is found there. */
export async function probeLog(
  client: Client,
  settings: ElasticsearchSettings,
  question: Question,
): Promise<Reading<LogProbe>> {
  const options = { signal: untilEither(question.signal, settings.timeoutMs), maxRetries: 0 };
  const searches = probeSearches(settings, question).flatMap((search) => [
    { index: settings.index },
    search,
  ]);
  const [answer, fields] = await Promise.all([
    outcomeOf(client.msearch({ searches }, options)),
    probedFields(settings, question.at, (names) =>
      client.fieldCaps({ index: settings.index, fields: names }, options),
    ),
  ]);
  if (answer.kind === 'unavailable') return answer;
  const answers = answersOf(answer.value, SEARCHES + 1);
  const probe =
    answers.kind === 'unavailable'
      ? answers
      : probeOf(answers.value, settings, question.at, fields);
  return probe.kind === 'unavailable' && probe.reason === 'no-data'
    ? unavailable('no-data', probe.detail + (await otherIndices(client, settings.index, options)))
    : probe;
}

const SEARCHES = 3;

/** Any document, any of this cluster, and the archiver's: each a step narrower; and which values there are. */
function probeSearches(
  log: ElasticsearchSettings,
  { at, historic }: Question,
): readonly estypes.MsearchMultisearchBody[] {
  const time = queriesOf(log, at, historic).since(log.lookbackMs);
  const cluster = ofCluster(log);
  const archiver = exactly(log.selector.field, log.selector.value, log);
  const newest = (size: number, ...filter: object[]) => ({
    track_total_hits: false,
    ...fetched(log),
    size,
    query: { bool: { filter: [time, ...filter] } },
  });
  return [
    newest(1),
    newest(1, ...cluster),
    newest(DOCUMENTS, ...cluster, archiver),
    valuesSearch(log, time),
  ];
}

function probeOf(
  answers: readonly unknown[],
  settings: ElasticsearchSettings,
  at: EpochMs,
  fields: LogProbe['fields'],
): Reading<LogProbe> {
  const found = Array.from({ length: SEARCHES }, (_, search) =>
    wholeAnswer(HitsAnswer, answers[search], settings.index),
  );
  const lacking = found.find((outcome) => outcome.kind === 'unavailable');
  if (lacking?.kind === 'unavailable') return lacking;
  const [any = [], ofCluster = [], ofArchiver = []] = found.map((outcome) =>
    outcome.kind === 'came' ? outcome.value : [],
  );
  const newestAt = ([first]: readonly Hit[]): EpochMs | undefined =>
    first === undefined ? undefined : documentOf(first, settings).arrivedAt;
  const documents = ofArchiver.map((hit) => documentOf(hit, settings));
  const hosts = documents.flatMap(({ host }) => host ?? []);

  const seen = new Map<Archiver, number>();
  const reader = createLogReader(
    (event) => {
      const archiver =
        event.kind === 'failure'
          ? event.failure.archiver
          : 'archiver' in event
            ? event.archiver
            : undefined;
      if (archiver !== undefined) seen.set(archiver, (seen.get(archiver) ?? 0) + 1);
    },
    at,
    settings,
  );
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
      unreadHost: documents.find(({ host }) => host === undefined)?.unreadHost,
      unread: unread.count + (unread.undated?.count ?? 0),
      unreadSample: unread.samples[0] ?? unreadWords(unread)[0],
      fields,
      archiver: settings.archiver,
      archivers: [...seen].sort(([, a], [, b]) => b - a).map(([archiver]) => archiver),
      zoneErrors: unread.zoneErrors ?? [],
      values: valuesIn(answers[SEARCHES], settings),
    },
    at,
  );
}

/** Indices that failed are named beside the fields of the others. */
const FieldCaps = z.object({
  fields: z.record(z.string(), z.unknown()),
  failures: z.array(z.unknown()).default([]),
});

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
  const names = named.flatMap(([, field, exact]) => [
    field,
    ...(exact === undefined ? [] : [exact]),
  ]);
  const answer = await outcomeOf(ask([...new Set(names)]));
  const capabilities = answer.kind === 'came' ? inForm(FieldCaps, answer.value) : answer;
  if (capabilities.kind === 'unavailable') return capabilities;
  const { fields: known, failures } = capabilities.value;
  if (failures.length > 0) {
    return unavailable('bad-response', 'some indices did not say which fields they have');
  }
  const found = named.map(([key, field, exact]): ProbedField => ({
    key,
    field,
    mapped: field in known,
    exact,
    exactMapped: exact === undefined || exact in known,
  }));
  return measured(found, at);
}
