import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a server that was just started answers; fails if it ends or takes too long. */
export async function waitUntil(
  name: string,
  child: ChildProcess,
  withinMs: number,
  answers: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${name} ended with code ${child.exitCode}`);
    // Until the port is open, asking it fails.
    if (await answers().catch(() => false)) return;
    await sleep(200);
  }
  await stopProcess(child);
  throw new Error(`${name} did not answer within ${withinMs / 1000} s`);
}

/** Stops exactly this process, and waits until it is gone. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
