import type { Snapshot } from '../domain/snapshot.ts';

/** A fact that several ask for: made when first asked for, and once for each snapshot, which never changes. */
export function oncePerSnapshot<Fact>(
  make: (snapshot: Snapshot) => Fact,
): (snapshot: Snapshot) => Fact {
  const made = new WeakMap<Snapshot, { readonly fact: Fact }>();
  return (snapshot) => {
    const known = made.get(snapshot) ?? { fact: make(snapshot) };
    made.set(snapshot, known);
    return known.fact;
  };
}

/** The same of anything else that does not change. */
export function once<Fact>(make: () => Fact): () => Fact {
  let made: { readonly fact: Fact } | undefined;
  return () => (made ??= { fact: make() }).fact;
}
