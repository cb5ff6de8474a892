import { ARCHIVER_KINDS } from '../../archivers/archivers.ts';
import { parsePid } from '../../domain/pid.ts';
import { isRecord } from './exported-records.ts';
import { podOf } from './pod-of-record.ts';
import {
  at,
  firstOf,
  isFields,
  postgresSaid,
  text,
  withPostgresFields,
} from './postgres-fields.ts';
import { looksLikeTrouble } from '../unread/trouble.ts';
import { stampOf } from './stamp-of-record.ts';
import { wholeLine } from './line-apart.ts';

/** A log line that came as JSON, or a document of a log index, in the fields that every collector has. */
export interface StructuredLine {
  readonly message: string;
  readonly host: string | undefined;
  readonly stamp: string | undefined;
  readonly pid: number | undefined;
  /** Who wrote the line: what fluentd and grok cut off from the message. */
  readonly program: string | undefined;
  readonly level: string | undefined;
  /** Which of PostgreSQL's processes wrote it, where its csvlog or jsonlog names it. */
  readonly postgresProcess: string | undefined;
  /** Where this is only a part of a line that was cut. */
  readonly part: LinePart | undefined;
}

export interface LinePart {
  /** What the parts of one line have in common. */
  readonly of: string;
  readonly isLast: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Where else a message stands. */
const MESSAGES = [
  // OpenTelemetry, as exported without a mapping; CloudWatch; Azure Monitor, both tables; Graylog; Splunk; Nomad; VictoriaLogs.
  'Body',
  '@message',
  'LogMessage',
  'LogEntry',
  'full_message',
  'short_message',
  '_raw',
  'data',
  '_msg',
];
/** In a file of OpenTelemetry, as Elasticsearch keeps it, and where its body is a map. */
const MESSAGES_OF_BODY = ['stringValue', 'text', 'message', 'MESSAGE'];
/** All of them, and what may hold them. */
const NAMES_OF_MESSAGE = [
  ...['message', 'msg', 'MESSAGE', 'log', 'line', 'textPayload', 'body'],
  ...MESSAGES,
];
const HOLDERS = ['body', 'attributes', 'result'];
const HOSTS = ['hostname', 'fqdn', 'host', '_HOSTNAME', 'HOSTNAME', 'HOST'];
const PROGRAMS = ['ident', 'programname', 'syslogtag', 'process', 'SYSLOG_IDENTIFIER', 'PROGRAM'];

/** journald writes a message that is no clean text as an array of bytes. */
const messageText = (value: unknown): string | undefined =>
  Array.isArray(value) && value.every((byte) => typeof byte === 'number')
    ? Buffer.from(value).toString('utf8')
    : text(value);

const first = (fields: Fields, names: readonly string[]): string | undefined =>
  firstOf(names, (name) => {
    const value = fields[name];
    return text(value) ?? (isFields(value) ? text(value['name']) : undefined);
  });

/** Patroni's line again, where it logs in JSON: https://patroni.readthedocs.io/en/latest/yaml_configuration.html#log */
function patroniMessage(fields: Fields): string | undefined {
  const [at, level, message] = [fields['asctime'], fields['levelname'], fields['message']].map(
    text,
  );
  return at === undefined || level === undefined || message === undefined
    ? undefined
    : `${at} ${level}: ${message}`;
}

/**
 * What CloudNativePG's instance manager and its plug-ins say (zap's JSON, with `logger` and `ts`): which file it is
 * about, and why, are fields of their own.
 */
function instanceManagerMessage(fields: Fields): string | undefined {
  const said = text(fields['msg']);
  const isZap = ['ts', 'logger', 'walName'].some((name) => fields[name] !== undefined);
  if (said === undefined || !isZap) return undefined;
  const parts = [text(fields['walName']), text(fields['error'])];
  const logger = text(fields['logger']);
  const isNamed =
    logger !== undefined &&
    ARCHIVER_KINDS.some(({ log }) => log.namedLogger?.test(logger) === true);
  return [isNamed ? logger : undefined, said, ...parts]
    .filter((part) => part !== undefined)
    .join(': ');
}

/** A line that a program left empty. What is said in a field that nobody knows is no such line. */
const emptyMessage = (fields: Fields): '' | undefined =>
  [fields, ...HOLDERS.map((name) => fields[name])].some((holder) =>
    NAMES_OF_MESSAGE.some((name) => at(holder, name) === ''),
  ) &&
  !Object.values(fields).some(
    (value) => typeof value === 'string' && value.includes(' ') && looksLikeTrouble(value),
  )
    ? ''
    : undefined;

/** Docker's daemon cuts a line here: https://github.com/moby/moby/blob/master/daemon/logger/copier.go */
const DOCKER_CUTS_AT = 16 * 1024;
/** A character that it cut in two is longer in JSON. */
const TOLERANCE = 8;

/**
 * What Docker's drivers for fluentd and journald mark as cut; its files of JSON do not, but leave the line feed out.
 * The last part of theirs looks like any line.
 */
function partOf(fields: Fields): LinePart | undefined {
  const isMarked = [fields['partial_message'], fields['CONTAINER_PARTIAL_MESSAGE']].some(isTrue);
  if (isMarked) {
    const id = text(fields['partial_id']) ?? text(fields['CONTAINER_PARTIAL_ID']) ?? '';
    return {
      of: id,
      isLast: [fields['partial_last'], fields['CONTAINER_PARTIAL_LAST']].some(isTrue),
    };
  }
  const { log, stream } = fields;
  if (typeof log !== 'string' || typeof stream !== 'string') return undefined;
  const over = log.endsWith('\n') ? -1 : Buffer.byteLength(log) - DOCKER_CUTS_AT;
  const isCut = over >= 0 && over <= TOLERANCE;
  return { of: stream, isLast: !isCut };
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** What holds the fields of a record: a hit of Elasticsearch, where each field is a list; a page of Datadog. */
function withoutEnvelope(record: Fields): Fields {
  const { _source: source, fields, attributes } = record;
  if (isFields(source)) return source;
  if (isRecord(record)) return record;
  if (isFields(fields) && Object.values(fields).every(Array.isArray)) {
    return Object.fromEntries(
      Object.entries(fields).map(([name, values]) => [name, (values as readonly unknown[])[0]]),
    );
  }
  return isFields(attributes) && text(attributes['message']) !== undefined
    ? { ...record, ...attributes }
    : record;
}

/**
 * Finds message, host and time in the JSON of rsyslog, syslog-ng, journald, fluentd, Fluent Bit, Filebeat, Docker,
 * Loki, stern, the services of AWS, Google, Azure and Datadog, Graylog, Splunk, OpenTelemetry, PostgreSQL's jsonlog and
 * exports of Elasticsearch (`_source`, `json`). Undefined if there is no message.
 */
export function structuredLine(parsed: unknown): StructuredLine | undefined {
  if (!isFields(parsed)) return undefined;
  const source = withoutEnvelope(parsed);
  // What GitLab's collector, Cloud Logging and CloudNativePG's log hold one level below.
  const inner = [source['json'], source['jsonPayload']].find(isFields);
  const outer = inner === undefined ? source : { ...source, ...inner };
  const fields = withPostgresFields(outer);

  const message =
    wholeLine((name) => text(fields[name])) ??
    patroniMessage(fields) ??
    instanceManagerMessage(fields) ??
    messageText(fields['message']) ??
    // rsyslog's msg begins with the blank that stands behind the tag.
    messageText(fields['msg'])?.replace(/^ /, '') ??
    messageText(fields['MESSAGE']) ??
    // Docker and Fluent Bit, with the line feed; Loki; Cloud Logging.
    text(fields['log'])?.replace(/\n$/, '') ??
    text(fields['line']) ??
    text(fields['textPayload']) ??
    // OpenTelemetry: as it was before a collector took it apart; in a file, and as Elasticsearch keeps it.
    text(at(fields['attributes'], 'log.record.original')) ??
    text(fields['body']) ??
    firstOf(MESSAGES_OF_BODY, (name) => text(at(fields['body'], name))) ??
    firstOf(MESSAGES, (name) => text(fields[name])) ??
    text(at(fields['event'], 'original')) ??
    emptyMessage(fields);
  if (message === undefined) return undefined;

  // PostgreSQL's jsonlog names no program; these fields are its own.
  const said = postgresSaid(fields, message);
  const detail = text(fields['detail']);
  return {
    message: said?.message ?? (detail === undefined ? message : `${message}\n${detail}`),
    host: podOf(fields) ?? first(fields, HOSTS),
    stamp: stampOf(fields),
    pid: parsePid(text(fields['_PID']) ?? text(fields['PID'])),
    level: (text(fields['level']) ?? text(fields['error_severity']))?.toUpperCase(),
    program: said === undefined ? first(fields, PROGRAMS) : 'postgres',
    postgresProcess: said?.process,
    part: partOf(fields),
  };
}
