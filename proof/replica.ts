import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** One process of Wale, as `wale serve` runs it, that can be killed and started again. */
export interface Replica {
  readonly port: number;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Whether it listens, as far as is known. */
  readonly isUp: () => boolean;
}

export function createReplica(
  port: number,
  configPath: string,
  env: Readonly<Record<string, string>>,
): Replica {
  let child: ChildProcess | undefined;
  let up = false;
  return {
    port,
    isUp: () => up,
    start: async () => {
      child = spawn(
        process.execPath,
        ['--import', 'tsx', 'src/main.ts', 'serve', '--config', configPath],
        {
          env: { ...process.env, ...env, PORT: String(port), LOG_LEVEL: 'fatal' },
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      for (let tries = 0; !(await listens(port)); tries += 1) {
        if (child.exitCode !== null) {
          throw new Error(`a replica ended by itself with code ${child.exitCode}`);
        }
        if (tries > 300) throw new Error('a replica did not come up within 30 s');
        await sleep(100);
      }
      up = true;
    },
    kill: async () => {
      if (child?.exitCode !== null || child.signalCode !== null) return;
      up = false;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function listens(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/slack/events`);
    return true;
  } catch {
    return false; // until its port is open
  }
}
