import type { NextStep, Verdict } from './finding.ts';
import type { EpochMs } from './time.ts';

/** Wale itself failed where it should have looked: by a bug, and not by a source that did not answer. */
export interface OwnFailure {
  /** Undefined where it was to look at all of them, or had not come to know which. */
  readonly cluster: string | undefined;
  /** By this the log of Wale tells the rest. */
  readonly reference: string;
  /** What to run on the host instead of asking here. */
  readonly nextSteps: readonly NextStep[];
}

/** Takes down what was thrown, whole, and gives the reference that it is found by. */
export type TakeDownFault = (fault: unknown) => string;

/** Short, and another for each moment: enough to find one line in a log. */
export const referenceAt = (at: EpochMs): string => Math.round(at).toString(36);

/** A look that failed is one that could not tell. */
export const failedVerdict = ({ cluster, reference }: OwnFailure): Verdict => ({
  code: 'cannot-tell',
  severity: 'unknown',
  headline:
    cluster === undefined
      ? `this is a bug in Wale: it could not do what it was asked (id ${reference} in its log)`
      : `cannot tell whether WAL is archived: this is a bug in Wale (id ${reference} in its log)`,
});
