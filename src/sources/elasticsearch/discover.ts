import type { Client } from '@elastic/elasticsearch';
import { z } from 'zod';
import { ARCHIVERS, type Archiver } from '../../domain/archiver.ts';
import type { LogDiscovery } from '../../domain/discovery.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { readHost } from '../../domain/host.ts';
import { measured, unavailable, type Reading } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import { parseWalFile } from '../../domain/wal-file.ts';
import { createLogReader } from '../../log/log-reader.ts';
import { inForm } from '../outcome.ts';
import { archiverPhrases } from './archiver-phrases.ts';
import { outcomeOf } from './client-fault.ts';
import { answersOf } from './completeness.ts';
import { connect } from './connect.ts';
import { flatDocument, indexPattern } from './flat-document.ts';
import { lineOf } from './message-fields.ts';

const DOCUMENTS = 200;

const Found = z.object({
  hits: z.object({ hits: z.array(z.object({ _index: z.string(), _source: z.unknown() })) }),
});

interface Document {
  readonly index: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Looks for an archiver's log in whatever may be read: the one with the newest records. */
export async function discoverLog(
  settings: ElasticsearchSettings,
  at: EpochMs,
  signal: AbortSignal,
): Promise<Reading<LogDiscovery>> {
  const client = connect(settings);
  const searches = ARCHIVERS.flatMap((archiver) => [
    { index: '*,-.*', ignore_unavailable: true },
    {
      size: DOCUMENTS,
      track_total_hits: false,
      sort: [{ '@timestamp': { order: 'desc' as const, unmapped_type: 'date' as const } }],
      query: {
        bool: {
          should: archiverPhrases(archiver).push.map((words) => ({
            multi_match: {
              query: words,
              type: 'phrase' as const,
              fields: ['*message*', '*Message*', '*msg*', '*log*', '*text*', '*body*', '*Body*'],
              lenient: true,
            },
          })),
          minimum_should_match: 1,
        },
      },
    },
  ]);
  const answer = await outcomeOf(client.msearch({ searches }, { signal, maxRetries: 0 }));
  const answers = answer.kind === 'came' ? answersOf(answer.value, ARCHIVERS.length) : answer;
  if (answers.kind === 'unavailable') return answers;
  const logs = ARCHIVERS.flatMap((archiver, index) => {
    const found = inForm(Found, answers.value[index]);
    if (found.kind === 'unavailable') return [];
    const documents = found.value.hits.hits.map(({ _index: of, _source: source }): Document => ({
      index: of,
      fields: flatDocument(source),
    }));
    return logOf(archiver, documents, at);
  });
  const [newest] = logs.sort((a, b) => b.newestAt - a.newestAt).map(({ log }) => log);
  if (newest === undefined) {
    return unavailable('no-data', 'no document that may be read is a record of an archiver');
  }
  const suffix = await keywordSuffix(client, newest, signal);
  return measured({ ...newest, keywordSuffix: suffix }, at);
}

interface Log {
  readonly log: Omit<LogDiscovery, 'keywordSuffix'>;
  readonly newestAt: EpochMs;
}

/** What the documents of one archiver have in common; nothing if none of them is understood. */
function logOf(archiver: Archiver, documents: readonly Document[], at: EpochMs): Log[] {
  const isItsRecord = (document: Document, field: string): boolean =>
    isRecord(lineIn(document, field), archiver, at);
  const message = fieldOfMost(documents, (field, _, document) => isItsRecord(document, field));
  if (message === undefined) return [];
  const of = documents.filter((document) => isItsRecord(document, message));
  const timestamp =
    of[0]?.fields.has('@timestamp') === true
      ? '@timestamp'
      : fieldOfMost(of, (name, value) => /time|date/i.test(name) && !Number.isNaN(timeOf(value)));
  if (timestamp === undefined) return [];
  const host = hostFields(of, message);
  const read = of.map((document) => ({
    message: lineIn(document, message),
    host: host
      .map((name) => readHost(document.fields.get(name) ?? ''))
      .find((name) => name !== undefined),
    at: timeOf(document.fields.get(timestamp) ?? ''),
  }));
  const files: string[] = [];
  const reader = createLogReader((event) => {
    if ('file' in event && event.file !== undefined) files.push(event.file);
  }, at);
  for (const one of [...read].reverse()) reader.read(one.message, { host: one.host, at: one.at });
  const [zone] = reader.end().zoneErrors ?? [];
  const hostOf = (document: Document): string | undefined => read[of.indexOf(document)]?.host;
  return [
    {
      log: {
        archiver,
        index: harmlessText(indexPattern(of[0]?.index ?? ''), 200),
        fields: { timestamp, message, host },
        selector: selectorOf(of, [message, timestamp, ...host]),
        hosts: [...new Set(read.flatMap((one) => one.host ?? []))].sort(),
        inPods: host.some((name) => isCalled(name, POD_NAMES)),
        segmentMiB: segmentMiB(files),
        zoneOffset: zone?.offset ?? 0,
        kinds: kindsOf(of, [message, timestamp, ...host], hostOf),
      },
      newestAt: read.reduce((newest, one) => Math.max(newest, one.at), 0),
    },
  ];
}

const lineIn = ({ fields }: Document, message: string): string =>
  lineOf([message], (field) => fields.get(field)) ?? '';

const timeOf = (value: string): EpochMs =>
  /^\d{12,14}(?:\.\d+)?$/.test(value) ? Number(value) : Date.parse(value);

function isRecord(text: string, archiver: Archiver, at: EpochMs): boolean {
  let isIts = false;
  const reader = createLogReader((event) => {
    const said = event.kind === 'failure' ? event.failure.archiver : undefined;
    isIts ||= ('archiver' in event ? event.archiver : said) === archiver;
  }, at);
  reader.read(text, { at });
  reader.end();
  return isIts;
}

/** The field that fits in most of the documents. */
function fieldOfMost(
  documents: readonly Document[],
  fits: (name: string, value: string, document: Document) => boolean,
): string | undefined {
  const counts = new Map<string, number>();
  for (const document of documents) {
    for (const [name, value] of document.fields) {
      if (fits(name, value, document)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The pod of a container. What such a document calls its host is the node, which is no member of the cluster. */
const POD_NAMES = [/(?:^|\.)pod(?:_name|\.name)$/, /(?:^|\.)logging_pod$/];
/** What shippers call the host, the likeliest first. */
const HOST_NAMES = [
  /(?:^|\.)(?:fqdn|hostname)$/,
  /(?:^|\.)host\.(?:name|hostname)$/,
  /(?:^|\.)(?:host|_hostname|node|nodename|node_name|machine|syslog_hostname)$/i,
];

const isCalled = (name: string, patterns: readonly RegExp[]): boolean =>
  patterns.some((pattern) => pattern.test(name));

const hostFields = (documents: readonly Document[], message: string): readonly string[] => {
  const names = [...new Set(documents.flatMap(({ fields }) => [...fields.keys()]))];
  const called = (patterns: readonly RegExp[]): readonly string[] =>
    patterns
      .flatMap((pattern) => names.filter((name) => isCalled(name, [pattern])))
      .filter((name) => name !== message)
      .filter((name) =>
        documents.some(({ fields }) => readHost(fields.get(name) ?? '') !== undefined),
      )
      .slice(0, 3);
  const pods = called(POD_NAMES);
  return pods.length > 0 ? pods : called(HOST_NAMES);
};

const TAG_NAMES = [
  /(?:^|\.)tag$/i,
  /(?:^|\.)(?:program|programname|appname|app_name|app-name|ident|identifier|syslog_identifier)$/i,
  /(?:^|\.)(?:log\.file\.path|file|path|container|container\.name|container_name)$/i,
  /(?:^|\.)logger$/i,
];

function selectorOf(
  documents: readonly Document[],
  taken: readonly string[],
): LogDiscovery['selector'] {
  const [first] = documents;
  if (first === undefined) return undefined;
  const common = [...first.fields].filter(
    ([name, value]) =>
      !taken.includes(name) &&
      value.length <= 200 &&
      documents.every(({ fields }) => fields.get(name) === value),
  );
  const [found] = TAG_NAMES.flatMap((pattern) => common.filter(([name]) => pattern.test(name)));
  return found === undefined
    ? undefined
    : { field: harmlessText(found[0], 100), value: harmlessText(found[1], 200) };
}

/** Fields of few values, each with the hosts that have it: one of them may be the cluster. */
function kindsOf(
  documents: readonly Document[],
  taken: readonly string[],
  hostOf: (document: Document) => string | undefined,
): LogDiscovery['kinds'] {
  const names = [...new Set(documents.flatMap(({ fields }) => [...fields.keys()]))];
  return names
    .filter((name) => !taken.includes(name))
    .map((field) => {
      const values = new Map<string, string[]>();
      for (const document of documents) {
        const value = document.fields.get(field);
        const host = hostOf(document);
        if (value === undefined || host === undefined || value.length > 60) continue;
        const key = harmlessText(value, 60);
        values.set(key, [...new Set([...(values.get(key) ?? []), host])]);
      }
      return { field: harmlessText(field, 100), values };
    })
    .filter(({ values }) => values.size > 0 && values.size <= 50);
}

/** Names run up to the end of a log, and then on with 00 of the next: how many there are gives the size. */
function segmentMiB(files: readonly string[]): number | undefined {
  const segments = files.flatMap((file) => {
    const parsed = parseWalFile(file);
    return parsed?.kind === 'segment' ? [parsed.segment] : [];
  });
  const highest = segments.reduce((most, { segment }) => Math.max(most, segment), -1);
  const perLog = highest + 1;
  const wraps = segments.some(
    (last) =>
      last.segment === highest &&
      segments.some((next) => next.log === last.log + 1 && next.segment === 0),
  );
  return wraps && perLog >= 4 && Number.isInteger(Math.log2(perLog)) ? 4096 / perLog : undefined;
}

const Fields = z.object({ fields: z.record(z.string(), z.unknown()) });

async function keywordSuffix(
  client: Client,
  { index, selector, fields }: Omit<LogDiscovery, 'keywordSuffix'>,
  signal: AbortSignal,
): Promise<string> {
  const exact = `${selector?.field ?? fields.host[0] ?? fields.message}.keyword`;
  const answer = await outcomeOf(client.fieldCaps({ index, fields: [exact] }, { signal }));
  const known = answer.kind === 'came' ? Fields.safeParse(answer.value).data?.fields : undefined;
  return known === undefined || exact in known ? '.keyword' : '';
}
