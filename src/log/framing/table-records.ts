import { BOUNDS } from '../../domain/bounds.ts';
import type { GatheredLines } from './gathered-lines.ts';
import { hasOpenQuote } from './open-quote.ts';

/**
 * Turns the rows of a table, whose values stand between commas, semicolons or tabs, into JSON records, as log viewers
 * export them: Kibana's Discover, Grafana's Explore (`Time,Line,tsNs,…`), Splunk (`_raw,_time,host,…`), Datadog
 * (`Date,Host,Service,Message`), CloudWatch Insights (`@timestamp,@message`), Google's Logs Explorer
 * (`timestamp,textPayload,…`). The first line names the columns.
 */
export function createTableRecords(): GatheredLines {
  let columns: Columns | undefined;
  /** Lines of a row whose last value continues. */
  let held: string[] = [];
  let length = 0;
  /** The quotes held so far are odd in number. */
  let isOpen = false;

  const release = (): readonly string[] => {
    const lines = held;
    held = [];
    length = 0;
    isOpen = false;
    return lines;
  };

  return {
    mayTake: (line) => columns !== undefined || HEADER.test(line),
    take: (line) => {
      const header = held.length === 0 ? columnsOf(line) : undefined;
      if (header !== undefined) {
        columns = header;
        return [];
      }
      held.push(line);
      length += line.length + 1;
      if (length > ROW_MAX) return release();
      if (hasOpenQuote(line)) isOpen = !isOpen;
      if (isOpen) return [];
      const record = columns === undefined ? undefined : recordOf(held.join('\n'), columns);
      const lines = release();
      return record === undefined ? lines : [JSON.stringify(record)];
    },
    end: release,
  };
}

const ROW_MAX = BOUNDS.spreadJson.most;

const NAME = String.raw`"?[@_A-Za-z][\w.@ -]{0,80}"?`;
/** Excel writes semicolons where the comma is that of decimals. */
const SEPARATORS = [',', ';', '\\t'];
const HEADER = new RegExp(
  SEPARATORS.map((separator) => `^${NAME}(?:${separator}${NAME}){1,60}$`).join('|'),
);

const MESSAGE = [
  'message',
  '@message',
  '_raw',
  'line',
  'content',
  'log',
  'body',
  'textpayload',
  'jsonpayload.message',
];
const TIME = ['tsns', '@timestamp', '_time', 'timestamp', 'time', 'date'];
/** The pod before the node that it runs on. */
const HOST = [
  'kubernetes.pod.name',
  'kubernetes.pod_name',
  'pod',
  'pod_name',
  'resource.labels.pod_name',
  'host.name',
  'host.hostname',
  'hostname',
  'host',
];

/** Their places in a row. */
interface Columns {
  readonly count: number;
  readonly value: RegExp;
  readonly message: number;
  readonly times: readonly number[];
  readonly hosts: readonly number[];
}

/** Undefined if a line does not name the columns of a log. */
function columnsOf(line: string): Columns | undefined {
  if (!HEADER.test(line)) return undefined;
  const separator = /[,;\t]/.exec(line)?.[0] ?? ',';
  const names = line.split(separator).map((name) => name.replaceAll('"', '').trim().toLowerCase());
  const placesOf = (known: readonly string[]): readonly number[] =>
    known.map((name) => names.indexOf(name)).filter((place) => place >= 0);
  const [message] = placesOf(MESSAGE);
  const times = placesOf(TIME);
  return message === undefined || times.length === 0
    ? undefined
    : {
        count: names.length,
        value: valueBetween(separator),
        message,
        times,
        hosts: placesOf(HOST),
      };
}

function recordOf(
  row: string,
  { count, value, message, times, hosts }: Columns,
): object | undefined {
  const values = [...row.matchAll(value)].map(([, quoted, bare]) =>
    quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'),
  );
  const said = values[message];
  if (values.length !== count || said === undefined) return undefined;
  const firstOf = (places: readonly number[], fits: RegExp): string | undefined =>
    places.map((place) => values[place] ?? '').find((one) => fits.test(one));
  return { message: said, time: firstOf(times, MOMENT), host: firstOf(hosts, /^[^-]/) };
}

/** A value in quotes, with quotes inside it doubled, or one that is not in quotes. */
const valueBetween = (separator: string): RegExp =>
  new RegExp(
    String.raw`(?<=^|${separator})(?:"((?:[^"]|"")*)"|((?!")[^${separator}]*))(?=${separator}|$)`,
    'g',
  );
/** Only times with a zone: a viewer shows others in the zone of the browser, which the table does not name. */
const MOMENT = /^\d{10,19}$|^\d{4}-\d\d-\d\d[T ].*(?:Z|[+-]\d\d:?\d\d)$/;
