import type { Question, Source, Sources } from '../domain/contracts.ts';
import type { ClusterTraits, Snapshot } from '../domain/snapshot.ts';

/** Asks every source about these clusters at the same time: the evidence about each, in their order. */
export async function gather(
  sources: Sources,
  clusters: readonly ClusterTraits[],
  question: Question,
): Promise<readonly Snapshot[]> {
  const names = clusters.map(({ name }) => name);
  const [log, metrics, patroni] = await Promise.all([
    readAll(sources.log, names, question),
    readAll(sources.metrics, names, question),
    readAll(sources.patroni, names, question),
  ]);
  return clusters.map((cluster) => ({
    cluster,
    at: log(cluster.name).endsEarlier?.newestRecord ?? question.at,
    ...log(cluster.name),
    ...metrics(cluster.name),
    ...patroni(cluster.name),
  }));
}

async function readAll<Evidence>(
  source: Source<Evidence, unknown>,
  names: readonly string[],
  question: Question,
): Promise<(name: string) => Evidence> {
  const answers = await source.read(names, question);
  return (name) => {
    const evidence = answers.get(name);
    if (evidence === undefined) throw new Error(`a source did not answer for ${name}`);
    return evidence;
  };
}
