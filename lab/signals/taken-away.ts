import { METRIC_NAMES, type MetricName } from '../../src/domain/metrics.ts';
import { unavailable, type Unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';

/** What a snapshot can be left without: a source, or one query of Prometheus. */
export type Signal = 'log' | 'metrics' | 'patroni' | MetricName;

export const SIGNALS: readonly Signal[] = ['log', 'metrics', 'patroni', ...METRIC_NAMES];

/** How it is not there: the server does not answer, or nobody set it up. */
export type Absence = 'lost' | 'not set up';

const READINGS: Readonly<Record<Absence, Unavailable>> = {
  lost: unavailable('timeout', 'no answer in time'),
  'not set up': unavailable('not-configured', 'not configured'),
};

/** The same moment, as it would have been read without that signal. */
export function without(snapshot: Snapshot, signal: Signal, absence: Absence): Snapshot {
  const gone = READINGS[absence];
  if (signal === 'log') return { ...snapshot, uploadLog: gone };
  if (signal === 'patroni') return { ...snapshot, patroni: gone };
  const names: readonly MetricName[] = signal === 'metrics' ? METRIC_NAMES : [signal];
  const away = Object.fromEntries(names.map((name) => [name, gone]));
  return {
    ...snapshot,
    metrics: { ...snapshot.metrics, ...away },
    ...(signal === 'metrics' ? { clockSkewMs: undefined } : {}),
  };
}

/** Whether the snapshot holds anything of that signal. */
export function holds({ uploadLog, metrics, patroni }: Snapshot, signal: Signal): boolean {
  if (signal === 'log') return uploadLog.kind === 'measured';
  if (signal === 'patroni') return patroni.kind === 'measured';
  if (signal !== 'metrics') return metrics[signal].kind === 'measured';
  return Object.values(metrics).some(({ kind }) => kind === 'measured');
}
