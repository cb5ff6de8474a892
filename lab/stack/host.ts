import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../src/domain/error-code.ts';
import { pidOf, startDaemon, stopDaemon } from './daemons.ts';
import { inLab, type Node } from './layout.ts';
import { walDisk, WAL_DISK_ON_HOST } from './wal-disk.ts';

const holder = (node: Node): string => `${node.name}.host`;

/**
 * Gives a node a host name and a `/dev/log` of its own: WAL-E logs to `/dev/log` only, and the host
 * in its lines is what syslog says.
 */
export async function startHost(node: Node): Promise<void> {
  const ready = inLab('run', `${node.name}.ready`);
  rmSync(ready, { force: true });
  const script = join('lab', 'stack', 'host.sh');
  const disk = [walDisk(node), WAL_DISK_ON_HOST];
  startDaemon(holder(node), ['unshare', '--uts', '--mount', script, node.name, ready, ...disk]);
  for (let tries = 0; !existsSync(ready); tries++) {
    if (tries > 100) throw new Error(`${node.name} got no namespace: see log/${holder(node)}.log`);
    await sleep(50);
  }
  rmSync(ready);
}

/** The command, run on that host, in its time zone. */
export function onHost(node: Node, command: readonly string[]): readonly string[] {
  const pid = pidOf(holder(node));
  if (pid === undefined) throw new Error(`${node.name} is not up`);
  const inZone = ['env', `TZ=${node.timeZone}`, ...command];
  return ['nsenter', '--target', String(pid), '--uts', '--mount', ...inZone];
}

/** Runs a command there and waits for its end; what it wrote to stderr is in the error, should it fail. */
export function runOnHost(
  node: Node,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): void {
  const [program = '', ...args] = onHost(node, command);
  execFileSync(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
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
  for (const pid of pidsOn(node)) killIfThere(pid);
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

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (fault) {
    if (errorCode(fault) !== 'ESRCH') throw fault; // it ended by itself, perhaps with its parent
  }
}
