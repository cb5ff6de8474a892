import { shortHost } from './host.ts';

/** What the hosts of a cluster are called, by all the names that its sources have for them. */
export interface HostNames {
  /** The short name where it can only mean this host; else the full one. */
  readonly nameOf: (host: string) => string;
  /** The full name behind a short one, where there is only one; else the name itself. */
  readonly fullNameOf: (host: string) => string;
  /** The hosts that a short name may mean, if these are several; else none. */
  readonly mayBe: (host: string) => readonly string[];
}

/**
 * Sources name one host in different ways: the log says `db-01`, the metrics `db-01.dc1.example`. A short name
 * means the one host that has it. Where two have it, both keep their full names, and the short one means
 * neither: two full names are never one host.
 */
export function hostNames(known: Iterable<string>): HostNames {
  const longNames = new Map<string, Set<string>>();
  for (const host of known) {
    const short = shortHost(host);
    if (short === host) continue;
    const others = longNames.get(short);
    if (others === undefined) longNames.set(short, new Set([host]));
    else others.add(host);
  }
  const namesakes = (short: string): readonly string[] => [...(longNames.get(short) ?? [])];
  return {
    nameOf: (host) => {
      const short = shortHost(host);
      return namesakes(short).every((other) => other === host) ? short : host;
    },
    fullNameOf: (host) => {
      const [only, ...more] = namesakes(host);
      return only === undefined || more.length > 0 ? host : only;
    },
    mayBe: (host) => {
      const hosts = namesakes(host);
      return hosts.length > 1 ? [...hosts].sort() : [];
    },
  };
}

/** A name that may mean several hosts. */
export interface DoubtfulHost {
  readonly host: string;
  readonly mayBe: readonly string[];
}

const NAMED = 3;

/** "db-01, which may be db-01.dc1 or db-01.dc2". */
export function doubtfulWords({ host, mayBe }: DoubtfulHost): string {
  const more = mayBe.length - NAMED;
  return `${host}, which may be ${[...mayBe.slice(0, NAMED), ...(more > 0 ? [`${more} others`] : [])].join(' or ')}`;
}
