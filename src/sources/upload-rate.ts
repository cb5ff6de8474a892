import { MINUTE, type EpochMs } from '../domain/time.ts';
import type { UploadRate } from '../domain/upload-log.ts';

/** The last hour, by how many completed in each minute, which is named by its beginning. */
export function lastHour(at: EpochMs, completedIn: (minute: EpochMs) => number): UploadRate {
  const firstMinute = minuteOf(at) - 59 * MINUTE;
  const perMinute = Array.from({ length: 60 }, (_, index) =>
    completedIn(firstMinute + index * MINUTE),
  );
  return { firstMinute, perMinute };
}

export const minuteOf = (at: EpochMs): EpochMs => Math.floor(at / MINUTE) * MINUTE;
