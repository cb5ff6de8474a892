import { fuller, readHost } from '../../domain/host.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { isMoment, type EpochMs } from '../../domain/time.ts';
import { unreadName } from '../../domain/unread-hosts.ts';
import { lineOf } from './message-fields.ts';
import type { Hit } from './schema.ts';

export interface LogDocument {
  readonly message: string | undefined;
  readonly host: string | undefined;
  /** What stands in place of a host, where none can be read. */
  readonly unreadHost: string | undefined;
  /** The field that an archiver's records are selected by: it tells logs of one host apart. */
  readonly tag?: string | undefined;
  readonly arrivedAt: EpochMs | undefined;
}

export function documentOf(
  { fields }: Hit,
  { fields: names, selector }: ElasticsearchSettings,
): LogDocument {
  const textsOf = (candidates: readonly string[]): readonly string[] =>
    candidates.map((name) => fields[name]?.[0]).filter((value) => typeof value === 'string');
  const hosts = textsOf(names.host).filter((value) => value !== '');
  return {
    message: lineOf(names.message, (name) => textsOf([name])[0]),
    ...hostOf(hosts, names.host),
    tag: textsOf([selector.field])[0],
    arrivedAt: epochMs(fields[names.timestamp]?.[0]),
  };
}

/** The first field that is there counts; another may have the full form of its name. */
function hostOf(
  [first, ...more]: readonly string[],
  fields: readonly string[],
): Pick<LogDocument, 'host' | 'unreadHost'> {
  if (first === undefined) return { host: undefined, unreadHost: `no ${fields.join(' or ')}` };
  const host = readHost(first);
  return host === undefined
    ? { host, unreadHost: unreadName(first) }
    : { host: more.map(readHost).reduce<string>(fuller, host), unreadHost: undefined };
}

/** As `epoch_millis` writes it: a text of digits, with a fraction where the field counts nanoseconds. */
const EPOCH_MILLIS = /^-?\d{1,16}(?:\.\d{1,9})?$/;

/** Undefined for what is no time. `Number` would make 1970 of an empty text, of `null` and of `[]`. */
export function epochMs(value: unknown): EpochMs | undefined {
  const at =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && EPOCH_MILLIS.test(value)
        ? Number(value)
        : NaN;
  return isMoment(at) ? at : undefined;
}

/** By phrases of its message, or by a field beside it. */
export type FoundBy = 'phrase' | 'selector';

export interface Documents {
  readonly readable: readonly LogDocument[];
  /** Why each of the others cannot be read, in our words and its own: make it harmless before it is shown. */
  readonly unreadable: readonly string[];
}

/**
 * Every search is for a span of time, so what it finds has a time. One for phrases of the message finds nothing
 * that has no text; other searches may find documents of another form, without a message, and these say nothing.
 */
export function documentsOf(
  hits: readonly Hit[],
  foundBy: FoundBy,
  settings: ElasticsearchSettings,
): Documents {
  const readable: LogDocument[] = [];
  const unreadable: string[] = [];
  for (const hit of hits) {
    const document = documentOf(hit, settings);
    const why = whyUnreadable(hit, document, foundBy, settings);
    if (why === undefined) readable.push(document);
    else unreadable.push(why);
  }
  return { readable, unreadable };
}

function whyUnreadable(
  { fields }: Hit,
  { message, arrivedAt }: LogDocument,
  foundBy: FoundBy,
  { fields: names }: ElasticsearchSettings,
): string | undefined {
  if (arrivedAt === undefined)
    return `its ${names.timestamp} is no time: ${shown(fields[names.timestamp])}`;
  const given = names.message.find((name) => fields[name] !== undefined);
  if (message === undefined && (foundBy === 'phrase' || given !== undefined)) {
    return `its ${given ?? names.message.join(' or ')} is no text: ${shown(given === undefined ? undefined : fields[given])}`;
  }
  return message === '' && foundBy === 'phrase' ? 'its message is empty' : undefined;
}

const shown = (values: readonly unknown[] | undefined): string =>
  values === undefined
    ? 'it is not there'
    : JSON.stringify(values.length === 1 ? values[0] : values);

export const sizeOf = ({ readable, unreadable }: Documents): number =>
  readable.length + unreadable.length;

/** All of several searches together. */
export const together = (all: readonly Documents[]): Documents => ({
  readable: all.flatMap(({ readable }) => readable),
  unreadable: all.flatMap(({ unreadable }) => unreadable),
});

export const NO_DOCUMENTS: Documents = { readable: [], unreadable: [] };

/** Without those that others are: each is read once. */
export function notAmong(documents: Documents, { readable: others }: Documents): Documents {
  const keyOf = ({ host, arrivedAt, message }: LogDocument): string =>
    JSON.stringify([host, arrivedAt, message]);
  const known = new Set(others.map(keyOf));
  return { ...documents, readable: documents.readable.filter((one) => !known.has(keyOf(one))) };
}
