import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';

it('the demo ends without a word where its reader has left', async () => {
  const demo = spawn(process.execPath, ['--import', 'tsx', 'demo/demo.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints = text(demo.stderr);
  await once(demo.stdout, 'data');
  demo.stdout.destroy();
  const [exitCode] = (await once(demo, 'exit')) as [number | null];

  expect(await complaints).toBe('');
  expect(exitCode).toBe(0);
}, 60_000);
