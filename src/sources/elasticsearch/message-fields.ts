import { LINES_APART, wholeLine } from '../../log/framing/line-apart.ts';

/**
 * A collector may take a line of JSON apart, so that the rest of what it says stands in fields beside the one of its
 * message: GitLab's index has level and time of a line of WAL-G in a header; CloudNativePG's instance manager and its
 * plug-ins say file and reason beside `msg`, and hand on PostgreSQL's own line in `record`; where PostgreSQL's jsonlog or
 * csvlog was taken apart, the command that failed stands in `detail`.
 */
interface Beside {
  /** The path of a message field, up to the line itself. */
  readonly message: RegExp;
  /** What is read of the line, by the path within it. */
  readonly fields: readonly string[];
  /** Which of these hold words that are searched for. */
  readonly searched: readonly string[];
  /** Which of these hold names of segments. */
  readonly named: readonly string[];
  /** Without one of these the message is the whole line. */
  readonly needed: readonly string[];
}

const ZAP: Beside = {
  message: /^(|.*\.)(?:msg|record\.message)$/,
  fields: [
    ...['msg', 'walName', 'error', 'logger', 'ts', 'level', 'logging_pod'],
    ...['message', 'detail', 'error_severity', 'backend_type', 'log_time'].map(
      (name) => `record.${name}`,
    ),
  ],
  searched: ['msg', 'walName', 'error', 'record.message', 'record.detail'],
  named: ['walName'],
  needed: ['walName', 'error', 'record.message'],
};
/** By the names of jsonlog's keys, of csvlog's columns, and of Filebeat's module. */
const POSTGRES: Beside = {
  message: /^(|.*\.)message$/,
  fields: [
    ...['message', 'detail', 'error_severity', 'backend_type', 'timestamp', 'log_time'],
    ...[
      'log.level',
      ...['timestamp', 'detail', 'backend_type'].map((name) => `postgresql.log.${name}`),
    ],
  ],
  searched: ['detail', 'postgresql.log.detail'],
  named: [],
  needed: ['error_severity', 'postgresql.log.timestamp'],
};

const besideOf = (
  field: string,
): { readonly beside: Beside; readonly line: string } | undefined => {
  for (const beside of [ZAP, POSTGRES]) {
    const line = beside.message.exec(field)?.[1];
    if (line !== undefined) return { beside, line };
  }
  return undefined;
};

/** Where the halves of a line stand, if this is the field of one: below the same path. */
const apartAt = (field: string): { readonly header: string; readonly line: string } | undefined => {
  const apart = LINES_APART.find(({ message }) => field.endsWith(message));
  return apart && { header: apart.header, line: field.slice(0, -apart.message.length) };
};

const withThose = (
  messages: readonly string[],
  those: (beside: Beside) => readonly string[],
): readonly string[] => [
  ...new Set([
    ...messages,
    ...messages.flatMap((field) => {
      const found = besideOf(field);
      return found === undefined ? [] : those(found.beside).map((name) => found.line + name);
    }),
  ]),
];

/** All that is fetched, to read a line whole. */
export const fieldsOfLine = (messages: readonly string[]): readonly string[] => [
  ...withThose(messages, ({ fields }) => fields),
  ...messages.flatMap((field) => {
    const found = apartAt(field);
    return found === undefined ? [] : [found.line + found.header];
  }),
];

/** Where phrases are searched for. */
export const searchedFields = (messages: readonly string[]): readonly string[] =>
  withThose(messages, ({ searched }) => searched);

/** Where names of segments are counted. */
export const namedFields = (messages: readonly string[]): readonly string[] =>
  withThose(messages, ({ named }) => named);

/** The line as it was written, put together of its fields; undefined where no message field holds a text. */
export function lineOf(
  messages: readonly string[],
  textOf: (field: string) => string | undefined,
): string | undefined {
  const field = messages.find((name) => textOf(name) !== undefined);
  const message = field === undefined ? undefined : textOf(field);
  if (field === undefined || message === undefined) return undefined;
  const path = apartAt(field)?.line;
  if (path !== undefined) return wholeLine((name) => textOf(path + name));
  const found = besideOf(field);
  if (found === undefined) return message;
  const { beside, line } = found;
  const isWhole = beside.needed.every((name) => (textOf(line + name) ?? '') === '');
  return isWhole ? message : JSON.stringify(nested(beside.fields, (name) => textOf(line + name)));
}

/** By their paths again: what is below one name stands in one object. */
function nested(
  fields: readonly string[],
  textOf: (name: string) => string | undefined,
): Readonly<Record<string, unknown>> {
  const whole = Object.fromEntries(
    fields.filter((name) => !name.includes('.')).map((name) => [name, textOf(name)]),
  );
  const below = [...new Set(fields.flatMap((name) => /^(\w+)\./.exec(name)?.[1] ?? []))];
  const objects = below.map((top) => {
    const own = fields.filter((name) => name.startsWith(`${top}.`));
    const names = own.map((name) => name.slice(top.length + 1));
    return [top, nested(names, (name) => textOf(`${top}.${name}`))] as const;
  });
  return {
    ...whole,
    ...Object.fromEntries(objects.filter(([, object]) => JSON.stringify(object) !== '{}')),
  };
}
