import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runWale } from '../support/terminal.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-unread-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const fileOf = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const UPLOAD = 'INFO: 2026/11/24 11:57:31.690200 FILE PATH: 000000030000001200000020.lz4\n';
const COMPLAINT = 'LOG:  archive command failed with exit code 1\n';
const COMMANDS = ['errors', 'uploads', 'status'] as const;

describe('a file that is no log', () => {
  it.each(
    COMMANDS.flatMap((command) =>
      (
        [
          [
            'text of another kind',
            'passwd',
            'root:x:0:0::/root:/bin/sh\nbob:x:1:1::/:/bin/sh\n',
            'begins with “root:x:0:0::/root:/bin/sh”',
          ],
          ['nothing', 'empty.log', '', 'is empty'],
          ['blank lines', 'blank.log', '\n\n  \n', 'is empty'],
          [
            'a program',
            'program',
            Buffer.from('\u007fELF\u0000\u0001 could not failed\n\u0000error\n'),
            'is no text',
          ],
          [
            'a packed file without its ending',
            'packed',
            gzipSync(UPLOAD),
            'its name must end in .gz',
          ],
        ] as const
      ).map(([what, name, content, words]) => [command, what, name, content, words] as const),
    ),
  )(
    'wale %s of %s says what came and what to do, and exits with 3',
    async (command, _what, name, content, words) => {
      const path = fileOf(`${command}-${name}`, content);

      const { exitCode, out } = await runWale([command, '--log-file', path]);

      expect(exitCode).toBe(3);
      expect(out).toContain(words);
      expect(out).toContain('expected the log of an archiver or of PostgreSQL');
      expect(out).not.toContain('\u0000');
      expect(out).not.toMatch(/^no (?:errors|uploads)$/m);
    },
  );

  it('beside a log is said, and an empty one costs nothing', async () => {
    const log = fileOf('wal-g.log', UPLOAD);
    const empty = fileOf('rotated.log', '');
    const strange = fileOf('strange', 'root:x:0:0\n');

    const withEmpty = await runWale(['errors', '--log-file', log, empty]);
    const withStrange = await runWale(['errors', '--log-file', log, strange]);

    expect(withEmpty.exitCode).toBe(0);
    expect(withEmpty.out).toMatch(/^no errors\n\n\S+rotated\.log is empty/);
    expect(withStrange.exitCode).toBe(3);
    expect(withStrange.out).toContain('not one of its lines');
  });
});

describe('a log of other programs alone', () => {
  const STRANGERS = `2026-11-24T11:51:00Z db1 walinator[12]: FATAL everything is broken\nNov 24 11:52:00 db1 sshd[13]: session opened\n`;

  it.each(['errors', 'uploads', 'status'])('has no answer of %s, and says so', async (command) => {
    const { exitCode, out } = await runWale([
      command,
      '--log-file',
      fileOf('other.log', STRANGERS),
    ]);

    expect(exitCode).toBe(3);
    expect(out).toContain('holds lines of other programs alone');
    expect(out).not.toMatch(/^no (?:errors|uploads)$/m);
  });

  it('costs nothing beside the log of an archiver', async () => {
    const log = fileOf('wal-g.log', UPLOAD);
    const others = fileOf('other.log', STRANGERS);

    const { exitCode, out } = await runWale(['errors', '--log-file', others, log]);

    expect(exitCode).toBe(0);
    expect(out).toBe('no errors\n');
  });
});

describe('a log of which lines were not understood', () => {
  it('has no "no errors", and the exit code 3', async () => {
    const log = ['--log-file', fileOf('odd.log', `${UPLOAD}push failed\nhello\n`)];

    const errors = await runWale(['errors', ...log]);
    const uploads = await runWale(['uploads', ...log]);

    expect(errors.exitCode).toBe(3);
    expect(errors.out).toBe(
      'no errors in what was understood\n\nnot understood: 2 lines of the log (1 looks like an error):\n  push failed\n  hello\n',
    );
    expect(uploads.exitCode).toBe(0);
    expect(uploads.out).toContain('not understood: 2 lines of the log');
  });

  it('lists the errors that were understood, and exits as ever', async () => {
    const log = fileOf('mixed.log', `2026-11-24 11:58:05.438 UTC [841] ${COMPLAINT}hello\n`);

    const { exitCode, out } = await runWale(['errors', '--log-file', log]);

    expect(exitCode).toBe(0);
    expect(out).toContain('archive command failed with exit code 1');
    expect(out).toContain('not understood: 1 line of the log:\n  hello');
  });

  it('is told in JSON, beside what there was before', async () => {
    const log = fileOf('json.log', `${UPLOAD}push failed\n`);

    for (const command of ['errors', 'uploads'] as const) {
      const { out } = await runWale([command, '--log-file', log, '--output', 'json']);
      expect(JSON.parse(out)).toMatchObject({
        unread: { count: 1, samples: ['push failed'], lookLikeErrors: 1 },
      });
    }
  });

  it('that are chatter has no errors, and the exit code 0', async () => {
    const log = fileOf(
      'chatter.log',
      `2026-11-24 11:57:25,749 INFO: no action. I am (a-0), the leader with the lock\n2026-11-24 11:57:26.000 UTC [1] LOG:  checkpoint starting: time\n${UPLOAD}`,
    );

    expect(await runWale(['errors', '--log-file', log])).toMatchObject({
      exitCode: 0,
      out: 'no errors\n',
    });
  });
});

describe('a complaint whose zone leaves its time open', () => {
  it('is said with what to set, and read once that is set', async () => {
    const log = ['--log-file', fileOf('ist.log', `2026-11-24 17:28:05.438 IST [841] ${COMPLAINT}`)];
    const config = ['--config', fileOf('wale.yaml', 'timeZone: Asia/Kolkata\n')];

    const open = await runWale(['errors', ...log]);
    const read = await runWale(['errors', ...log, ...config]);
    const status = await runWale(['status', ...log, '--at', '2026-11-24T12:00:00Z']);

    expect(open.exitCode).toBe(3);
    expect(open.out).toContain(
      '1 complaint about archiving: its time could not be read (zone IST): set timeZone',
    );
    expect(read.exitCode).toBe(0);
    expect(read.out).toContain('2026-11-24 11:58:05 UTC');
    expect(status.exitCode).toBe(3);
    expect(status.out).toContain('zone IST');
  });
});

describe('a file whose times lie in the future', () => {
  it('is said to be in another zone', async () => {
    const ahead = new Date(Date.now() + 50 * 60_000).toISOString().slice(0, 19);
    const line = UPLOAD.replace(
      '2026/11/24 11:57:31',
      ahead.replaceAll('-', '/').replace('T', ' '),
    );

    const { out } = await runWale(['uploads', '--log-file', fileOf('ahead.log', line)]);

    expect(out).toContain(
      'the times in 1 line lie 60 min in the future, as if in another zone: set timeZone',
    );
  });
});
