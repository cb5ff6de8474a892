import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealServer } from './elasticsearch/elasticsearch.ts';
import { freePort } from './free-port.ts';
import { stopProcess, waitUntil } from './process.ts';

/** Starts a real Prometheus that holds exactly the samples of an OpenMetrics text. */
export async function startPrometheus(folder: string, samples: string): Promise<RealServer> {
  const home = join(folder, 'prometheus');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, 'data'), { recursive: true });
  writeFileSync(join(home, 'samples.om'), samples);
  writeFileSync(join(home, 'prometheus.yml'), 'scrape_configs: []\n');
  if (samples.trim() !== '# EOF') {
    execFileSync('promtool', [
      ...['tsdb', 'create-blocks-from', 'openmetrics'],
      ...[join(home, 'samples.om'), join(home, 'data')],
    ]);
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(home, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(home, 'data')}`,
      '--storage.tsdb.retention.time=10y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  await waitUntil('Prometheus', child, 30_000, async () => (await fetch(`${url}/-/ready`)).ok);
  const info = (await (await fetch(`${url}/api/v1/status/buildinfo`)).json()) as {
    readonly data: { readonly version: string };
  };
  return { url, version: info.data.version, stop: () => stopProcess(child) };
}
