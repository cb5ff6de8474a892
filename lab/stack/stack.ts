import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { configureArchiver, makeStore } from './archiver.ts';
import { daemonNames, isRunning, stopDaemon } from './daemons.ts';
import { makeLogIndex, startElasticsearch } from './elasticsearch.ts';
import { startHost, stopHost } from './host.ts';
import { installWhatIsMissing } from './install.ts';
import { inLab, LAB, NODES, PORTS, url } from './layout.ts';
import { startLoad } from './load.ts';
import { startExporter, startMtail, startPrometheus, startPushgateway } from './metrics.ts';
import { startEtcd, startPatroni, waitForCluster } from './patroni.ts';
import { archiverLog, startCollector, startShipper } from './syslog.ts';

type Say = (text: string) => void;

export const WALE_CONFIG = inLab('wale.yaml');

/**
 * The defaults, about fifteen times faster: a fault is to be judged within a minute or two, and the
 * load fills a segment every few seconds.
 */
const CONFIG = {
  elasticsearch: { url: url(PORTS.elasticsearch) },
  prometheus: { url: url(PORTS.prometheus) },
  thresholds: {
    uploadMaxAge: '60s',
    uploadStuckAfter: '20s',
    failoverGrace: '20s',
    shippingAllowance: '12s',
    metricAllowance: '12s',
    walWaitingWarning: 12,
    walWaitingCritical: 60,
  },
};

export async function up(say: Say): Promise<void> {
  if (daemonNames().some(isRunning))
    throw new Error('the lab is up already, at least in part: lab down first');
  mkdirSync(LAB, { recursive: true });
  chmodSync(LAB, 0o755);
  installWhatIsMissing(say);
  makeStore();
  configureArchiver();
  writeFileSync(WALE_CONFIG, stringify(CONFIG));

  say('starting etcd, Elasticsearch, Prometheus');
  startEtcd();
  startPushgateway();
  startPrometheus();
  const elasticsearch = startElasticsearch();
  say('starting three hosts with Patroni');
  for (const node of NODES) {
    await startHost(node);
    startPatroni(node);
    startCollector(node);
  }
  await elasticsearch;
  await makeLogIndex();
  await waitForCluster(NODES.length, 110_000);
  for (const node of NODES) {
    // mtail and the shipper follow a file from its beginning only if it is there.
    writeFileSync(archiverLog(node), '', { flag: 'a' });
    startShipper(node);
    startMtail(node);
    startExporter(node);
  }
  startLoad();
}

/** Stops all that runs and removes what was written, but for what was installed. */
export async function down(): Promise<void> {
  const hosts = NODES.map(({ name }) => `${name}.host`);
  const daemons = daemonNames().filter((name) => !hosts.includes(name));
  for (const name of daemons.filter((name) => name === 'load')) await stopDaemon(name);
  await Promise.all(daemons.map((name) => stopDaemon(name, 8000)));
  for (const node of NODES) await stopHost(node);
  for (const folder of [
    'etcd',
    'elasticsearch',
    'prometheus',
    'store',
    'archiver',
    'run',
    'log',
    'mtail',
  ]) {
    if (existsSync(inLab(folder))) rmSync(inLab(folder), { recursive: true, force: true });
  }
  for (const node of NODES) rmSync(node.home, { recursive: true, force: true });
  for (const file of ['prometheus.yml', 'exporter-queries.yaml', 'wale.yaml'])
    rmSync(inLab(file), { force: true });
}
