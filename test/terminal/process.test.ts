import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';

const LOG = 'test/fixtures/wal-g/failing-s3.log';
const AT = '2026-11-24T11:59:30Z';

describe('the process', () => {
  it('ends as it would have where the reader of its output has left', async () => {
    const words = ['--import', 'tsx', 'src/main.ts', 'status', '--log-file', LOG, '--at', AT];
    const wale = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    wale.stdout.destroy();

    const [stderr] = await Promise.all([text(wale.stderr), once(wale, 'exit')]);

    // 2 is critical: uploads fail in this log.
    expect({ stderr, code: wale.exitCode }).toEqual({ stderr: '', code: 2 });
  }, 30_000);

  it('ends once all is said, whatever is left unfinished', async () => {
    const somethingForEver = 'data:text/javascript,setInterval(() => undefined, 1000)';
    const words = [
      ...['--import', 'tsx', '--import', somethingForEver],
      ...['src/main.ts', 'status', '--log-file', LOG, '--at', AT, '--output', 'json'],
    ];
    const wale = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });

    const [stdout] = await Promise.all([text(wale.stdout), once(wale, 'exit')]);

    expect(JSON.parse(stdout)).toMatchObject({ cluster: 'main' });
    expect(wale.exitCode).toBe(2);
  }, 30_000);

  it('that watches ends at Ctrl+C with the exit code of its last answer', async () => {
    const words = ['--import', 'tsx', 'src/main.ts', 'watch', '--log-file', LOG, '--every', '60'];
    const wale = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(wale, 'exit');
    const stderr = text(wale.stderr);
    const [line] = (await once(wale.stdout, 'data')) as [Buffer];
    wale.kill('SIGINT');
    await ended;

    expect(line.toString()).toMatch(
      /^2026-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}\S+ CRITICAL main · .*\n$/,
    );
    expect({ stderr: await stderr, code: wale.exitCode }).toEqual({ stderr: '', code: 2 });
  }, 30_000);

  it('that serves is not ended by a SIGHUP that comes while its first package is loaded', async () => {
    const hangUpAtFirstPackage = `
      import { register } from 'node:module';
      const hook = "export const resolve = (name, context, next) => {"
        + " if (name === 'commander') process.kill(process.pid, 'SIGHUP');"
        + " return next(name, context); }";
      register('data:text/javascript,' + encodeURIComponent(hook));`;
    const words = [
      ...['--import', 'tsx', '--import', `data:text/javascript,${hangUpAtFirstPackage}`],
      ...['src/main.ts', 'serve', '--config', 'test/no-such-folder/wale.yaml'],
    ];
    const wale = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });

    const [stderr] = await Promise.all([text(wale.stderr), once(wale, 'exit')]);

    expect({ signal: wale.signalCode, stderr }).toEqual({
      signal: null,
      stderr: expect.stringContaining('no such file'),
    });
  }, 30_000);
});
