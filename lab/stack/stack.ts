import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { archiver, chooseArchiver, configureArchiver, makeStore } from './archiver.ts';
import type { LabArchiverName } from './archivers/lab-archiver.ts';
import { prepareBaseBackups, runBaseBackup } from './base-backup.ts';
import { daemonNames, isRunning, stopDaemon } from './daemons.ts';
import { makeLogIndex, startElasticsearch } from './elasticsearch.ts';
import { startGates } from './gates.ts';
import { stopHost } from './host.ts';
import { installWhatIsMissing } from './install.ts';
import { inLab, LAB, NODES, OTHER_NODE } from './layout.ts';
import { startLoad } from './load.ts';
import { startPrometheus, startPushgateway } from './metrics.ts';
import { bootNode, watchNode } from './node.ts';
import { installObjectStore, startObjectStore } from './object-store.ts';
import { primaryNode, startEtcd, waitForCluster } from './patroni.ts';
import { unmountWalDisk } from './wal-disk.ts';
import { configureWale } from './wale-config.ts';

type Say = (text: string) => void;

export async function up(archiverName: LabArchiverName, say: Say): Promise<void> {
  if (daemonNames().some(isRunning))
    throw new Error('the lab is up already, at least in part: lab down first');
  // What a lab left that was killed, as by a reboot, would be the new one's past: its index, its WAL, its mounts.
  await down();
  mkdirSync(LAB, { recursive: true });
  chmodSync(LAB, 0o755);
  chooseArchiver(archiverName);
  installWhatIsMissing(say);
  if (archiver().storesInS3) installObjectStore(say);
  makeStore();
  configureArchiver();
  configureWale();

  say('starting etcd, Elasticsearch, Prometheus');
  startEtcd();
  startPushgateway();
  startPrometheus();
  startGates();
  const objectStore = archiver().storesInS3 ? startObjectStore() : undefined;
  const elasticsearch = startElasticsearch();
  say('starting three hosts with Patroni');
  for (const node of NODES) await bootNode(node);
  await objectStore;
  await elasticsearch;
  await makeLogIndex();
  await waitForCluster(NODES.length, 110_000);
  const primary = await primaryNode();
  if (primary === undefined) throw new Error('Patroni names no primary');
  archiver().prepareStore(primary);
  for (const node of NODES) watchNode(node);
  startLoad();
  say('taking a base backup');
  prepareBaseBackups(primary);
  runBaseBackup(primary);
}

/** Fetched once, and kept for the next `up`. */
const PROGRAMS = ['wal-e', 's3rver'];

/** Stops all that runs and removes what was written; what was installed too, if `programs` says so. */
export async function down(programs = false): Promise<void> {
  const nodes = [...NODES, OTHER_NODE];
  const hosts = nodes.map(({ name }) => `${name}.host`);
  const daemons = daemonNames().filter((name) => !hosts.includes(name));
  for (const name of daemons.filter((name) => name.startsWith('load'))) await stopDaemon(name);
  await Promise.all(daemons.map((name) => stopDaemon(name, 8000)));
  for (const node of nodes) await stopHost(node);
  for (const node of nodes) unmountWalDisk(node);
  if (!existsSync(LAB)) return;
  for (const file of readdirSync(LAB)) {
    if (programs || !PROGRAMS.includes(file)) rmSync(inLab(file), { recursive: true, force: true });
  }
  if (programs) rmSync(LAB, { recursive: true, force: true });
}
