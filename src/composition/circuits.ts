import type { Sources } from '../domain/contracts.ts';
import type { LogEvidence, MetricsEvidence, PatroniEvidence } from '../domain/evidence.ts';
import { METRIC_NAMES, readingsOf } from '../domain/metrics.ts';
import type { TakeDownFault } from '../domain/own-failure.ts';
import type { Reading, Unavailable } from '../domain/reading.ts';
import type { Clock, DurationMs } from '../domain/time.ts';
import { createCircuit, isSilence } from '../sources/circuit.ts';

/** A circuit for each kind of source; for a bot, which has a memory, and for no single command. */
export function createCircuits(
  patienceMs: DurationMs,
  now: Clock,
  takeDown: TakeDownFault,
): (sources: Sources) => Sources {
  const log = createCircuit<LogEvidence>(
    {
      deadness: ({ uploadLog }) => silenceOf(uploadLog),
      withDeadness: (evidence, uploadLog) => ({ ...evidence, uploadLog }),
    },
    patienceMs,
    now,
    takeDown,
  );
  const patroni = createCircuit<PatroniEvidence>(
    {
      deadness: (evidence) => silenceOf(evidence.patroni),
      withDeadness: (evidence, reading) => ({ ...evidence, patroni: reading }),
    },
    patienceMs,
    now,
    takeDown,
  );
  const metrics = createCircuit<MetricsEvidence>(
    { deadness: deadMetrics, withDeadness: withDeadMetrics },
    patienceMs,
    now,
    takeDown,
  );
  return (sources) => ({
    log: log(sources.log),
    metrics: metrics(sources.metrics),
    patroni: patroni(sources.patroni),
  });
}

const silenceOf = (reading: Reading<unknown>): Unavailable | undefined =>
  reading.kind === 'unavailable' && isSilence(reading) ? reading : undefined;

/** Where one metric is answered, or refused, Prometheus is there. */
function deadMetrics({ metrics }: MetricsEvidence): Unavailable | undefined {
  const asked = METRIC_NAMES.map((name): Reading<unknown> => metrics[name]).filter(
    (reading) => reading.kind === 'measured' || reading.reason !== 'not-configured',
  );
  const silences = asked.map(silenceOf);
  return silences.includes(undefined) ? undefined : silences[0];
}

const withDeadMetrics = (evidence: MetricsEvidence, why: Unavailable): MetricsEvidence => ({
  ...evidence,
  metrics: readingsOf(
    (name) => (silenceOf(evidence.metrics[name]) === undefined ? evidence.metrics[name] : why),
    (name) => (silenceOf(evidence.metrics[name]) === undefined ? evidence.metrics[name] : why),
  ),
});
