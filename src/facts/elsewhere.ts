/** Whose upload it is, and where it goes, as far as the log tells. */
interface Placed {
  readonly host: string | undefined;
  readonly destination?: string | undefined;
}

/**
 * Tells which uploads go to another destination than `ours`: what is archived elsewhere is another cluster’s,
 * however near its segments are. An archiver need not name it in each line, so a host is judged by all of
 * its lines; those without a host one by one. Where none is known, nothing is elsewhere. Nor is it where one of two is
 * only told in part, as what is behind the last blanks of the other.
 */
export function elsewhere(
  all: readonly Placed[],
  ours: readonly Placed[],
): (upload: Placed) => boolean {
  const home = new Set(ours.flatMap(({ destination }) => destination ?? []));
  if (home.size === 0) return () => false;
  const judged = new Map<string, boolean>();
  const isHome = (destination: string): boolean => {
    const known = judged.get(destination) ?? [...home].some((one) => mayBeOne(one, destination));
    judged.set(destination, known);
    return known;
  };
  const away = new Set<string>();
  const near = new Set<string>();
  for (const { host, destination } of all) {
    if (host !== undefined && destination !== undefined)
      (isHome(destination) ? near : away).add(host);
  }
  return ({ host, destination }) =>
    host === undefined
      ? destination !== undefined && !isHome(destination)
      : away.has(host) && !near.has(host);
}

const mayBeOne = (one: string, other: string): boolean =>
  one === other || one.endsWith(` ${other}`) || other.endsWith(` ${one}`);
