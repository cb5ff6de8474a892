import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const FOLDER = 'test/fixtures/wal-e';
const read = (name: string) => readLog(readFileSync(`${FOLDER}/${name}`, 'utf8'));
const framings = (capture: string): string[] =>
  readdirSync(FOLDER).filter((name) => name.startsWith(`${capture}.`));

describe('captured logs', () => {
  it.each(framings('01-push-ok'))('%s: three uploads, all complete', (name) => {
    const { uploads, unread } = read(name);

    expect(unread.count).toBe(0);
    expect(uploads.map(({ file, state, pid }) => ({ file, state, pid }))).toEqual([
      { file: '000000010000000000000007', state: 'complete', pid: 8821 },
      { file: '000000010000000000000008', state: 'complete', pid: 8828 },
      { file: '000000010000000000000009', state: 'complete', pid: 8834 },
    ]);
    expect(uploads[0]).toMatchObject({
      host: name.includes('stderr') ? undefined : 'patroni-01-db-lab',
      beganAt: Date.parse('2026-11-24T01:48:46.897Z'),
      endedAt: Date.parse('2026-11-24T01:48:46.999Z'),
      rateKiBps: 830_112,
    });
  });

  it.each(framings('12-push-skip-parallel'))('%s: a skip is no success', (name) => {
    const states = read(name).uploads.map(({ state }) => state);

    expect(states.sort()).toEqual(['complete', 'complete', 'complete', 'skipped']);
  });

  it.each(framings('31-backup-push-pg15-replica'))(
    '%s: no upload, two base backup errors',
    (name) => {
      const { uploads, failures, baseBackups, unread } = read(name);

      expect(uploads).toEqual([]);
      expect(baseBackups).toEqual([]);
      expect(unread.count).toBe(0);
      expect(failures.map(({ operation }) => operation)).toEqual(['base-backup', 'base-backup']);
    },
  );

  it.each([
    '60-syslog-variant-cstyle.log',
    '60-syslog-variant-noescape.log',
    '60-syslog-variant-space.log',
    '61-syslog-ng-default.log',
    '62-journald-json.log',
    '62-journald-short-iso.log',
    '62-journald-short.log',
  ])('%s: one upload completes, the next fails with its cause', (name) => {
    const { uploads, failures, unread } = read(name);

    expect(unread.count).toBe(0);
    expect(uploads.map(({ state }) => state)).toEqual(['complete', 'failed']);
    expect(uploads.every(({ host }) => host === 'patroni-01-db-lab')).toBe(true);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ operation: 'push' });
    expect(failures[0]?.text).toMatch(/: [\w.]+: /);
  });

  it('a hung push leaves a begin and nothing else', () => {
    const { uploads } = read('04-push-hung-then-killed.syslog-json.log');

    expect(uploads.filter(({ state }) => state === 'uploading')).toHaveLength(6);
    expect(uploads.filter(({ state }) => state === 'complete')).toHaveLength(3);
    expect(uploads.at(-1)?.rateKiBps).toBe(1_209_280);
  });

  it.each([
    ['14a-push-history.stderr.log', '00000002.history'],
    ['14b-push-backup-history.stderr.log', /^[0-9A-F]{24}\.[0-9A-F]{8}\.backup$/],
    ['14c-push-partial.stderr.log', /^[0-9A-F]{24}\.partial$/],
  ])('%s: files that are no segments are uploads too', (name, file) => {
    const { uploads } = read(name);

    expect(uploads).toHaveLength(1);
    expect(uploads[0]?.file).toMatch(file);
    expect(uploads[0]?.state).toBe('complete');
  });

  it.each(['20-fetch-ok.syslog-traditional.log', '52-s3-fetch-404.syslog-traditional.log'])(
    '%s: a fetch is no upload, whatever it calls complete',
    (name) => {
      expect(read(name).uploads).toEqual([]);
    },
  );

  it('volumes of a base backup are no uploads of WAL', () => {
    const { uploads, failures, baseBackups } = read('33-backup-push-primary-shim.syslog-json.log');

    expect(uploads.map(({ state }) => state)).toEqual(['complete', 'complete']);
    expect(failures).toEqual([]);
    expect(baseBackups).toEqual([
      {
        host: 'patroni-01-db-lab',
        pid: 11386,
        firstAt: Date.parse('2026-11-24T01:56:27.811Z'),
        lastAt: Date.parse('2026-11-24T01:56:28.414Z'),
      },
    ]);
  });

  it('a push that fails before it can name its file is told by the message', () => {
    const { uploads, failures } = read('05-push-missing-file.syslog-traditional.log');

    expect(uploads.map(({ state }) => state)).toEqual(['failed']);
    expect(failures[0]?.text).toContain('could not find file for wal-push');
  });

  it.each(['csv', 'json', 'log'])('PostgreSQL’s complaints are read from its %s log', (format) => {
    const { failures: all, unread } = read(`91-pg-archiver-failures.postgresql.${format}`);
    const failures = all.filter(({ reportedBy }) => reportedBy === 'postgresql');

    expect(unread.count).toBe(0);
    expect(failures.length).toBeGreaterThan(8);
    expect(failures.map(({ text }) => text)).toContain('archive command failed with exit code 127');
  });
});
