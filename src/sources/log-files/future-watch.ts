import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';
import type { ZoneError } from '../../domain/upload-log.ts';

/** Watches for times that lie in the future: nothing was written then, so another zone is meant. */
export interface FutureWatch {
  readonly note: (host: string | undefined, when: EpochMs) => void;
  readonly zoneErrors: () => readonly ZoneError[];
}

/** No clock that is kept is so far ahead. */
const AHEAD = 2 * MINUTE;
/** No zone is further ahead of UTC: what lies beyond is a clock, or a log, of another time. */
const FURTHEST = 14 * HOUR;
const ZONE_STEP = 15 * MINUTE;

export function createFutureWatch(now: EpochMs): FutureWatch {
  const seen = new Map<string | undefined, { count: number; furthest: DurationMs }>();
  return {
    note: (host, when) => {
      const ahead = when - now;
      if (ahead <= AHEAD || ahead > FURTHEST) return;
      const before = seen.get(host);
      seen.set(host, {
        count: (before?.count ?? 0) + 1,
        furthest: Math.max(before?.furthest ?? 0, ahead),
      });
    },
    zoneErrors: () =>
      [...seen].map(([host, { count, furthest }]) => ({
        host,
        count,
        offset: Math.ceil(furthest / ZONE_STEP) * ZONE_STEP,
      })),
  };
}
