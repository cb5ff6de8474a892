import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const backupsIn = (file: string) =>
  readLog(readFileSync(`test/fixtures/${file}`, 'utf8')).completeBackups;

const at = (text: string): number => Date.parse(text);

describe('a base backup that an archiver says is complete', () => {
  it('has its first and its last segment with pgBackRest', () => {
    expect(backupsIn('pgbackrest/11-backup-full.console.log')).toEqual([
      {
        archiver: 'pgbackrest',
        host: undefined,
        beganAt: at('2026-11-24T02:17:35.193Z'),
        endedAt: at('2026-11-24T02:17:38.842Z'),
        start: '000000020000000000000040',
        stop: '000000020000000000000041',
      },
    ]);
    expect(backupsIn('pgbackrest/12-backup-incr.console.log')).toMatchObject([
      { start: '000000020000000000000042', stop: '000000020000000000000043' },
    ]);
  });

  it('is none where pgBackRest gave up', () => {
    expect(backupsIn('pgbackrest/22-backup-not-archived.console.log')).toEqual([]);
  });

  it('has no segments of the one before that broke off', () => {
    const lines = (file: string) => readFileSync(`test/fixtures/pgbackrest/${file}`, 'utf8');
    const whole = lines('11-backup-full.console.log').replace(
      /^.*(?:backup (?:start|stop) archive = ).*\n/gm,
      '',
    );

    const { completeBackups } = readLog(lines('22-backup-not-archived.console.log') + whole);

    expect(completeBackups).toMatchObject([{ start: undefined, stop: undefined }]);
  });

  it('has only its first segment with WAL-G, of a delta its own', () => {
    expect(backupsIn('wal-g/v2.0.1/50a-backup-push-ok.stderr.log')).toEqual([
      {
        archiver: 'wal-g',
        host: undefined,
        beganAt: undefined,
        endedAt: at('2026-11-26T00:23:15.702Z'),
        start: '0000000100000000000000A7',
        stop: undefined,
      },
    ]);
    expect(backupsIn('wal-g/v2.0.1/50b-backup-push-delta.syslog-traditional.log')).toMatchObject([
      { host: 'patroni-01-db-lab', start: '0000000100000000000000AA' },
    ]);
  });

  it('has its last segment and when it began with Barman, and its cloud scripts when they are verbose', () => {
    expect(backupsIn('barman/20-ok.barman.log')).toEqual([
      {
        archiver: 'barman',
        host: undefined,
        beganAt: at('2026-11-24T02:20:05.713Z'),
        endedAt: at('2026-11-24T02:24:36.698Z'),
        start: undefined,
        stop: '00000002000000000000004A',
      },
    ]);
    expect(backupsIn('barman-cloud/71-backup-ok-v.stderr.log')).toEqual([
      {
        archiver: 'barman-cloud',
        host: undefined,
        beganAt: at('2026-11-26T01:22:59.980Z'),
        endedAt: at('2026-11-26T01:23:01.512Z'),
        start: undefined,
        stop: '00000001000000000000000A',
      },
    ]);
    expect(backupsIn('barman-cloud/70-backup-ok.stderr.log')).toEqual([]);
  });
});
