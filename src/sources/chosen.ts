/** What belongs to these clusters. A source is only asked for those that it was made for. */
export const chosen = <Settings>(
  all: ReadonlyMap<string, Settings>,
  names: readonly string[],
): ReadonlyMap<string, Settings> =>
  new Map(
    names.map((name) => {
      const settings = all.get(name);
      if (settings === undefined) throw new Error(`the source does not know ${name}`);
      return [name, settings];
    }),
  );
