import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inLab } from './layout.ts';

const pidFile = (name: string): string => inLab('run', `${name}.pid`);

/** A process is known by its pid and the moment it started: pids are used again. */
interface Daemon {
  readonly pid: number;
  readonly startedAt: string;
}

/** Starts a program that goes on after we end. What it prints is in `log/NAME.log`. */
export function startDaemon(
  name: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): number {
  if (isRunning(name)) throw new Error(`${name} already runs`);
  mkdirSync(inLab('run'), { recursive: true });
  mkdirSync(inLab('log'), { recursive: true });
  const log = openSync(inLab('log', `${name}.log`), 'a');
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
  });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error(`${name}: ${program} could not be started`);
  const daemon: Daemon = { pid: child.pid, startedAt: startTime(child.pid) ?? '' };
  writeFileSync(pidFile(name), JSON.stringify(daemon));
  return child.pid;
}

export const isRunning = (name: string): boolean => pidOf(name) !== undefined;

/** The pid, if the process that we started under this name still lives. */
export function pidOf(name: string): number | undefined {
  if (!existsSync(pidFile(name))) return undefined;
  const daemon = JSON.parse(readFileSync(pidFile(name), 'utf8')) as Daemon;
  return startTime(daemon.pid) === daemon.startedAt ? daemon.pid : undefined;
}

export const daemonNames = (): readonly string[] =>
  existsSync(inLab('run'))
    ? readdirSync(inLab('run'))
        .filter((file) => file.endsWith('.pid'))
        .map((file) => file.slice(0, -'.pid'.length))
        .sort()
    : [];

export function signalDaemon(name: string, signal: NodeJS.Signals): void {
  const pid = pidOf(name);
  if (pid === undefined) throw new Error(`${name} does not run`);
  process.kill(pid, signal);
}

/** Ends a process: asks, waits, then kills. */
export async function stopDaemon(name: string, patienceMs = 5000): Promise<void> {
  const pid = pidOf(name);
  if (pid !== undefined) {
    process.kill(pid, 'SIGCONT');
    process.kill(pid, 'SIGTERM');
    const deadline = Date.now() + patienceMs;
    while (isRunning(name) && Date.now() < deadline) await sleep(50);
    if (isRunning(name)) process.kill(pid, 'SIGKILL');
    while (isRunning(name)) await sleep(20);
  }
  rmSync(pidFile(name), { force: true });
}

/** Field 22 of /proc/PID/stat; undefined for a process that is gone or a zombie. See proc(5). */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
