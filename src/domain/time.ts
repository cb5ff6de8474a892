/** A moment, in milliseconds since 1970-01-01 UTC. */
export type EpochMs = number;

/** The furthest moment that a Date holds, either way: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const FURTHEST: EpochMs = 8.64e15;

/** False for what no calendar has: to write it as a date would throw. */
export const isMoment = (at: number): at is EpochMs => Math.abs(at) <= FURTHEST;

/** A length of time in milliseconds. */
export type DurationMs = number;

/** Tells the present moment. Only the composition root makes one. */
export type Clock = () => EpochMs;

/** Tells how long something took: it only ever goes forward, whoever sets the clock of the host. */
export type Stopwatch = () => DurationMs;

/** The whole milliseconds since a stopwatch stood at `from`. */
export const elapsed = (stopwatch: Stopwatch, from: DurationMs): DurationMs =>
  Math.round(stopwatch() - from);

export const SECOND: DurationMs = 1000;
export const MINUTE: DurationMs = 60 * SECOND;
export const HOUR: DurationMs = 60 * MINUTE;
