import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { runWale } from '../support/terminal.ts';

const LOG = 'test/fixtures/wal-e/12-push-skip-parallel.syslog-gitlabish.log';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const uploadsOf = async (...words: string[]): Promise<unknown> =>
  JSON.parse((await runWale(['uploads', '--output', 'json', ...words])).out);

describe('wale uploads', () => {
  it('lists a log file’s uploads as JSON', async () => {
    const { uploads, unread } = (await uploadsOf('--log-file', LOG)) as {
      uploads: unknown[];
      unread: unknown;
    };

    expect(unread).toEqual({ count: 0, samples: [] });
    expect(uploads).toHaveLength(4);
    expect(uploads[0]).toEqual({
      segment: '000000010000000000000013',
      host: 'patroni-01-db-lab',
      pid: 9740,
      archiver: 'wal-e',
      state: 'complete',
      beganAt: '2026-11-24T01:52:27.355Z',
      endedAt: '2026-11-24T01:52:27.458Z',
      rateKiBps: 342454,
    });
  });

  it('reads several files, packed ones too, and counts a record once', async () => {
    const packed = join(folder, 'wale.log.1.gz');
    writeFileSync(packed, gzipSync(readFileSync(LOG)));

    expect(await uploadsOf('--log-file', LOG, packed)).toEqual(await uploadsOf('--log-file', LOG));
  });

  it('reads lines that end in CR LF', async () => {
    const crlf = join(folder, 'crlf.log');
    writeFileSync(crlf, readFileSync(LOG, 'utf8').replaceAll('\n', '\r\n'));

    expect(await uploadsOf('--log-file', crlf)).toEqual(await uploadsOf('--log-file', LOG));
  });

  it('counts and shows what it could not read', async () => {
    const path = join(folder, 'odd.log');
    writeFileSync(path, 'hello \u001b[31m<!channel>\n');

    expect(await uploadsOf('--log-file', path)).toMatchObject({
      uploads: [],
      unread: { count: 1, samples: ['hello <!channel>'] },
    });
  });

  it('leaves out what came after the moment asked about', async () => {
    const { uploads } = (await uploadsOf(
      '--log-file',
      LOG,
      '--at',
      '2026-11-24T01:52:27.400Z',
    )) as {
      uploads: { state: string }[];
    };

    expect(uploads.map(({ state }) => state)).toEqual([
      'uploading',
      'uploading',
      'uploading',
      'skipped',
    ]);
  });

  it.each([
    ['wal-g/ok.log', 'wal-g', { complete: 4 }],
    ['wal-g/failing-then-ok.log', 'wal-g', { complete: 2, failed: 1 }],
    ['pgbackrest/03-push-sync-ok.console.log', 'pgbackrest', { complete: 4 }],
    ['pgbackrest/10-push-queue-max-dropped.console.log', 'pgbackrest', { failed: 4 }],
    ['barman/20-errors.barman.log', 'barman', { complete: 1, failed: 2 }],
  ])('lists the uploads of %s', async (name, archiver, counts) => {
    const { uploads, unread } = (await uploadsOf('--log-file', `test/fixtures/${name}`)) as {
      uploads: { state: string; archiver: string }[];
      unread: { count: number };
    };

    const count = (wanted: string): number =>
      uploads.filter(({ state }) => state === wanted).length;
    expect(unread.count).toBe(0);
    expect(new Set(uploads.map((upload) => upload.archiver))).toEqual(new Set([archiver]));
    expect({ complete: count('complete'), failed: count('failed') }).toEqual({
      complete: 0,
      failed: 0,
      ...counts,
    });
  });

  it('reads local times in the configured zone', async () => {
    const config = join(folder, 'wale.yaml');
    writeFileSync(config, 'timeZone: Europe/Berlin\n');
    const log = ['--log-file', 'test/fixtures/wal-g/ok.log', '--config', config];

    const { uploads } = (await uploadsOf(...log)) as { uploads: { endedAt: string }[] };

    expect(uploads[0]?.endedAt).toBe('2026-11-24T10:59:42.138Z');
  });

  it('prints a table, the newest last', async () => {
    const { out } = await runWale(['uploads', '--log-file', LOG, '--limit', '2']);

    expect(out).toMatch(/^segment +host +pid +state +began +took +rate\n/);
    expect(out.trim().split('\n')).toHaveLength(3);
  });

  it('asks Elasticsearch where there is no file', async () => {
    const scenario = readScenario('healthy');
    const servers = await replay(scenario);

    const { out, exitCode } = await runWale(['uploads', '--at', scenario.at], {
      ELASTICSEARCH_URL: servers.elasticsearchUrl,
    });
    await servers.close();

    expect(exitCode).toBe(0);
    expect(out).toContain('000000010000000000000009');
  });

  it.each([['no such file', '/nope', /cannot read \/nope: no such file/]])(
    'says so in one sentence: %s',
    async (_what, path, sentence) => {
      const { exitCode, err } = await runWale(['uploads', '--log-file', path]);

      expect(exitCode).toBe(3);
      expect(err).toMatch(sentence);
    },
  );

  it('says so when a .gz file is none', async () => {
    const path = join(folder, 'fake.gz');
    writeFileSync(path, 'plain');

    const { exitCode, err } = await runWale(['uploads', '--log-file', path]);

    expect(exitCode).toBe(3);
    expect(err).toContain('it is not a gzip file');
  });
});
