import { SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';

/** A rate in words: `14.3 MiB/s`, `900 KiB/s`. */
export function rateWords(kiBps: number): string {
  if (kiBps >= 1024 * 1024) return `${(kiBps / 1024 / 1024).toFixed(1)} GiB/s`;
  if (kiBps >= 1024) return `${(kiBps / 1024).toFixed(1)} MiB/s`;
  return `${Math.round(kiBps)} KiB/s`;
}

/** `2019-06-07 16:50:42 UTC`. */
export const timeWords = (at: EpochMs): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** The time of day, and the day where it is not the same: `15:40 UTC`, `2019-06-07 15:40 UTC`. */
export const clockWords = (at: EpochMs, now: EpochMs): string => timeOfDay(at, now, 'HH:MM'.length);

/** The same to the second. */
export const secondWords = (at: EpochMs, now: EpochMs): string =>
  timeOfDay(at, now, 'HH:MM:SS'.length);

function timeOfDay(at: EpochMs, now: EpochMs, length: number): string {
  const [day, time] = timeWords(at).split(' ');
  const sameDay = timeWords(now).startsWith(day ?? '');
  return `${sameDay ? '' : `${day ?? ''} `}${time?.slice(0, length) ?? ''} UTC`;
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** An amount in words: `900 KiB`, `1.5 GiB`. */
export function bytesWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** power;
  return `${amount < 10 && power > 1 ? amount.toFixed(1) : Math.round(amount)} ${units[power] ?? ''}`;
}

/** Of an answer: how long it took, and how old it is where somebody else asked for it just before. */
export const tookWords = (tookMs: DurationMs, ageMs?: DurationMs): string =>
  `took ${(tookMs / SECOND).toFixed(1)} s${ageMs === undefined ? '' : ` · shared, ${(ageMs / SECOND).toFixed(1)} s old`}`;
