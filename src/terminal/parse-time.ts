import type { EpochMs } from '../domain/time.ts';
import { pastMoment } from '../domain/past-moment.ts';
import { OperatorError } from '../domain/operator-error.ts';

const TIME =
  /^(\d{4}-\d\d-\d\d)(?:[T _](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;

/** Reads `2026-11-24T01:48:50Z`, `02:10`, `3h ago` and what people type for it. Without a zone it is UTC, as in the logs. */
export function parseTime(text: string, now: EpochMs): EpochMs {
  const past = pastMoment(text, now);
  if (past !== undefined) return past;
  const [, date, time = '00:00', zone = 'Z'] = TIME.exec(text.trim()) ?? [];
  const offset = /^utc$/i.test(zone)
    ? 'Z'
    : zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const moment = date === undefined ? NaN : Date.parse(`${date}T${time}${offset}`);
  // Date.parse makes 1 March of 30 February.
  const sameDay = offset !== 'Z' || new Date(moment || 0).toISOString().startsWith(date ?? '?');
  if (Number.isNaN(moment) || !sameDay) {
    throw new OperatorError(
      `--at: expected a time such as 2026-11-24T01:48:50Z, 02:10 or 3h ago, got ${JSON.stringify(text.slice(0, 60))}`,
    );
  }
  return moment;
}
