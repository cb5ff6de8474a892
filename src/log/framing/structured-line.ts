import { parsePid } from '../../domain/pid.ts';
import { at, isFields, postgresSaid, text, withPostgresFields } from './postgres-fields.ts';

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
}

type Fields = Readonly<Record<string, unknown>>;

/** journald writes a message that is no clean text as an array of bytes. */
const messageText = (value: unknown): string | undefined =>
  Array.isArray(value) && value.every((byte) => typeof byte === 'number')
    ? Buffer.from(value).toString('utf8')
    : text(value);

const first = (fields: Fields, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = fields[name];
    const found = text(value) ?? (isFields(value) ? text(value['name']) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** WAL-G's line as GitLab's index has it: level and time in one field, the rest in another. */
function walGMessage(fields: Fields): string | undefined {
  const message = text(fields['walg_message']);
  const header = text(fields['walg_header']);
  return message === undefined ? undefined : withWalGHeader(header, message);
}

/** The whole line again, where the header is one; else the message alone. */
export const withWalGHeader = (header: string | undefined, message: string): string =>
  header !== undefined && /^[A-Z]{4,7}: \d{4}\/\d\d\/\d\d /.test(`${header} `)
    ? `${header.trim()} ${message}`
    : message;

/**
 * The pod, where a collector on Kubernetes names it: Fluent Bit, Filebeat, Loki, Cloud Logging. What it
 * calls the host is the node, which is no member of the cluster.
 */
function podOf(fields: Fields): string | undefined {
  const kubernetes = fields['kubernetes'];
  const labels = fields['labels'];
  return (
    text(at(kubernetes, 'pod_name')) ??
    text(at(at(kubernetes, 'pod'), 'name')) ??
    text(fields['kubernetes.pod_name']) ??
    text(fields['kubernetes.pod.name']) ??
    text(at(labels, 'pod')) ??
    text(at(labels, 'pod_name')) ??
    text(at(at(fields['resource'], 'labels'), 'pod_name')) ??
    text(at(at(fields['resource'], 'attributes'), 'k8s.pod.name')) ??
    text(at(fields['resources'], 'k8s.pod.name')) ??
    text(at(fields['attributes'], 'k8s.pod.name')) ??
    text(fields['logging_pod'])
  );
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
  return [said, ...parts.filter((part) => part !== undefined)].join(': ');
}

/** journald counts microseconds since 1970, as text. */
function journaldStamp(value: unknown): string | undefined {
  const micros = text(value);
  if (micros === undefined || !/^\d{10,16}$/.test(micros)) return undefined;
  return new Date(Number(micros) / 1000).toISOString();
}

/** zap counts seconds since 1970 unless it is told otherwise. */
const epochStamp = (value: unknown): string | undefined =>
  typeof value === 'number' && value > 1e9 && value < 1e10
    ? new Date(value * 1000).toISOString()
    : undefined;

/**
 * Finds message, host and time in the JSON of rsyslog, journald, fluentd, Fluent Bit, Filebeat, Docker,
 * Loki, Cloud Logging, PostgreSQL's jsonlog and exports of Elasticsearch (`_source`, `json`). Undefined
 * if there is no message.
 */
export function structuredLine(parsed: unknown): StructuredLine | undefined {
  if (!isFields(parsed)) return undefined;
  const source = isFields(parsed['_source']) ? parsed['_source'] : parsed;
  // What GitLab's collector, Cloud Logging and CloudNativePG's log hold one level below.
  const inner = [source['json'], source['jsonPayload']].find(isFields);
  const outer = inner === undefined ? source : { ...source, ...inner };
  const fields = withPostgresFields(outer);

  const message =
    walGMessage(fields) ??
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
    text(at(fields['body'], 'stringValue')) ??
    text(at(fields['body'], 'text'));
  if (message === undefined) return undefined;

  // PostgreSQL's jsonlog names no program; these fields are its own.
  const said = postgresSaid(fields, message);
  const detail = text(fields['detail']);
  return {
    message: said?.message ?? (detail === undefined ? message : `${message}\n${detail}`),
    host: podOf(fields) ?? first(fields, ['hostname', 'fqdn', 'host', '_HOSTNAME', 'HOSTNAME']),
    stamp:
      journaldStamp(fields['__REALTIME_TIMESTAMP']) ??
      epochStamp(fields['ts']) ??
      first(fields, [
        'log_time',
        'time',
        'timereported',
        'timestamp',
        'ts',
        '@timestamp',
        'observedTimestamp',
      ]),
    pid: parsePid(text(fields['_PID'])),
    level: (text(fields['level']) ?? text(fields['error_severity']))?.toUpperCase(),
    program:
      said === undefined
        ? first(fields, ['ident', 'programname', 'syslogtag', 'process', 'SYSLOG_IDENTIFIER'])
        : 'postgres',
    postgresProcess: said?.process,
  };
}
