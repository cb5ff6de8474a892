import type { Question, Source, Sources } from '../domain/contracts.ts';
import type { SourceName, Tell } from '../domain/event-map.ts';
import type { LogEvidence, MetricsEvidence, PatroniEvidence } from '../domain/evidence.ts';
import { didNotAnswer, type Reading, type UnavailableReason } from '../domain/reading.ts';
import { elapsed, type Stopwatch } from '../domain/time.ts';

/** Puts an ear to the sources. */
export type Overhear = (sources: Sources) => Sources;

/** Sources that tell how long each answer took and how it failed; of a fault that lasts its beginning and its end. */
export function createOverhear(tell: Tell, stopwatch: Stopwatch): Overhear {
  const down = new Set<string>();
  const tellState = (
    source: SourceName,
    cluster: string,
    reason: UnavailableReason | undefined,
  ): void => {
    const name = `${source} of ${cluster}`;
    if (reason !== undefined && !down.has(name)) {
      down.add(name);
      tell('source-unavailable', { source, cluster, reason });
    }
    if (reason === undefined && down.delete(name)) {
      tell('source-answers-again', { source, cluster });
    }
  };
  const overheard =
    <Evidence>(
      source: SourceName,
      { read }: Source<Evidence, unknown>,
      faultsOf: (evidence: Evidence) => readonly UnavailableReason[],
    ) =>
    async (
      clusters: readonly string[],
      question: Question,
    ): Promise<ReadonlyMap<string, Evidence>> => {
      const from = stopwatch();
      const answers = await read(clusters, question);
      const asked = [...answers].flatMap(([cluster, evidence]) => {
        const reasons = faultsOf(evidence);
        const isThere =
          reasons.length === 0 || reasons.some((reason) => reason !== 'not-configured');
        return isThere ? [{ cluster, fault: reasons.find(didNotAnswer) }] : [];
      });
      if (asked.length > 0) {
        const fault = asked.find((one) => one.fault !== undefined)?.fault;
        tell('source-asked', { source, fault, tookMs: elapsed(stopwatch, from) });
      }
      for (const { cluster, fault } of asked) tellState(source, cluster, fault);
      return answers;
    };
  return (sources) => ({
    log: { ...sources.log, read: overheard('elasticsearch', sources.log, logFaults) },
    metrics: { ...sources.metrics, read: overheard('prometheus', sources.metrics, metricFaults) },
    patroni: { ...sources.patroni, read: overheard('patroni', sources.patroni, patroniFaults) },
  });
}

const reasonOf = (reading: Reading<unknown>): readonly UnavailableReason[] =>
  reading.kind === 'unavailable' ? [reading.reason] : [];

const logFaults = ({ uploadLog }: LogEvidence): readonly UnavailableReason[] => reasonOf(uploadLog);

const patroniFaults = ({ patroni }: PatroniEvidence): readonly UnavailableReason[] =>
  reasonOf(patroni);

const metricFaults = ({ metrics }: MetricsEvidence): readonly UnavailableReason[] => {
  const all: readonly Reading<unknown>[] = Object.values(metrics);
  return all.every(({ kind }) => kind === 'unavailable') || all.some(failed)
    ? all.flatMap(reasonOf)
    : [];
};

const failed = (reading: Reading<unknown>): boolean =>
  reading.kind === 'unavailable' && didNotAnswer(reading.reason);
