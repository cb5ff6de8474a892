const HOST_NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * The canonical name of a host: `patroni-04-db-gprd` for
 * `patroni-04-db-gprd.c.gitlab-production.internal:9187`.
 * Log lines and labels are hostile text and a host name ends up in commands that people paste,
 * so whatever is not a host name is no host: undefined.
 */
export function canonicalHost(raw: string): string | undefined {
  const withoutPort = raw.replace(/:\d{1,5}$/, '');
  if (!HOST_NAME.test(withoutPort)) return undefined;
  if (IPV4.test(withoutPort)) return withoutPort;
  const [label = ''] = withoutPort.split('.', 1);
  return label.endsWith('-') ? undefined : label;
}
