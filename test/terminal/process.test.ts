import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';

const LOG = 'test/fixtures/wal-e/04-push-hung-then-killed.syslog-json.log';

describe('the process', () => {
  it('ends as it would have where the reader of its output has left', async () => {
    const words = ['--import', 'tsx', 'src/main.ts', 'status', '--log-file', LOG];
    const wale = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    wale.stdout.destroy();

    const [stderr] = await Promise.all([text(wale.stderr), once(wale, 'exit')]);

    // 2 is critical: an upload hangs in this log.
    expect({ stderr, code: wale.exitCode }).toEqual({ stderr: '', code: 2 });
  }, 30_000);
});
