/** Puts together what has the same key, as JSON. */
export function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => unknown,
): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
