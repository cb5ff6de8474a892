import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../src/domain/time.ts';
import type { LineOrigin } from '../../src/log/framing/line-origin.ts';
import { createCommandOutput } from '../../src/log/postgres/command-output.ts';
import { createPostgresLog } from '../../src/log/postgres/postgres-log.ts';

const FILE = '000000050000001000000077';
const STAMP = '2026-11-24 11:58:05 UTC [7] ';
const AT = Date.parse('2026-11-24T11:58:05Z');
const HOST = 'db-01';
const ORIGIN: LineOrigin = { host: HOST };
const FAILED = 'archive command failed with exit code 1';
const COMMAND = `The failed archive command was: wal-g wal-push pg_wal/${FILE}`;
const FULL = 'could not write to file "pg_wal/xlogtemp.7": No space left on device';

/** All that is told of what is read, by who is told. */
const hearing = (lastAt = new Map<string | undefined, number>()) => {
  const told: unknown[][] = [];
  const output = createCommandOutput();
  const to =
    (name: string) =>
    (...said: readonly unknown[]) =>
      void told.push([name, ...said]);
  const log = createPostgresLog({
    settings: { reference: AT, zones: {} },
    lastAt,
    output,
    onFailure: to('failure'),
    onComplaint: to('complaint'),
    onCommand: to('command'),
    onUndated: to('undated'),
    onZoneError: to('zone'),
    onUnread: to('unread'),
    onTime: to('time'),
  });
  const of = (name: string) => told.filter(([one]) => one === name).map(([, ...said]) => said);
  return { log, of, output, lastAt };
};

describe('a complaint in PostgreSQL’s log', () => {
  it('is told with its DETAIL, and of its host and its time', () => {
    const { log, of } = hearing();

    expect(log.read(`${STAMP}LOG:  ${FAILED}`, ORIGIN)).toBe(true);
    expect(of('time')).toEqual([[{ host: HOST, at: AT }]]);
    expect(of('complaint')).toEqual([[HOST]]);
    expect(log.read(`${STAMP}DETAIL:  ${COMMAND}`, ORIGIN)).toBe(true);
    expect(of('failure')).toMatchObject([[{ at: AT, host: HOST, file: FILE, archiver: 'wal-g' }]]);
    expect(of('command')).toEqual([]);
  });

  it('takes what the command had said, and leaves what is too old unread', () => {
    const { log, of, output } = hearing();
    const at = { at: undefined, host: HOST };
    output.hold('cp: cannot stat', { ...at, arrivedAt: AT - 6 * MINUTE });
    output.hold('cp: no space', { ...at, arrivedAt: AT });
    log.read(`${STAMP}LOG:  ${FAILED}`, ORIGIN);
    log.end();

    expect(of('unread')).toMatchObject([['cp: cannot stat', { arrivedAt: AT - 6 * MINUTE }]]);
    expect(of('failure')).toMatchObject([[{ text: 'cp: no space' }], [{ text: FAILED }]]);
  });

  it('stands behind its time where the line has no level', () => {
    const { log, of } = hearing();
    log.read(`2026-11-24 11:58:05 UTC ${FAILED} 2026-11-24 12:30:00 UTC`, ORIGIN);

    expect(of('time')).toEqual([[{ host: HOST, at: AT }]]);
  });

  it('has its stamp put right where that names no zone, and only then', () => {
    const { log, of } = hearing();
    log.read(`2026-11-24 13:58:05 LOG:  ${FAILED}`, { ...ORIGIN, at: AT });
    log.read(`2026-11-24 11:58:05 LOG:  ${FAILED}`, { ...ORIGIN, at: AT });

    expect(of('zone')).toEqual([[HOST, AT + 120 * MINUTE, AT]]);
  });

  it('without a time is told as such', () => {
    const { log, of } = hearing();
    log.read(`2026-11-24 11:58:05 IST LOG:  ${FAILED}`, ORIGIN);
    log.end();

    expect(of('time')).toEqual([[{ host: HOST, at: undefined }]]);
    expect(of('zone')).toEqual([]);
    expect(of('undated')).toMatchObject([[{ host: HOST, zone: 'IST', text: FAILED }]]);
  });

  it('is none within what a client sent', () => {
    const { log, of } = hearing();

    expect(log.read(`\t${STAMP}LOG:  ${FAILED}`, ORIGIN)).toBe(true);
    expect(log.read(`\t${FAILED}`, ORIGIN)).toBe(false);
    log.read(`${STAMP}STATEMENT:  select '${FAILED}'`, ORIGIN);
    log.read(`${STAMP}DETAIL:  Parameters: $1 = '${COMMAND}'`, ORIGIN);
    log.read(`${STAMP}DETAIL:  ${FAILED}`, ORIGIN);
    expect(of('failure')).toEqual([]);
    expect(of('complaint')).toEqual([]);
    expect(of('command')).toEqual([]);
  });

  it('waits for its DETAIL while lines of others come', () => {
    const { log, of } = hearing();
    log.read(`${STAMP}LOG:  ${FAILED}`, ORIGIN);
    for (let line = 0; line < 7; line += 1) {
      log.read(`${STAMP}STATEMENT:  select 1`, ORIGIN);
      log.read(`${STAMP}DETAIL:  Key exists`, ORIGIN);
      log.read(`${STAMP}LOG:  said`, ORIGIN);
    }

    expect(of('failure')).toHaveLength(1);
  });
});

describe('a DETAIL without its complaint', () => {
  const command = { kind: 'failed-command', file: FILE, archiver: 'wal-g', host: HOST, at: AT };

  it('tells of the command that failed', () => {
    const { log, of } = hearing();

    expect(log.read(`${STAMP}DETAIL:  ${COMMAND}`, ORIGIN)).toBe(true);
    expect(of('command')).toEqual([[{ ...command, command: `wal-g wal-push pg_wal/${FILE}` }]]);
    expect(of('complaint')).toEqual([[HOST]]);
    expect(of('time')).toEqual([[{ host: HOST, at: AT }]]);
  });

  it('is a complaint without a time where its zone leaves that open', () => {
    const { log, of } = hearing();
    log.read(`2026-11-24 11:58:05 IST DETAIL:  ${COMMAND}`, ORIGIN);
    log.end();

    expect(of('command')).toEqual([]);
    expect(of('undated')).toMatchObject([[{ file: FILE, text: 'an archive command failed' }]]);
  });

  it('is read in words that nobody knows, behind a label or one that is not known either', () => {
    for (const label of ['DETAIL', 'MELDING']) {
      const { log, of } = hearing();
      const line = `${STAMP}${label}:  Mislukte opdracht was: wal-g wal-push pg_wal/${FILE}`;

      expect(log.read(line, ORIGIN)).toBe(true);
      expect(of('command')).toMatchObject([[command]]);
      expect(of('complaint')).toEqual([[HOST]]);
      expect(of('time')).toEqual([[{ host: HOST, at: AT }]]);
    }
  });

  it('is no line of PostgreSQL in such words without a time, or without a command', () => {
    const { log, of } = hearing();

    expect(log.read(`MELDING:  Mislukte opdracht was: cp pg_wal/${FILE}`, ORIGIN)).toBe(false);
    expect(log.read('MELDING:  Mislukte opdracht', ORIGIN)).toBe(false);
    expect(of('command')).toEqual([]);
  });
});

describe('any other line of PostgreSQL', () => {
  it('has a time, which lines without one may follow', () => {
    const { log, of, lastAt } = hearing();

    expect(log.read(`${STAMP}LOG:  said`, ORIGIN)).toBe(true);
    expect(of('time')).toEqual([[{ host: HOST, at: AT }]]);
    expect(lastAt.get(HOST)).toBe(AT);
    log.read('2026-11-24 11:59:05 IST LOG:  said', ORIGIN);
    expect(lastAt.get(HOST)).toBe(AT);
    expect(of('time')[1]).toEqual([{ host: HOST, at: undefined }]);
    expect(log.read('said', ORIGIN)).toBe(false);
  });

  it('is not understood where it may be about archiving', () => {
    const { log, of } = hearing();
    const line = `${STAMP}WARNING:  the archive_command is odd`;

    expect(log.read(line, ORIGIN)).toBe(true);
    expect(of('unread')).toEqual([[line, ORIGIN]]);
    expect(of('time')).toEqual([]);
  });

  it('leaves what a command said without a complaint unread, after a while', () => {
    const { log, of, output } = hearing();
    output.hold('cp: cannot stat', { host: HOST, at: undefined, arrivedAt: undefined });
    for (let line = 0; line < 31; line += 1) log.read(`${STAMP}LOG:  said`, ORIGIN);

    expect(of('unread')).toMatchObject([['cp: cannot stat', { host: HOST }]]);
  });

  it('says that WAL cannot be written, for want of space or otherwise', () => {
    const { log, of } = hearing();
    log.read(`${STAMP}PANIC:  ${FULL}`, ORIGIN);
    const other = `${STAMP}PANIC:  ${FULL.replace(/No space.*/u, 'Input/output error')}`;
    log.read(`2026-11-24 11:58:05 IST PANIC:  ${FULL}`, ORIGIN);
    log.read(other, ORIGIN);

    expect(of('failure')).toEqual([
      [
        {
          operation: 'other',
          host: HOST,
          pid: undefined,
          at: AT,
          reportedBy: 'postgresql',
          file: undefined,
          text: FULL,
          walDiskFull: true,
        },
      ],
    ]);
    expect(of('unread')).toMatchObject([
      [{}, { host: HOST }],
      [other, { host: HOST }],
    ]);
  });
});

describe('a line of jsonlog', () => {
  const read = (message: string, process: string, level: string | undefined, at?: number) => {
    const { log, of } = hearing();
    log.readJson(message, process, { host: HOST, level, at });
    log.end();
    return of;
  };

  it('is a complaint of its time', () => {
    expect(read(FAILED, 'archiver', 'LOG', AT)('failure')).toMatchObject([
      [{ at: AT, host: HOST }],
    ]);
    expect(read(FAILED, 'archiver', 'LOG')('undated')).toHaveLength(1);
  });

  it('says that WAL cannot be written', () => {
    expect(read(FULL, 'checkpointer', 'PANIC', AT)('failure')).toMatchObject([
      [{ at: AT, walDiskFull: true }],
    ]);
    expect(read(FULL, 'checkpointer', 'PANIC')('unread')).toHaveLength(1);
  });

  it('is not understood where the archiver says it, or it may be about archiving', () => {
    const isUnread = (message: string, process: string, level?: string) =>
      read(message, process, level, AT)('unread').length > 0;

    expect(isUnread('said', 'archiver', 'LOG')).toBe(true);
    expect(isUnread('said', 'archiver')).toBe(true);
    expect(isUnread('said', 'archiver', 'DEBUG2')).toBe(false);
    expect(isUnread('said', 'checkpointer', 'LOG')).toBe(false);
    expect(isUnread('the archive_command is odd', 'checkpointer', 'WARNING')).toBe(true);
    expect(isUnread('the archive_command is odd', 'checkpointer')).toBe(false);
  });
});
