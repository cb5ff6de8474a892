import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { freePort } from './free-port.ts';
import { stopProcess, waitUntil } from './process.ts';
import { installPackages } from './stack/install.ts';

export interface RealRedis {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const BINARY = '/usr/bin/redis-server';

/** Installs Debian’s redis-server where it is missing, and says so. The system’s own is not started. */
export function installRedisIfMissing(say: (text: string) => void): void {
  if (!existsSync(BINARY)) installPackages(['redis-server'], say);
}

/** A Redis of its own, on a free port unless it is named, which keeps everything in memory. */
export async function startRedis(folder: string, named?: number): Promise<RealRedis> {
  const port = named ?? (await freePort());
  const settings = ['--save', '', '--appendonly', 'no', '--bind', '127.0.0.1', '--dir', folder];
  const child = spawn(BINARY, ['--port', String(port), ...settings], { stdio: 'ignore' });
  await waitUntil('redis-server', child, 10_000, () => answers(port));
  return { url: `redis://127.0.0.1:${port}`, stop: () => stopProcess(child) };
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', reject);
  });
