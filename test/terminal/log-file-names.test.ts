import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createReadStream,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runWale } from '../support/terminal.ts';

const LOG = 'test/fixtures/wal-g/failing-s3.log';
const AT = ['--at', '2026-11-24T11:59:30Z'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function fromStandardInput(isPacked: boolean) {
  const words = ['--import', 'tsx', 'src/main.ts', 'status', '--log-file', '-', ...AT];
  const wale = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const log = createReadStream(LOG);
  (isPacked ? log.pipe(createGzip()) : log).pipe(wale.stdin);
  const [out] = await Promise.all([text(wale.stdout), text(wale.stderr), once(wale, 'exit')]);
  return { out, code: wale.exitCode };
}

describe('--log-file', () => {
  it.each([false, true])(
    '- is standard input (packed: %s)',
    async (isPacked) => {
      const { out, code } = await fromStandardInput(isPacked);

      expect(code).toBe(2);
      expect(out).toContain('🔴 CRITICAL main · ');
    },
    30_000,
  );

  it('takes a folder and says what of it is no plain file', async () => {
    cpSync(LOG, join(folder, 'walg.log'));
    mkdirSync(join(folder, 'older'));

    const { exitCode, out } = await runWale(['status', '--log-file', folder, ...AT]);

    expect(exitCode).toBe(2);
    expect(out).toContain(`of ${folder} only plain files were read, not ${join(folder, 'older')}`);
  });

  it('takes a pattern, and a file with such a name as it is', async () => {
    cpSync(LOG, join(folder, 'walg.log.1'));
    writeFileSync(join(folder, 'other.txt'), 'no log\n');
    const byPattern = await runWale(['status', '--log-file', join(folder, 'walg.log*'), ...AT]);
    cpSync(LOG, join(folder, 'walg[1].log'));
    const byName = await runWale(['status', '--log-file', join(folder, 'walg[1].log'), ...AT]);

    expect(byPattern.exitCode).toBe(2);
    expect(byPattern.out).not.toContain('other.txt');
    expect(byName.exitCode).toBe(2);
  });

  it('reads the 32 that changed last and names the rest', async () => {
    for (let day = 0; day < 34; day += 1) {
      const path = join(folder, `walg.log.${day}`);
      cpSync(LOG, path);
      utimesSync(path, 1_790_000_000 - day, 1_790_000_000 - day);
    }

    const { out } = await runWale(['status', '--log-file', folder, ...AT]);

    expect(out).toContain(
      `of ${folder} the 32 files changed last were read, and 2 older ones were not: ${join(folder, 'walg.log.32')}, ${join(folder, 'walg.log.33')}`,
    );
  });

  it('names what of a folder cannot be read, reads the rest', async () => {
    cpSync('test/fixtures/wal-e/12-push-skip-parallel.syslog-gitlabish.log', join(folder, 'a.log'));
    writeFileSync(join(folder, 'b.log.gz'), 'not packed');
    symlinkSync(join(folder, 'gone'), join(folder, 'c.log'));

    const { out } = await runWale(['uploads', '--log-file', folder, ...AT]);

    expect(out).toContain(`${join(folder, 'b.log.gz')} was not read: it is no gzip file`);
    expect(out).toContain(`${join(folder, 'c.log')} was not read: ENOENT`);
    expect(out).toMatch(/[0-9A-F]{24}/);
  });

  it('says where nothing matches, and where a folder is empty', async () => {
    const none = await runWale(['uploads', '--log-file', join(folder, '*.log'), ...AT]);
    const empty = await runWale(['uploads', '--log-file', folder, ...AT]);

    for (const { exitCode, err } of [none, empty]) {
      expect(exitCode).toBe(3);
      expect(err).toContain('there is no file in it, or none that matches');
    }
  });
});
