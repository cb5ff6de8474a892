import { shortHost } from './host.ts';

/** The zones, such as Europe/Berlin, that hosts write local time in. */
export interface HostZones {
  /** Of all of them; undefined for UTC. */
  readonly timeZone?: string | undefined;
  /** Of single hosts, by their full names or short ones, in small letters. */
  readonly hostTimeZones?: Readonly<Record<string, string>> | undefined;
}

/** The zone of a host; undefined for UTC. A full name goes before a short one. */
export function zoneOf(
  { timeZone, hostTimeZones = {} }: HostZones,
  host: string | undefined,
): string | undefined {
  if (host === undefined) return timeZone;
  const named = (name: string): string | undefined =>
    Object.hasOwn(hostTimeZones, name) ? hostTimeZones[name] : undefined;
  const ofFullName = (): string | undefined =>
    Object.entries(hostTimeZones).find(([name]) => shortHost(name) === host)?.[1];
  return named(host) ?? named(shortHost(host)) ?? ofFullName() ?? timeZone;
}
