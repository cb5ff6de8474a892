import { describe, expect, it } from '@jest/globals';
import { runWale } from '../support/terminal.ts';

const FAILED = 'test/fixtures/wal-e/60-syslog-variant-cstyle.log';
const REPLICA = 'test/fixtures/wal-e/31-backup-push-pg15-replica.syslog-gitlabish.log';

describe('wale errors', () => {
  it('names time, host, what was done and the cause, with the words that it stands on', async () => {
    const { exitCode, out } = await runWale(['errors', '--log-file', FAILED]);

    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^2026-11-24 \d\d:\d\d:\d\d UTC · patroni-01-db-lab · pid \d+ · push · [a-z-]+: [^\n]+\n {4}> An unprocessed exception/,
    );
  });

  it('names no cause for what is no push', async () => {
    const { out } = await runWale(['errors', '--log-file', REPLICA]);

    expect(out).toMatch(/· base backup\n {4}> Could not stop hot backup/);
  });

  it('has the newest first, and no more than were asked for', async () => {
    const all = await runWale(['errors', '--log-file', REPLICA, '--output', 'json']);
    const one = await runWale([
      'errors',
      '--log-file',
      REPLICA,
      '--output',
      'json',
      '--limit',
      '1',
    ]);

    const { errors } = JSON.parse(all.out) as { errors: { at: string; text: string }[] };
    expect(errors).toHaveLength(2);
    expect([...errors].sort((a, b) => (a.at < b.at ? 1 : -1))).toEqual(errors);
    expect(JSON.parse(one.out)).toEqual({
      errors: errors.slice(0, 1),
      unread: { count: 0, samples: [] },
    });
  });

  it('says so where there is none', async () => {
    const log = 'test/fixtures/wal-e/01-push-ok.stderr.log';

    expect((await runWale(['errors', '--log-file', log])).out).toBe('no errors\n');
  });

  it('exits with 3 where the log cannot be read', async () => {
    const { exitCode, err } = await runWale(['errors'], {
      ELASTICSEARCH_URL: 'http://127.0.0.1:1',
    });

    expect(exitCode).toBe(3);
    expect(err).toBe('could not read Elasticsearch: connection refused\n');
  });
});

describe('wale clusters', () => {
  it('exits as its worst cluster does', async () => {
    const env = { ELASTICSEARCH_URL: 'http://127.0.0.1:1', PROMETHEUS_URL: 'http://127.0.0.1:1' };
    const { exitCode, out } = await runWale(['clusters'], env);

    expect(exitCode).toBe(3);
    expect(out).toMatch(/^1 cluster: 1 unknown\n\n❔ UNKNOWN main · cannot tell/);
  });
});
