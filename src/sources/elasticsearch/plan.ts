import { FEW_CLUSTERS } from '../../domain/few-clusters.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { grouped } from '../grouped.ts';

/** One set of documents, and the clusters that they belong to: mostly one. */
export interface Asked {
  readonly settings: ElasticsearchSettings;
  readonly names: readonly string[];
}

/** Clusters of one index that the value of one field tells apart. */
export interface ClusterField {
  /** The filter is what all of them share. */
  readonly settings: ElasticsearchSettings;
  readonly field: string;
  /** Which value of the field is which cluster; several may share one. */
  readonly clusters: ReadonlyMap<string, readonly string[]>;
}

/** What is asked in one request. */
export type Batch =
  | { readonly kind: 'each'; readonly asked: readonly Asked[] }
  | ({ readonly kind: 'by-field' } & ClusterField);

/** Which requests tell of all these clusters. */
export const planOf = (clusters: ReadonlyMap<string, ElasticsearchSettings>): readonly Batch[] => {
  const all = grouped([...clusters], ([, settings]) => settings).flatMap((same): Asked[] =>
    same[0] === undefined ? [] : [{ settings: same[0][1], names: same.map(([name]) => name) }],
  );
  // Where all but the filter is the same, one connection serves them.
  return grouped(all, ({ settings }) => ({ ...settings, filter: undefined })).flatMap((group) =>
    group.length <= FEW_CLUSTERS ? [each(group)] : ofMany(group),
  );
};

const each = (asked: readonly Asked[]): Batch => ({ kind: 'each', asked });

function ofMany(group: readonly Asked[]): readonly Batch[] {
  const sameFields = grouped(group, ({ settings }) => Object.keys(settings.filter).sort());
  return sameFields.flatMap((clusters) => {
    const field = tellingField(clusters);
    if (field === undefined) return inFews(clusters);
    const valueOf = ({ settings }: Asked): string => settings.filter[field] ?? '';
    const patterns = clusters.filter((cluster) => valueOf(cluster).includes('*'));
    const exact = clusters.filter((cluster) => !valueOf(cluster).includes('*'));
    const rest = ({ settings }: Asked) =>
      Object.entries(settings.filter).filter(([name]) => name !== field);
    return [
      ...inFews(patterns),
      ...grouped(exact, rest).flatMap((told) =>
        told.length <= FEW_CLUSTERS ? inFews(told) : byField(field, told),
      ),
    ];
  });
}

function byField(field: string, told: readonly Asked[]): readonly Batch[] {
  const [first] = told;
  if (first === undefined) return [];
  const shared = Object.entries(first.settings.filter).filter(([name]) => name !== field);
  return [
    {
      kind: 'by-field',
      settings: { ...first.settings, filter: Object.fromEntries(shared) },
      field,
      clusters: new Map(told.map(({ settings, names }) => [settings.filter[field] ?? '', names])),
    },
  ];
}

const inFews = (asked: readonly Asked[]): readonly Batch[] =>
  Array.from({ length: Math.ceil(asked.length / FEW_CLUSTERS) }, (_, index) =>
    each(asked.slice(index * FEW_CLUSTERS, (index + 1) * FEW_CLUSTERS)),
  );

/** Where several fields differ, the one with the most values tells the clusters apart. */
function tellingField(group: readonly Asked[]): string | undefined {
  const variety = (field: string): number =>
    new Set(group.map(({ settings }) => settings.filter[field])).size;
  return Object.keys(group[0]?.settings.filter ?? {})
    .sort((a, b) => variety(b) - variety(a))
    .find((field) => variety(field) > 1);
}
