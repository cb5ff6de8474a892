import { shortHost } from './host.ts';

/** The zones, such as Europe/Berlin, that hosts write local time in. */
export interface HostZones {
  /** Of all of them; undefined for UTC. */
  readonly timeZone?: string | undefined;
  /** Of single hosts, by their full names or short ones, in small letters. */
  readonly hostTimeZones?: Readonly<Record<string, string>> | undefined;
}

/**
 * The zone of a host; undefined for UTC. A full name goes before a short one. Where the log has a short name alone, and the
 * full ones that it may stand for are in different zones, none of them counts.
 */
export function zoneOf(
  { timeZone, hostTimeZones }: HostZones,
  host: string | undefined,
): string | undefined {
  if (host === undefined || hostTimeZones === undefined) return timeZone;
  const named = (name: string): string | undefined =>
    Object.hasOwn(hostTimeZones, name) ? hostTimeZones[name] : undefined;
  const ofFullName = (): string | undefined => {
    const full = Object.entries(hostTimeZones).filter(([name]) => shortHost(name) === host);
    const [zone, ...others] = new Set(full.map(([, one]) => one));
    return others.length === 0 ? zone : undefined;
  };
  return named(host) ?? named(shortHost(host)) ?? ofFullName() ?? timeZone;
}
