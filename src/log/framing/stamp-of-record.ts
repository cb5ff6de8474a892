import { firstOf, text } from './postgres-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** PostgreSQL's own first; then those of collectors, when the line was written before when it was seen. */
const NAMES = [
  // journald: microseconds, as text.
  '__REALTIME_TIMESTAMP',
  'log_time',
  'time',
  'timereported',
  'timestamp',
  'Timestamp',
  'ts',
  '@timestamp',
  'timeUnixNano',
  'TimeGenerated',
  '_time',
  'ISODATE',
  'date',
  'observedTimestamp',
  'observedTimeUnixNano',
];

/** When a record was written, as a stamp with its zone where that is known. */
export const stampOf = (fields: Fields): string | undefined =>
  firstOf(NAMES, (name) => stampIn(fields[name]));

const stampIn = (value: unknown): string | undefined => {
  if (typeof value === 'number') return sinceEpoch(value);
  const said = text(value);
  return said !== undefined && /^\d{10,19}(?:\.\d{1,9})?$/.test(said)
    ? sinceEpoch(Number(said))
    : said;
};

/** Seconds, milli-, micro- or nanoseconds since 1970: between 2001 and 2286 their number says which. */
function sinceEpoch(count: number): string | undefined {
  for (const [least, perMillisecond] of UNITS) {
    if (count >= least && count < 10 * least) return new Date(count / perMillisecond).toISOString();
  }
  return undefined;
}
const UNITS = [
  [1e9, 1e-3],
  [1e12, 1],
  [1e15, 1e3],
  [1e18, 1e6],
] as const;
