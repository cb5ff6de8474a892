import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pidOf, startDaemon, stopDaemon } from './daemons.ts';
import { inLab, type Node } from './layout.ts';

const holder = (node: Node): string => `${node.name}.host`;

/**
 * Gives a node a host name and a `/dev/log` of its own: WAL-E logs to `/dev/log` only, and the host
 * in its lines is what syslog says.
 */
export async function startHost(node: Node): Promise<void> {
  const ready = inLab('run', `${node.name}.ready`);
  rmSync(ready, { force: true });
  const script = join('lab', 'stack', 'host.sh');
  startDaemon(holder(node), ['unshare', '--uts', '--mount', script, node.name, ready]);
  for (let tries = 0; !existsSync(ready); tries++) {
    if (tries > 100) throw new Error(`${node.name} got no namespace: see log/${holder(node)}.log`);
    await sleep(50);
  }
  rmSync(ready);
}

/** The command, run on that host. */
export function onHost(node: Node, command: readonly string[]): readonly string[] {
  const pid = pidOf(holder(node));
  if (pid === undefined) throw new Error(`${node.name} is not up`);
  return ['nsenter', '--target', String(pid), '--uts', '--mount', ...command];
}

export const asPostgres = (command: readonly string[]): readonly string[] => [
  'setpriv',
  '--reuid=postgres',
  '--regid=postgres',
  '--init-groups',
  ...command,
];

/** Ends the host with all that still runs on it: PostgreSQL, a hung upload. */
export async function stopHost(node: Node): Promise<void> {
  for (const pid of pidsOn(node)) process.kill(pid, 'SIGKILL');
  await stopDaemon(holder(node));
}

/** The processes of a host, but for the one that holds it open. */
export function pidsOn(node: Node): readonly number[] {
  const first = pidOf(holder(node));
  if (first === undefined) return [];
  const namespace = namespaceOf(first);
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== first && namespaceOf(pid) === namespace);
}

function namespaceOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return undefined; // gone by now
  }
}
