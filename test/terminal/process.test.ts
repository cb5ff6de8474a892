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
});
