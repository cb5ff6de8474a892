import { HOUR, MINUTE, SECOND, type DurationMs } from '../../domain/time.ts';

/** How long and how often a thread is kept true. */
export interface WatchSettings {
  /** Between two looks in the first ten minutes; later looks are further apart. */
  readonly everyMs: DurationMs;
  /** Well for so long, and the thread is over. */
  readonly settleMs: DurationMs;
  /** Nothing is watched for longer. */
  readonly limitMs: DurationMs;
}

export const DEFAULT_WATCH: WatchSettings = {
  everyMs: 30 * SECOND,
  settleMs: 10 * MINUTE,
  // PagerDuty resolves an incident by itself after so long, as it is usually set up (GitLab’s routing).
  limitMs: 6 * HOUR,
};

/**
 * After so long since the opening the looks are further apart by this factor. An edit costs one of
 * about 50 a minute that Slack allows (tier 3), and whoever still reads after an hour does so rarely.
 */
const SLOWER: readonly (readonly [after: DurationMs, factor: number])[] = [
  [HOUR, 10],
  [10 * MINUTE, 2],
  [0, 1],
];

export function lookEvery(watchedForMs: DurationMs, { everyMs }: WatchSettings): DurationMs {
  const factor = SLOWER.find(([after]) => watchedForMs >= after)?.[1] ?? 1;
  return everyMs * factor;
}
