import { harmlessText } from '../domain/harmless-text.ts';

/** Which cluster is meant: the named one, or the only one. Otherwise a sentence that says what to name. */
export function findCluster<T>(
  clusters: ReadonlyMap<string, T>,
  name: string | undefined,
): { readonly kind: 'found'; readonly name: string; readonly cluster: T } | NotFound {
  const names = [...clusters.keys()];
  if (name === undefined && names.length > 1) {
    return { kind: 'not-found', sentence: `expected the name of a cluster: ${names.join(', ')}` };
  }
  const wanted = name ?? names[0] ?? '';
  const cluster = clusters.get(wanted);
  if (cluster !== undefined) return { kind: 'found', name: wanted, cluster };
  return {
    kind: 'not-found',
    sentence: `there is no cluster "${harmlessText(wanted, 60)}": expected ${names.join(' or ')}`,
  };
}

interface NotFound {
  readonly kind: 'not-found';
  /** Holds what the user typed: escape it. */
  readonly sentence: string;
}
