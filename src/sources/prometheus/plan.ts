import type { PrometheusSettings } from '../../domain/source-settings.ts';
import { grouped } from '../grouped.ts';

type Labels = PrometheusSettings['labels'];

/** Clusters that share everything but the values of their labels: they are asked for in one query a metric. */
export interface Batch {
  readonly settings: Omit<PrometheusSettings, 'labels'>;
  readonly labels: ReadonlyMap<string, Labels>;
}

export const planOf = (clusters: ReadonlyMap<string, PrometheusSettings>): readonly Batch[] =>
  grouped([...clusters], ([, { labels, ...common }]) => [
    common,
    Object.keys(labels).sort(),
  ]).flatMap((group): Batch[] =>
    group[0] === undefined
      ? []
      : [
          {
            settings: group[0][1],
            labels: new Map(group.map(([name, { labels }]) => [name, labels])),
          },
        ],
  );
