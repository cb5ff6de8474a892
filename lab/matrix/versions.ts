import { execFileSync } from 'node:child_process';
import { archiver } from '../stack/archiver.ts';
import { PORTS, url } from '../stack/layout.ts';

const PACKAGES = [
  'postgresql-15',
  'patroni',
  'etcd-server',
  'rsyslog',
  'mtail',
  'prometheus',
  'prometheus-postgres-exporter',
  'prometheus-pushgateway',
];

/** What ran: the servers, and the peers that were asked. */
export async function versions(
  peers: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const nodes = (await (
    await fetch(`${url(PORTS.elasticsearch)}/_nodes/_local/version`)
  ).json()) as { readonly nodes: Readonly<Record<string, { readonly version: string }>> };
  const listing = execFileSync(
    'dpkg-query',
    ['-W', '-f', '${Package} ${Version}\n', ...PACKAGES, ...peers],
    { encoding: 'utf8' },
  );
  return {
    node: process.version,
    [archiver().name]: archiver().version(),
    elasticsearch: Object.values(nodes.nodes)[0]?.version ?? 'unknown',
    ...Object.fromEntries(
      listing
        .trim()
        .split('\n')
        .map((line) => line.split(' ') as [string, string]),
    ),
  };
}
