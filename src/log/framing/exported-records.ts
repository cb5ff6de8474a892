import { at, isFields, text } from './postgres-fields.ts';

/**
 * The records that one JSON holds, as servers answer and tools export: an array; the hits of Elasticsearch; a batch of
 * OpenTelemetry (OTLP); the streams of Loki; the events of CloudWatch and the rows of its Insights; a result of Splunk; messages that Graylog found;
 * a page of Datadog. What they say of all their records is with each. Undefined where it is one record itself.
 */
export function recordsIn(parsed: unknown): readonly unknown[] | undefined {
  if (Array.isArray(parsed)) return parsed.flatMap((one: unknown) => recordsIn(one) ?? [one]);
  if (!isFields(parsed) || isRecord(parsed)) return undefined;
  const { hits, resourceLogs, stream, values, events, results, result, data, messages } = parsed;
  const found = at(hits, 'hits') ?? hits;
  if (Array.isArray(found)) return found as readonly unknown[];
  if (Array.isArray(resourceLogs)) return resourceLogs.flatMap(ofResource);
  if (isFields(stream) && Array.isArray(values)) return ofStream(stream, values);
  const streams = at(data, 'result');
  if (Array.isArray(streams))
    return inOrder(streams.flatMap((one: unknown) => recordsIn(one) ?? []));
  if (Array.isArray(messages)) return inOrder(messages.map(ofGraylog));
  if (Array.isArray(events)) return events as readonly unknown[];
  if (Array.isArray(results)) {
    return results.map((row: unknown) => (Array.isArray(row) ? ofRow(row) : row));
  }
  if (text(at(result, '_raw')) !== undefined) return [result];
  return Array.isArray(data) ? (data as readonly unknown[]) : undefined;
}

/** Whether it says something itself; what else it holds is a part of that. */
export const isRecord = (fields: Readonly<Record<string, unknown>>): boolean =>
  ['message', 'msg', 'MESSAGE', 'log', 'line', 'body'].some(
    (name) => text(fields[name]) !== undefined,
  );

/** https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
function ofResource(one: unknown): readonly unknown[] {
  const resource = { attributes: namedValues(at(at(one, 'resource'), 'attributes')) };
  const scopes = at(one, 'scopeLogs');
  if (!Array.isArray(scopes)) return [];
  return scopes.flatMap((scope: unknown) => {
    const records = at(scope, 'logRecords');
    if (!Array.isArray(records)) return [];
    return records.filter(isFields).map((record) => ({
      ...record,
      attributes: namedValues(record['attributes']),
      resource,
    }));
  });
}

/** `[{"key": "k8s.pod.name", "value": {"stringValue": "orders-1"}}]` as an object. */
const namedValues = (list: unknown): object =>
  Object.fromEntries(
    (Array.isArray(list) ? list : []).flatMap((one: unknown) => {
      const key = text(at(one, 'key'));
      return key === undefined ? [] : [[key, at(at(one, 'value'), 'stringValue')]];
    }),
  );

/** https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
const ofStream = (labels: object, values: readonly unknown[]): readonly LokiLine[] =>
  values.flatMap((pair) => {
    const [timestamp, line] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    return typeof timestamp === 'string' && typeof line === 'string'
      ? [{ labels, timestamp, line }]
      : [];
  });

interface LokiLine {
  readonly labels: object;
  /** Nanoseconds since 1970, as digits. */
  readonly timestamp: string;
  readonly line: string;
}

/** Loki tells each stream apart, and the newest first. Lines of one moment keep the order in which they were written. */
const inOrder = (records: readonly unknown[]): readonly unknown[] => {
  const timeOf = (record: unknown): string => text(at(record, 'timestamp')) ?? '';
  const isNewestFirst = timeOf(records[0]) >= timeOf(records.at(-1));
  return [...(isNewestFirst ? records.toReversed() : records)].sort((a, b) =>
    timeOf(a) < timeOf(b) ? -1 : Number(timeOf(a) > timeOf(b)),
  );
};

/** https://go2docs.graylog.org/current/setting_up_graylog/rest_api.html: the host is the `source`, which means others elsewhere. */
const ofGraylog = (one: unknown): unknown => {
  const message = at(one, 'message');
  return isFields(message) ? { host: message['source'], ...message } : message;
};

/** A row of Insights: `[{"field": "@message", "value": "…"}, …]`. */
const ofRow = (row: readonly unknown[]): object =>
  Object.fromEntries(
    row.flatMap((one) => {
      const field = text(at(one, 'field'));
      return field === undefined ? [] : [[field, at(one, 'value')]];
    }),
  );
