import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiver } from './archiver.ts';
import { daemonNames, stopDaemon } from './daemons.ts';
import { startHost, stopHost } from './host.ts';
import type { Node } from './layout.ts';
import { startExporter, startMtail, startNodeExporter } from './metrics.ts';
import { startPatroni } from './patroni.ts';
import { archiverLog, startCollector, startShipper } from './syslog.ts';
import { mountWalDisk, wipeWalDisk } from './wal-disk.ts';

/** Starts a host with its database. What watches it comes with `watchNode`, once there is something to see. */
export async function bootNode(node: Node): Promise<void> {
  mountWalDisk(node);
  archiver().prepareHost(node);
  await startHost(node);
  startPatroni(node);
  startCollector(node);
}

export function watchNode(node: Node): void {
  // mtail and the shipper follow a file from its beginning only if it is there.
  writeFileSync(archiverLog(node), '', { flag: 'a' });
  startShipper(node);
  startMtail(node);
  startExporter(node);
  startNodeExporter(node);
}

/** The power fails: everything of this host dies at once, and what was on its disk stays. */
export async function crashNode(node: Node): Promise<void> {
  await stopHost(node);
  for (const name of daemonNames().filter((name) => name.startsWith(`${node.name}.`))) {
    await stopDaemon(name, 0);
  }
  // rsyslog does not start beside its own stale pid file.
  for (const file of ['rsyslog.pid', 'shipper.pid']) rmSync(join(node.home, file), { force: true });
}

/** As `patronictl reinit`: the node loses its data, and with it what only it had. */
export function wipeData(node: Node): void {
  rmSync(join(node.home, 'data'), { recursive: true, force: true });
  wipeWalDisk(node);
}

export const hasData = (node: Node): boolean => existsSync(join(node.home, 'data', 'PG_VERSION'));
