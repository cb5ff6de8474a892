/**
 * PostgreSQL's own line, where something took its csvlog or jsonlog apart: by the names of csvlog's columns or of
 * jsonlog's keys, which CloudNativePG, Fluentd and Fluent Bit, Vector and the collector of Crunchy's operator
 * keep, or by those of Filebeat's module.
 */

type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** What is found by the first of a list that has anything. */
export function firstOf<T>(
  list: readonly T[],
  find: (one: T) => string | undefined,
): string | undefined {
  for (const one of list) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const at = (value: unknown, name: string): unknown =>
  isFields(value) ? value[name] : undefined;

/** With PostgreSQL's fields at the top, wherever they stand. */
export function withPostgresFields(fields: Fields): Fields {
  const { record, body } = fields;
  // CloudNativePG hands on the line in `record`; OpenTelemetry's body may be a map, and Elasticsearch keeps that apart.
  if (text(at(record, 'message')) !== undefined)
    return { ...fields, msg: undefined, ...of(record) };
  const structured = at(body, 'structured') ?? body;
  if (text(at(structured, 'error_severity')) !== undefined) return { ...fields, ...of(structured) };
  const module = filebeatModule(fields);
  return module === undefined ? fields : { ...fields, ...module };
}

const of = (value: unknown): Fields => (isFields(value) ? value : {});

/** https://www.elastic.co/docs/reference/beats/filebeat/exported-fields-postgresql */
function filebeatModule(fields: Fields): Fields | undefined {
  const module = (name: string): string | undefined =>
    text(at(at(fields['postgresql'], 'log'), name)) ?? text(fields[`postgresql.log.${name}`]);
  const time = module('timestamp');
  const severity = text(at(fields['log'], 'level')) ?? text(fields['log.level']);
  if (time === undefined || severity === undefined) return undefined;
  return {
    error_severity: severity,
    log_time: time,
    detail: module('detail'),
    backend_type: module('backend_type'),
  };
}

/** What PostgreSQL said, as far as it is known to be PostgreSQL. */
export interface PostgresSaid {
  /** With its level in front where the process is not named, as in a plain log. */
  readonly message: string;
  /** Which of its processes; up to PostgreSQL 12, and where a plain line was taken apart, that is not told. */
  readonly process: string | undefined;
}

/** Undefined if it is no line of PostgreSQL. */
export function postgresSaid(fields: Fields, message: string): PostgresSaid | undefined {
  const severity = text(fields['error_severity']);
  if (severity === undefined) return undefined;
  const detail = text(fields['detail']);
  const whole = detail === undefined ? message : `${message}\n${detail}`;
  const process = text(fields['backend_type']);
  return process === undefined
    ? { message: `${severity}:  ${whole}`, process }
    : { message: whole, process };
}
