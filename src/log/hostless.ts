import { unreadHosts, type UnreadHosts } from '../domain/unread-hosts.ts';

/** Names of hosts that could not be read, of those lines that told something and have no other host. */
export interface Hostless {
  /** A line begins, and its document names this host; undefined where it names none, or one that is read. */
  readonly begin: (name: string | undefined) => void;
  /** So does what a log daemon put in front of it. */
  readonly framedWith: (name: string | undefined) => void;
  /** The line belongs to nobody: if it named a host, that is told. */
  readonly miss: () => void;
  readonly total: () => UnreadHosts | undefined;
}

export function createHostless(): Hostless {
  const missed: string[] = [];
  let current: string | undefined;
  return {
    begin: (name) => {
      current = name;
    },
    framedWith: (name) => {
      current ??= name;
    },
    miss: () => {
      if (current !== undefined) missed.push(current);
    },
    total: () => unreadHosts(missed),
  };
}
