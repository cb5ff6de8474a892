import type { ClusterSources, MetricsAnswer } from '../domain/contracts.ts';
import type { SourceName, Tell } from '../domain/event-map.ts';
import { didNotAnswer, type Reading, type UnavailableReason } from '../domain/reading.ts';
import type { Clock } from '../domain/time.ts';

/** Puts an ear to the sources of a cluster. */
export type Overhear = (cluster: string, sources: ClusterSources) => ClusterSources;

/** Sources that tell how long each answer took and how it failed; of a fault that lasts its beginning and its end. */
export function createOverhear(tell: Tell, now: Clock): Overhear {
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
    <Question, Answer>(
      source: SourceName,
      cluster: string,
      read: (question: Question) => Promise<Answer>,
      faultsOf: (answer: Answer) => readonly UnavailableReason[],
    ) =>
    async (question: Question): Promise<Answer> => {
      const from = now();
      const answer = await read(question);
      const reasons = faultsOf(answer);
      if (reasons.length > 0 && reasons.every((reason) => reason === 'not-configured')) {
        return answer;
      }
      const fault = reasons.find(didNotAnswer);
      tell('source-asked', { source, fault, tookMs: now() - from });
      tellState(source, cluster, fault);
      return answer;
    };
  return (cluster, sources) => ({
    ...sources,
    readUploadLog:
      sources.uploadLogSource === 'elasticsearch'
        ? overheard('elasticsearch', cluster, sources.readUploadLog, reasonOf)
        : sources.readUploadLog,
    readMetrics: overheard('prometheus', cluster, sources.readMetrics, reasonsOf),
    readPatroni: overheard('patroni', cluster, sources.readPatroni, reasonOf),
  });
}

const reasonOf = (reading: Reading<unknown>): readonly UnavailableReason[] =>
  reading.kind === 'unavailable' ? [reading.reason] : [];

const reasonsOf = ({ readings }: MetricsAnswer): readonly UnavailableReason[] => {
  const all: readonly Reading<unknown>[] = Object.values(readings);
  return all.every(({ kind }) => kind === 'unavailable') || all.some(failed)
    ? all.flatMap(reasonOf)
    : [];
};

const failed = (reading: Reading<unknown>): boolean =>
  reading.kind === 'unavailable' && didNotAnswer(reading.reason);
