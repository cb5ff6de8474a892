import type { Verdict, VerdictCode } from '../../src/domain/finding.ts';
import type { Report } from '../../src/domain/report.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { holds, SIGNALS, without, type Absence, type Signal } from './taken-away.ts';

/** What is told of a fault that a signal is taken away from. */
export type Told =
  /** The same verdict. */
  | 'told'
  /** Another problem, or a milder one. */
  | 'other'
  /** That it cannot tell. */
  | 'unknown'
  /** That all is well, as far as it is set up. */
  | 'well'
  /** No fault: it lies in the signal itself, and nobody set that up. */
  | 'gone';

export interface Judged {
  readonly signal: Signal;
  readonly absence: Absence;
  readonly told: Told;
}

/** What is wrong with a signal, and with nothing else. */
const FAULT_OF: Readonly<Partial<Record<Signal, VerdictCode>>> = {
  log: 'log-shipping-missing',
  lastArchive: 'metrics-stale',
};

/** The verdict of a recorded moment, with each signal that it holds taken away in each way. */
export function judge({ snapshot, verdict }: Report): readonly Judged[] {
  return SIGNALS.filter((signal) => holds(snapshot, signal)).flatMap((signal) =>
    (['lost', 'not set up'] as const).map((absence) => {
      const isGone = absence === 'not set up' && FAULT_OF[signal] === verdict.code;
      const now = reportStatus(without(snapshot, signal, absence), 0).verdict;
      return { signal, absence, told: isGone ? 'gone' : toldBy(now, verdict) };
    }),
  );
}

function toldBy(now: Verdict, before: Verdict): Told {
  if (now.severity === 'ok') return 'well';
  if (now.severity === 'unknown') return 'unknown';
  return now.code === before.code && now.severity === before.severity ? 'told' : 'other';
}

/** A verdict that somebody has to act upon. */
export const isFault = ({ verdict }: Pick<Report, 'verdict'>): boolean =>
  verdict.severity === 'critical' || verdict.severity === 'warning';
