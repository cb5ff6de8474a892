import { closest } from '../domain/closest.ts';
import { harmlessText } from '../domain/harmless-text.ts';

/** So many names are listed in an answer. */
const NAMES = 20;

/**
 * Which cluster is meant: the named one in any case, the only one whose name holds these letters, or the only one there
 * is. Otherwise a sentence that says what to name.
 */
export function findCluster<T>(
  clusters: ReadonlyMap<string, T>,
  name: string | undefined,
): { readonly kind: 'found'; readonly name: string; readonly cluster: T } | NotFound {
  const names = [...clusters.keys()];
  if (name === undefined && names.length > 1) {
    return notFound(`expected the name of a cluster: ${listed(names)}`);
  }
  const wanted = name ?? names[0] ?? '';
  const candidates = matches(names, wanted);
  const [only = '', ...more] = candidates;
  const cluster = more.length === 0 ? clusters.get(only) : undefined;
  if (cluster !== undefined) return { kind: 'found', name: only, cluster };
  const shown = harmlessText(wanted, 60);
  if (more.length > 0) {
    return notFound(`several clusters match "${shown}": ${listed(candidates)}`);
  }
  const meant = closest(wanted.slice(0, 60), names);
  const hint = meant === undefined ? '' : `Did you mean ${meant}? `;
  const known =
    names.length === 1 ? `There is only ${listed(names)}` : `There are ${listed(names)}`;
  return notFound(`there is no cluster "${shown}". ${hint}${known}`);
}

/** The best way of matching decides: the very name, the name in another case, a part of it. */
function matches(names: readonly string[], wanted: string): readonly string[] {
  const lower = wanted.toLowerCase();
  const ways: readonly ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => name.toLowerCase() === lower,
    (name) => lower !== '' && name.toLowerCase().includes(lower),
  ];
  for (const way of ways) {
    const found = names.filter(way);
    if (found.length > 0) return found;
  }
  return [];
}

const listed = (names: readonly string[]): string =>
  names.length <= NAMES
    ? names.join(', ')
    : `${names.slice(0, NAMES).join(', ')} and ${names.length - NAMES} more`;

const notFound = (sentence: string): NotFound => ({ kind: 'not-found', sentence });

interface NotFound {
  readonly kind: 'not-found';
  /** Holds what the user typed: escape it. */
  readonly sentence: string;
}
