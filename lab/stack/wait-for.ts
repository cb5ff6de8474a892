import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until it is so. A question that fails counts as no. */
export async function waitFor(
  what: string,
  withinMs: number,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${what}: not seen within ${withinMs / 1000} s`);
    await sleep(300);
  }
}
