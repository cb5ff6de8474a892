import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const PATRONI = '2026-11-24 11:57:25,749 ';

describe('a line that nobody knows', () => {
  it.each([
    'ERROR something',
    'level=error msg="upload went wrong"',
    'ts=2026-11-24T11:58:05Z lvl=crit x=1',
    '[error] 12#12: store gone',
    'E1124 11:58:05.000000 1 push.go:12] no bucket',
    'FATAL: no store',
    'kernel panic',
    'upload failed',
    'Permission denied',
    'dial tcp 10.0.0.1:443: connect: connection refused',
    'java.lang.NullPointerException',
    'the command ended with exit code 3',
    'exit status 1',
    'HTTP 503 from the store',
    'gaierror: [Errno -2] Name or service not known',
    'store is unreachable',
    'Fehler beim Schreiben',
    'Zugriff verweigert',
    'échec de la copie',
    'acceso denegado',
    'доступ запрещён: ошибка',
    '書き込みに失敗しました',
    '拒绝访问，写入失败',
  ])('looks like an error: %s', (line) => {
    expect(readLog(line).unread).toMatchObject({
      count: 1,
      troubling: [{ count: 1, sample: line }],
    });
  });

  it.each([
    'hello',
    'root:x:0:0:root:/root:/bin/bash',
    'finished with 0 errors',
    'done without errors',
  ])('is counted, and looks like none: %s', (line) => {
    const { unread } = readLog(line);

    expect(unread.count).toBe(1);
    expect(unread.troubling).toBeUndefined();
  });

  it('has the time that it names, or else that of its arrival, or else of the line before it', () => {
    const at = Date.parse('2026-11-24T11:58:05Z');
    const newest = (log: string, origin?: object): number | undefined =>
      readLog(log, origin).unread.troubling?.[0]?.newestAt;

    expect(newest('2026-11-24T11:58:05Z push failed')).toBe(at);
    expect(newest('push failed', { at })).toBe(at);
    expect(newest('2026-11-24 11:58:05 UTC [1] LOG:  checkpoint starting: time\npush failed')).toBe(
      at,
    );
    expect(newest('push failed')).toBeUndefined();
    expect(newest('2026-11-24 11:58:05 IST push failed')).toBeUndefined();
  });

  it('is told by the host that it is of', () => {
    const { unread } = readLog(
      ['2026-11-24T11:58:05Z db-1 push failed', '2026-11-24T11:58:06Z db-2 push failed'].join('\n'),
    );

    expect(unread.troubling?.map(({ host }) => host)).toEqual(['db-1', 'db-2']);
  });

  it('of a traceback is counted once, by its exception', () => {
    const { unread } = readLog(
      'Traceback (most recent call last):\n  File "x.py", line 1\nDuring handling of the above exception, another exception occurred:\nKeyError: 1',
    );

    expect(unread).toMatchObject({ count: 1, samples: ['KeyError: 1'], troubling: [{ count: 1 }] });
  });
});

describe('a line that is known to say nothing of archiving', () => {
  it.each([
    `${PATRONI}INFO: no action. I am (acid-orders-0), the leader with the lock`,
    `${PATRONI}INFO: Lock owner: None; I am acid-orders-0`,
    `${PATRONI}WARNING: Could not activate Linux watchdog device: Can't open watchdog device`,
    '2026-11-24 11:57:32.018 UTC [37] LOG {ticks: 0, maint: 0, retry: 0}',
    '/scripts/postgres_backup.sh - producing a new backup',
    '2026-11-24 11:57:32.018 - /scripts/postgres_backup.sh - I was called as: x',
    'Nov 24 11:58:05 db-1 CRON[12]: (postgres) CMD (wal-g backup-push)',
    'Nov 24 11:58:05 db-1 sshd[12]: Failed password for root from 10.0.0.1',
    'Nov 24 11:58:05 db-1 postgres[841]: [3-2] #011SELECT error FROM jobs',
    '/var/run/postgresql:5432 - no response',
    'server signaled',
    '-- Logs begin at Tue 2026-11-10 08:00:00 UTC, end at Tue 2026-11-24 12:00:00 UTC. --',
    '-- Boot 6f0e5a9d0b1c --',
    "2026-11-24 11:59:01,401 DEBG 'postgres' stderr output:",
    '==> /var/log/wal-g/wal-g.log <==',
    '● postgresql@15-main.service - PostgreSQL Cluster 15-main',
    '     Active: active (running) since Tue 2026-11-24 11:00:00 UTC; 1h ago',
    '             ├─813 "postgres: 15/main: checkpointer "',
    '        1 file(s) copied.',
    '```',
    'could not change directory to "/root": Permission denied',
  ])('is no unread one: %s', (line) => {
    expect(readLog(line).unread.count).toBe(0);
  });

  it.each([
    `${PATRONI}ERROR: ObjectCache.run failed`,
    `${PATRONI}INFO: the callback failed`,
    "Nov 24 11:58:05 db-1 systemd[1]: wal-g.service: Failed with result 'exit-code'",
    "Nov 24 11:58:05 db-1 systemd[1]: pgbackrest.service: Failed with result 'exit-code'",
    'Nov 24 11:58:05 db-1 archive.sh[12]: upload of WAL failed: 403',
    'Nov 24 11:58:05 db-1 kernel: Out of memory: Killed process 812 (wal-g)',
    'Nov 24 11:58:05 db-1 postgres[841]: cp: cannot create regular file',
    'lzop: No space left on device: <stdout>',
    '             └─814 "postgres: 15/main: archiver failed on 000000010000000000000003"',
    '     Active: failed (Result: exit-code) since Tue 2026-11-24 11:00:00 UTC; 1h ago',
    'There is not enough space on the disk.',
    '/scripts/postgres_backup.sh - ERROR: nothing was archived',
  ])('is unread all the same where it may be an error of archiving: %s', (line) => {
    expect(readLog(line).unread).toMatchObject({ count: 1, troubling: [{ count: 1 }] });
  });

  it.each([
    ['INFO', 'no action. I am (acid-orders-0), the leader with the lock', 0],
    ['WARNING', 'Loop time exceeded, rescheduling immediately.', 0],
    ['ERROR', 'Failed to bootstrap cluster', 1],
  ])('of Patroni in JSON is judged as in text: %s %s', (levelname, message, count) => {
    const line = JSON.stringify({ asctime: PATRONI.slice(0, -1), levelname, message });

    expect(readLog(line).unread.count).toBe(count);
  });

  it.each(['postgres', 'wal-g'])('is unread where journalctl hides what %s said', (program) => {
    const line = `Nov 24 11:58:05 db-1 ${program}[841]: [1.2K blob data]`;

    expect(readLog(line).unread.count).toBe(1);
  });

  it('in the JSON of a collector is judged by its program', () => {
    const unread = (ident: string, message: string): number =>
      readLog(JSON.stringify({ ident, message })).unread.count;

    expect(unread('sshd', 'Failed password for root')).toBe(0);
    expect(unread('postgres', '[3-2] #011SELECT 1')).toBe(0);
    expect(unread('postgres', 'cp: cannot create regular file')).toBe(1);
    expect(unread('postgres', '[82B blob data]')).toBe(1);
    expect(unread('archive.sh', 'upload of WAL failed: 403')).toBe(1);
    expect(unread('wal-g', 'what is this?')).toBe(1);
  });

  it('of a helper of WAL-E is explained by WAL-E’s own complaint', () => {
    const critical =
      'wal_e.main   CRITICAL MSG: pipeline process did not exit gracefully\n        STRUCTURED: time=2026-11-24T11:59:00.100000-00 pid=4711';

    expect(readLog(`lzop: No space left on device: <stdout>\n${critical}`)).toMatchObject({
      failures: [{ archiver: 'wal-e' }],
      unread: { count: 0 },
    });
  });
});
