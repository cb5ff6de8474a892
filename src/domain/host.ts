const LABEL = '[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?';
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'i');
const LONGEST = 253;
const FOUR_NUMBERS = /^\d+(?:\.\d+){3}$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * The full name of a host, as every source that names it in full gives it: in small letters, without the port
 * and the final dot; an address in the one form that RFC 5952 gives it, an IPv4-mapped one as IPv4.
 * Log lines and labels are hostile text and a host name ends up in commands that people paste,
 * so whatever is not a host name is no host: undefined. So is an address with a zone (`fe80::1%eth0`),
 * which means another host on each host. What the answers call the host is decided in `host-names.ts`.
 */
export function readHost(raw: string): string | undefined {
  const hasColon = raw.includes(':');
  const address = hasColon ? readIpv6(raw) : undefined;
  if (address !== undefined) return address;
  const name = (hasColon ? raw.replace(/:\d{1,5}$/, '') : raw).replace(/\.$/, '');
  if (name.length > LONGEST || !HOST_NAME.test(name)) return undefined;
  if (FOUR_NUMBERS.test(name) && !IPV4.test(name)) return undefined;
  return name.toLowerCase();
}

/** With or without brackets. A port behind an address without brackets is only one if it cannot be a part of it. */
function readIpv6(raw: string): string | undefined {
  const inside = /^\[([^\]]{2,45})\](?::\d{1,5})?$/.exec(raw)?.[1];
  if (inside !== undefined) return parseIpv6(inside);
  return parseIpv6(raw) ?? parseIpv6(raw.replace(/:\d{1,5}$/, ''));
}

function parseIpv6(text: string): string | undefined {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || !/:.*:/.test(text)) return undefined;
  const url = `http://[${text}]/`;
  if (!URL.canParse(url)) return undefined;
  const address = new URL(url).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const bytes = [high, low]
    .map((part) => parseInt(part, 16))
    .flatMap((two) => [two >> 8, two & 255]);
  return bytes.join('.');
}

/** The first label of a full name; of an address, all of it. */
export const shortHost = (host: string): string =>
  host.includes(':') || IPV4.test(host) ? host : (host.split('.', 1)[0] ?? host);

/** Of two names that one record gives for its host, the fuller where they are short and long form of one. */
export const fuller = (host: string, other: string | undefined): string =>
  other !== undefined && shortHost(other) === host ? other : host;
