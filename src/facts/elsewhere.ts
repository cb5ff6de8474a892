/** Whose upload it is, and where it goes, as far as the log tells. */
interface Placed {
  readonly host: string | undefined;
  readonly destination?: string | undefined;
}

/**
 * Tells which uploads go to another destination than `ours`: what is archived elsewhere is another cluster’s,
 * however near its segments are. An archiver need not name it in each line, so a host is judged by all of
 * its lines; those without a host one by one. Where none is known, nothing is elsewhere.
 */
export function elsewhere(
  all: readonly Placed[],
  ours: readonly Placed[],
): (upload: Placed) => boolean {
  const home = new Set(ours.flatMap(({ destination }) => destination ?? []));
  if (home.size === 0) return () => false;
  const away = new Set<string>();
  const near = new Set<string>();
  for (const { host, destination } of all) {
    if (host !== undefined && destination !== undefined)
      (home.has(destination) ? near : away).add(host);
  }
  return ({ host, destination }) =>
    host === undefined
      ? destination !== undefined && !home.has(destination)
      : away.has(host) && !near.has(host);
}
