import { listenOnLoopback, type LoopbackServer } from '../lab/scenario/loopback.ts';

/** A Prometheus that knows who is a replica in each cluster, and nothing else. */
export interface RolesServer extends LoopbackServer {
  /** From now on the cluster has two primaries. */
  readonly breakCluster: (name: string) => void;
  /** From now on it answers nothing. */
  readonly refuse: () => void;
}

/** Which clusters a query is about: env="a", or env=~"a|b". */
const ENVIRONMENTS = /\benv=~?"([^"]*)"/;

export async function startRolesServer(): Promise<RolesServer> {
  const broken = new Set<string>();
  let refuses = false;
  const server = await listenOnLoopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined); // a process that was killed hangs up
    request.on('end', () => {
      if (refuses) {
        response.writeHead(503).end('no');
        return;
      }
      const inUrl = new URL(request.url ?? '/', 'http://loopback').searchParams;
      const fields = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
      const field = (name: string): string => fields.get(name) ?? inUrl.get(name) ?? '';
      const query = field('query');
      const names = (ENVIRONMENTS.exec(query)?.[1] ?? '').split('|');
      const result = query.includes('pg_replication_is_replica')
        ? names.flatMap((name) => [
            series(name, 1, 0, field),
            series(name, 2, broken.has(name) ? 0 : 1, field),
          ])
        : [];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
    });
  });
  return {
    ...server,
    breakCluster: (name) => broken.add(name),
    refuse: () => {
      refuses = true;
    },
  };
}

function series(cluster: string, host: number, value: number, field: (name: string) => string) {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number.parseFloat(field(name)));
  const values: [number, string][] = [];
  for (let at = start ?? 0; at <= (end ?? 0); at += step ?? 60) values.push([at, String(value)]);
  return { metric: { env: cluster, fqdn: `${cluster}-db-${host}` }, values };
}
