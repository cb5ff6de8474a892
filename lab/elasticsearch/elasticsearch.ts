import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { stopProcess, waitUntil } from '../process.ts';

export interface RealServer {
  readonly url: string;
  readonly version: string;
  readonly stop: () => Promise<void>;
}

/** Starts a real Elasticsearch with its data below `folder`; the first time, maven fetches it. The heap is as Java writes it. */
export async function startElasticsearch(folder: string, heap = '1g'): Promise<RealServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const script = join('lab', 'elasticsearch', 'start.sh');
  const child = spawn(script, [join(folder, 'elasticsearch'), String(port), heap], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await waitUntil('Elasticsearch', child, 180_000, async () => {
    const health = await fetch(`${url}/_cluster/health?wait_for_status=yellow`);
    return health.ok;
  });
  const nodes = (await (await fetch(`${url}/_nodes/_local/version`)).json()) as {
    readonly nodes?: Readonly<Record<string, { readonly version: string }>>;
  };
  const version = Object.values(nodes.nodes ?? {})[0]?.version ?? 'unknown';
  return { url, version, stop: () => stopProcess(child) };
}
