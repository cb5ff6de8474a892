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
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGzip, gzipSync } from 'node:zlib';
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

const fromStandardInput = (isPacked: boolean) =>
  readFrom(isPacked ? createReadStream(LOG).pipe(createGzip()) : createReadStream(LOG));

async function readFrom(log: Readable) {
  const words = ['--import', 'tsx', 'src/main.ts', 'status', '--log-file', '-', ...AT];
  const wale = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  log.pipe(wale.stdin);
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

  it.each([
    ['nothing', Buffer.alloc(0), 'standard input is empty'],
    ['a program', Buffer.from('\u007fELF\0\0'), 'standard input was not understood, it is no text'],
    ['a letter', Buffer.from('Dear all,\n'), 'standard input was not understood, not one of its'],
    ['half a gzip', gzipSync('x'.repeat(99)).subarray(0, 20), 'read standard input: the gzip file'],
  ])(
    '- is called standard input where it holds %s',
    async (_what, bytes, said) => {
      const { out } = await readFrom(Readable.from([bytes], { objectMode: false }));

      expect(out).toContain(said);
      expect(out).not.toContain(tmpdir());
    },
    30_000,
  );

  it('takes a folder and says what of it is not a regular file', async () => {
    cpSync(LOG, join(folder, 'walg.log'));
    mkdirSync(join(folder, 'older'));

    const { exitCode, out } = await runWale(['status', '--log-file', folder, ...AT]);

    expect(exitCode).toBe(2);
    expect(out).toContain(`of ${folder} only plain files were read, not ${join(folder, 'older')}`);
  });

  it('reads no file of the kernel, which may keep whoever reads it waiting for ever', async () => {
    const { exitCode, out } = await runWale(['status', '--log-file', '/proc/self/status']);

    expect(exitCode).toBe(3);
    expect(out).toContain(
      'cannot read /proc/self/status: it is not a regular file, but a pipe, a device, a socket or a file of the kernel',
    );
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

    expect(out).toContain(`${join(folder, 'b.log.gz')} was not read: it is not a gzip file`);
    expect(out).toContain(`${join(folder, 'c.log')} was not read: ENOENT`);
    expect(out).toMatch(/[0-9A-F]{24}/);
  });

  it('passes over what of a folder is no log, with a word', async () => {
    cpSync(LOG, join(folder, 'current'));
    writeFileSync(join(folder, 'lock'), '');
    writeFileSync(join(folder, 'config'), 's1000000\nn10\n# rotate or fail\n');
    writeFileSync(join(folder, 'state'), '@4000000067431d3a half a line, failed to process\n');
    writeFileSync(join(folder, 'wal-g.pid'), '4711\n');
    writeFileSync(join(folder, '000000030000001200000022'), Buffer.from([0, 1, 2, 0, 10, 255]));

    const { exitCode, out } = await runWale(['errors', '--log-file', folder, ...AT]);
    const files = ['lock', 'config', 'state', 'wal-g.pid', '000000030000001200000022'];

    expect(exitCode).toBe(0);
    expect(out).toContain('AccessDenied');
    for (const name of files) expect(out).toContain(join(folder, name));
    expect(out).not.toContain('not understood: ');
  });

  it.each([
    ['a log that was packed', 'older', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 10])],
    ['a log packed by another program', 'wal-g.log.1.xz', Buffer.from([0xfd, 0x37, 0x7a, 0, 10])],
    ['what is called a log', 'wal-g.log.1', 'nobody knows this\n'],
    ['lines with times', 'spool', '2026-11-24 11:58:00 nobody knows this\n'],
    ['lines that look like errors', 'spool', 'could not do this\n'],
  ])('stays loud about %s in a folder', async (_what, name, content) => {
    cpSync('test/fixtures/wal-e/12-push-skip-parallel.syslog-gitlabish.log', join(folder, 'a.log'));
    writeFileSync(join(folder, name), content);

    const { exitCode } = await runWale(['errors', '--log-file', folder, ...AT]);

    expect(exitCode).toBe(3);
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
