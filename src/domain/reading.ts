import type { EpochMs } from './time.ts';

/** Why something could not be read. */
export type UnavailableReason =
  'timeout' | 'unreachable' | 'refused' | 'no-data' | 'bad-response' | 'not-configured';

/** True for a source that is there and failed: not for one that has nothing, or that nobody asks. */
export const didNotAnswer = (reason: UnavailableReason): boolean =>
  reason !== 'no-data' && reason !== 'not-configured';

export interface Unavailable {
  readonly kind: 'unavailable';
  readonly reason: UnavailableReason;
  /** One plain sentence without a final stop: what was tried and what came. Never holds a secret. */
  readonly detail: string;
}

/** A piece of a measurement that was asked for and is not in it, while the rest is. */
export interface Lack {
  /** One plain sentence without a final stop. */
  readonly detail: string;
  /** What cannot be told without it. */
  readonly cost: string;
  /** Whether trouble could be there and not be seen: then nothing is healthy. */
  readonly mayHideTrouble: boolean;
}

export interface Measured<T> {
  readonly kind: 'measured';
  readonly value: T;
  readonly observedAt: EpochMs;
  /** Left out where it is whole. */
  readonly lacks?: readonly Lack[];
}

/**
 * A measurement, or the reason there is none.
 *
 * "We could not look" must never pass for "we looked and it was zero",
 * so there is no default value: every caller has to handle `unavailable`.
 */
export type Reading<T> = Measured<T> | Unavailable;

export const measured = <T>(value: T, observedAt: EpochMs): Measured<T> => ({
  kind: 'measured',
  value,
  observedAt,
});

export const unavailable = (reason: UnavailableReason, detail: string): Unavailable => ({
  kind: 'unavailable',
  reason,
  detail,
});
