import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { runWale } from '../support/terminal.ts';

const LOG = 'test/fixtures/wal-e/04-push-hung-then-killed.syslog-json.log';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function statusOf(scenario: string, ...words: string[]) {
  const { at, ...rest } = readScenario(scenario);
  const servers = await replay({ at, ...rest });
  const env = {
    ELASTICSEARCH_URL: servers.elasticsearchUrl,
    PROMETHEUS_URL: servers.prometheusUrl,
  };
  const run = await runWale(['status', '--at', at, ...words], env);
  await servers.close();
  return run;
}

describe('wale status', () => {
  it.each([
    ['healthy', 0, 'OK'],
    ['metrics-stale', 1, 'WARNING'],
    ['upload-stuck', 2, 'CRITICAL'],
    ['both-down', 3, 'UNKNOWN'],
  ])('%s: exits with %i', async (scenario, exitCode, word) => {
    const run = await statusOf(scenario);

    expect(run.exitCode).toBe(exitCode);
    expect(run.out).toContain(`${word} main · `);
  });

  it('prints JSON that names verdict, primary, findings and what could not be read', async () => {
    const { out } = await statusOf('elasticsearch-down', '--output', 'json');

    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      cluster: 'main',
      at: '2026-11-24T12:00:00.000Z',
      verdict: { code: 'cannot-tell', severity: 'unknown' },
      primary: { host: 'patroni-01-db-lab' },
      unavailable: expect.arrayContaining([
        { source: 'elasticsearch', reason: 'timeout', detail: 'no answer in time' },
      ]),
    });
  });

  it('prints one line for Nagios, with performance data', async () => {
    const { out } = await statusOf('upload-stuck', '--output', 'nagios');

    expect(out).toMatch(
      /^WALE CRITICAL - main: an upload from patroni-01-db-lab is stuck: [^|]* \| last_upload_age=\d+s;;900;0 wal_waiting=14;42;2000;0\n$/,
    );
  });

  it('keeps to its deadline when a source never answers', async () => {
    const started = performance.now();

    const { exitCode } = await statusOf('both-down', '--timeout', '0.3');

    expect(exitCode).toBe(3);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('says what is stuck from a log file alone', async () => {
    const run = await runWale(['status', '--log-file', LOG, '--at', '2026-11-24 01:50:49.5Z']);
    const later = await runWale(['status', '--log-file', LOG, '--at', '2026-11-24T02:50:49Z']);

    expect(run.out).toContain('UNKNOWN');
    expect(later.out).toContain('the last upload in the log ended 59 min ago');
  });

  it('judges a copy of a log as of its newest record, says so, and names the host that pushes', async () => {
    const run = await runWale(['status', '--log-file', LOG]);
    const failing = await runWale(['status', '--log-file', 'test/fixtures/wal-g/failing-s3.log']);

    expect(run.out).toMatch(
      /as of 2026-11-24 01:51:00 UTC, the newest record of the log file, .* ago/,
    );
    expect(run.out).toContain('patroni-01-db-lab, the only host that pushes (by the log)');
    expect(run.out).toMatch(/the log file ends .* ago: if it is still written to/);
    expect(run.exitCode).toBe(3);
    expect(failing.out).toContain('CRITICAL');
    expect(failing.out).toContain('the latest 0 s ago');
    expect(failing.exitCode).toBe(2);
  });

  it('judges a log that is written to as of now', async () => {
    const path = join(folder, 'live.log');
    const line = readFileSync(LOG, 'utf8').split('\n')[0] ?? '';
    const now = new Date(Date.now() - 60_000).toISOString().slice(0, 19);
    writeFileSync(path, line.replaceAll(/2026-11-2\dT\d\d:\d\d:\d\d/g, now));

    const { out } = await runWale(['status', '--log-file', path]);

    expect(out).not.toContain('newest record');
  });

  it.each(['2026-11-24T12:00:00Z', '2026-11-25T01:51:00.250Z', '2026-11-26T05:38:43Z'])(
    'finds nothing stuck, and nothing to kill, in a file whose uploads ended before %s',
    async (at) => {
      const { out, exitCode } = await runWale(['status', '--log-file', LOG, '--at', at]);

      expect(exitCode).toBe(3);
      expect(out).not.toMatch(/stuck|kill/);
    },
  );

  it.each([
    ['wal-g/failing-s3.log', '2026-11-24T11:59:30Z', 'refuses the credentials', '/etc/wal-g.d/env'],
    ['wal-g/postgresql.log', '2026-11-24T11:59:50Z', 'misconfigured', '/etc/wal-g.d/env'],
    [
      'pgbackrest/06-push-sync-eacces.console.log',
      '2026-11-24T02:16:00Z',
      'permission denied',
      '/srv/pgbackrest/archive',
    ],
    [
      'pgbackrest/10-push-queue-max-dropped.console.log',
      '2026-11-24T02:17:30Z',
      'not in the archive',
      'archive-push-queue-max',
    ],
    [
      'barman/20-errors.barman.log',
      '2026-11-24T02:25:10Z',
      'are failing: ',
      '/var/log/barman/barman.log',
    ],
  ])('%s: says that uploads fail, why, and where to look', async (name, at, words, where) => {
    const { out, exitCode } = await runWale([
      'status',
      ...['--log-file', `test/fixtures/${name}`],
      ...['--at', at],
    ]);

    expect(exitCode).toBe(2);
    expect(out).toContain(words);
    expect(out).toContain(where);
  });

  it.each([
    ['wal-g/ok.log', '2026-11-24T11:59:55Z'],
    ['wal-g/failing-then-ok.log', '2026-11-24T11:59:20Z'],
    ['wal-g/migration.log', '2026-11-24T11:35:00Z'],
    ['pgbackrest/03-push-sync-ok.console.log', '2026-11-24T02:15:40Z'],
    ['barman/20-ok.barman.log', '2026-11-24T02:24:40Z'],
  ])('%s: finds no fault, and says healthy of no log alone', async (name, at) => {
    const { out, exitCode } = await runWale([
      'status',
      ...['--log-file', `test/fixtures/${name}`],
      ...['--at', at],
    ]);

    expect(exitCode).toBe(3);
    expect(out).toContain('the last upload in the log ended');
  });

  it.each([
    [
      'an unknown cluster',
      ['status', 'nope'],
      /^there is no cluster "nope"\. There is only main\n$/,
    ],
    ['a bad time', ['status', '--at', 'noon'], /--at: expected a time such as .*, got "noon"/],
    ['no such day', ['status', '--at', '2026-02-30'], /--at: expected a time/],
    ['a bad time-out', ['status', '--timeout', '-1'], /--timeout: expected seconds/],
    ['a missing file', ['status', '--log-file', '/nope'], /^cannot read \/nope: no such file\n$/],
    [
      'a missing configuration',
      ['status', '--config', '/nope'],
      /^cannot read the configuration file/,
    ],
    ['an unknown form', ['status', '--output', 'xml'], /Allowed choices are text, json, nagios/],
    ['an unknown command', ['stauts'], /unknown command 'stauts'/],
  ])('answers %s in one sentence and exits with 3', async (_what, words, sentence) => {
    const { exitCode, out, err } = await runWale(words);

    expect(exitCode).toBe(3);
    expect(out).toBe('');
    expect(err).toMatch(sentence);
    expect(err).not.toContain('    at ');
  });

  it.each([
    ['status', 'text'],
    ['status', 'json'],
    ['clusters', 'json'],
    ['doctor', 'json'],
  ])(
    'names its version, for whoever reports an answer: wale %s --output %s',
    async (name, output) => {
      const { out } = await runWale([name, '--output', output]);

      expect(out).toMatch(
        output === 'json' ? '"wale": "1.2.3 (0123abc)"' : ' · wale 1.2.3 (0123abc)\n',
      );
    },
  );

  it('asks for the name of a cluster when there are several', async () => {
    const path = join(folder, 'wale.yaml');
    writeFileSync(path, 'clusters: { gprd-main: , gprd-ci: }\n');

    const { exitCode, err } = await runWale(['status', '--config', path]);

    expect(exitCode).toBe(3);
    expect(err).toBe('expected the name of a cluster: gprd-main, gprd-ci\n');
  });

  it('cannot tell with nothing configured, and says what to set', async () => {
    const { exitCode, out } = await runWale(['status']);

    expect(exitCode).toBe(3);
    expect(out).toContain('set ELASTICSEARCH_URL');
    expect(out).toContain('set PROMETHEUS_URL');
  });
});
