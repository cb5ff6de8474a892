import type { RangeSeries } from './schema.ts';

type Labels = Readonly<Record<string, string>>;

export interface SeriesByCluster {
  readonly of: (cluster: string) => readonly RangeSeries[];
  /** A label without which a series could not be given to any cluster; undefined if none was lacking. */
  readonly lacking: string | undefined;
}

/** Gives each series of a common answer to the clusters whose labels it has. */
export function seriesByCluster(
  series: readonly RangeSeries[],
  clusters: ReadonlyMap<string, Labels>,
): SeriesByCluster {
  const [first = {}] = clusters.values();
  const telling = Object.keys(first).filter(
    (name) => new Set([...clusters.values()].map((labels) => labels[name])).size > 1,
  );
  // As in PromQL, a label that is not there is one that is empty.
  const keyOf = (labels: Labels): string =>
    JSON.stringify(telling.map((name) => labels[name] ?? ''));

  const byKey = new Map<string, RangeSeries[]>();
  for (const [, labels] of clusters) byKey.set(keyOf(labels), []);
  let lacking: string | undefined;
  for (const one of series) {
    const mine = byKey.get(keyOf(one.labels));
    if (mine === undefined) lacking ??= telling.find((name) => one.labels[name] === undefined);
    else mine.push(one);
  }
  return {
    of: (cluster) => byKey.get(keyOf(clusters.get(cluster) ?? {})) ?? [],
    lacking,
  };
}
