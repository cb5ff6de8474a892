import type { EpochMs } from '../../domain/time.ts';

const MOMENT = /(?<![\d:-])(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d)(:\d\d)? UTC\b/g;

/**
 * Shows every moment of an escaped text in the reader's own time zone. One without a day is of the day of `now`.
 * Whoever's client cannot do that, or listens to it, gets the words as they were.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function withDates(escaped: string, now: EpochMs): string {
  const today = new Date(now).toISOString().slice(0, 10);
  return escaped.replace(MOMENT, (words: string, day?: string, time = '', seconds?: string) => {
    const at = Date.parse(`${day ?? today}T${time}${seconds ?? ''}Z`);
    if (Number.isNaN(at)) return words;
    const clock = seconds === undefined ? '{time}' : '{time_secs}';
    const format = day === undefined ? clock : `{date_short_pretty} ${clock}`;
    return `<!date^${Math.floor(at / 1000)}^${format}|${words}>`;
  });
}
