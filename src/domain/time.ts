/** A moment, in milliseconds since 1970-01-01 UTC. */
export type EpochMs = number;

/** A length of time in milliseconds. */
export type DurationMs = number;

/** Tells the present moment. Only the composition root makes one. */
export type Clock = () => EpochMs;

export const SECOND: DurationMs = 1000;
export const MINUTE: DurationMs = 60 * SECOND;
export const HOUR: DurationMs = 60 * MINUTE;
