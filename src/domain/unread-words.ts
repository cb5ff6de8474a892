import { durationWords } from './duration-words.ts';
import type { UndatedComplaints, UnreadLines, ZoneError } from './upload-log.ts';

/** What could not be read of a log, a sentence each; empty where all of it was. */
export function unreadWords(unread: UnreadLines): readonly string[] {
  const { count, samples, undated, zoneErrors = [], noLogs = [] } = unread;
  const sample = unread.troubling?.[0]?.sample ?? samples[0] ?? '';
  return [
    ...noLogs.map(({ sentence }) => sentence),
    ...(count === 0 || isNoLog(unread)
      ? []
      : [`not understood: ${unreadCountWords(unread)}, such as: ${sample}`]),
    ...(undated === undefined ? [] : [undatedWords(undated)]),
    ...zoneErrors.map(zoneErrorWords),
  ];
}

/** "12 lines of the log (3 look like errors)". */
export function unreadCountWords({ count, troubling = [] }: UnreadLines): string {
  const errors = troubling.reduce((sum, one) => sum + one.count, 0);
  const look = errors === 1 ? 'looks like an error' : 'look like errors';
  const which =
    errors === 0 ? '' : errors === count && count > 1 ? ` (all ${look})` : ` (${errors} ${look})`;
  return `${count === 1 ? '1 line' : `${count} lines`} of the log${which}`;
}

/** How many complaints have no time, why, and what to set. */
export function undatedWords({ count, newest }: UndatedComplaints): string {
  const zones = [...new Set(newest.flatMap(({ zone }) => zone ?? []))];
  const said = newest.at(-1)?.text ?? '';
  const what = `${count} ${count === 1 ? 'complaint' : 'complaints'} about archiving`;
  const times = count === 1 ? 'its time' : 'their times';
  return zones.length === 0
    ? `${what} without a time: put %m into log_line_prefix; the latest: ${said}`
    : `${what}: ${times} could not be read (zone ${zones.join(', ')}): set timeZone to the zone of the hosts; the latest: ${said}`;
}

export function zoneErrorWords({ host, count, offset }: ZoneError): string {
  const lines = `${count === 1 ? '1 line' : `${count} lines`}${host === undefined ? '' : ` of ${host}`}`;
  const off = `${durationWords(Math.abs(offset))} ${offset > 0 ? 'in the future' : 'before they arrived'}`;
  return `the times in ${lines} lie ${off}, as if in another zone: set timeZone to the zone of the hosts`;
}

/** True where a sentence about a file that is no log says all about its lines. */
export const isNoLog = ({ noLogs = [], troubling }: UnreadLines): boolean =>
  noLogs.some(({ mayHideFailure }) => mayHideFailure) && troubling === undefined;

/** True where something was not read that may be an error: then "no errors" is not known. */
export const mayHideErrors = ({ count, undated, noLogs = [] }: UnreadLines): boolean =>
  count > 0 || undated !== undefined || noLogs.some(({ mayHideFailure }) => mayHideFailure);
