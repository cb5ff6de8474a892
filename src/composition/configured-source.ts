import type { Source } from '../domain/contracts.ts';

/**
 * A source of which each cluster has its own settings, or none. It is only loaded once one of those that have some is
 * asked for: a client that nobody needs is not to slow the start down.
 */
export function configuredSource<Settings, Evidence, Look>(
  clusters: ReadonlyMap<string, Settings | undefined>,
  unconfigured: { readonly evidence: Evidence; readonly look: Look },
  load: (settings: ReadonlyMap<string, Settings>) => Promise<Source<Evidence, Look>>,
): Source<Evidence, Look> {
  const configured = new Map(
    [...clusters].flatMap(([name, settings]) =>
      settings === undefined ? [] : [[name, settings] as const],
    ),
  );
  let loading: Promise<Source<Evidence, Look>> | undefined;
  const source = (): Promise<Source<Evidence, Look>> =>
    (loading ??= load(configured).catch((fault: unknown) => {
      loading = undefined; // whoever asks next tries anew
      throw fault;
    }));
  return {
    read: async (names, question) => {
      const asked = names.filter((name) => configured.has(name));
      const answers = asked.length === 0 ? [] : [...(await (await source()).read(asked, question))];
      const others = names.filter((name) => !configured.has(name));
      return new Map([...answers, ...others.map((name) => [name, unconfigured.evidence] as const)]);
    },
    examine: async (name, question) =>
      configured.has(name) ? (await source()).examine(name, question) : unconfigured.look,
  };
}
