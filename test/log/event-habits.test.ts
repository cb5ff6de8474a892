import { describe, expect, it } from '@jest/globals';
import type { ArchiverEvent } from '../../src/log/archiver-event.ts';
import { shortened, walFileIn } from '../../src/log/archiver-lines.ts';
import { belongsToNobody, isAlwaysUtc, speaksForHelpers } from '../../src/log/event-habits.ts';
import { failure } from '../support/snapshot.ts';

const FILE = '000000050000001000000077';
const at = 1;
const push = (over: Partial<Extract<ArchiverEvent, { kind: 'push-begin' }>>): ArchiverEvent => ({
  kind: 'push-begin',
  file: FILE,
  host: 'db-01',
  pid: undefined,
  at,
  archiver: 'wal-g',
  ...over,
});
const failed = (over: Parameters<typeof failure>[1]): ArchiverEvent => ({
  kind: 'failure',
  failure: failure(0, over),
});
const backup = (host: string | undefined): ArchiverEvent => ({
  kind: 'base-backup',
  host,
  pid: undefined,
  at,
});
const complete: ArchiverEvent = {
  kind: 'base-backup-complete',
  archiver: 'wal-g',
  host: undefined,
  at,
  beganAt: undefined,
  start: undefined,
  stop: undefined,
};
const command: ArchiverEvent = {
  kind: 'failed-command',
  file: FILE,
  command: 'x',
  host: undefined,
  at,
  archiver: undefined,
};
const OTHER: ArchiverEvent = { kind: 'other' };

describe('an event whose time is always in UTC', () => {
  it('is one of WAL-E, and of a base backup that is at work', () => {
    expect(isAlwaysUtc(push({ archiver: 'wal-e' }))).toBe(true);
    expect(isAlwaysUtc(failed({ archiver: 'wal-e' }))).toBe(true);
    expect(isAlwaysUtc(backup('db-01'))).toBe(true);
  });

  it('is none of another archiver, of nobody, or of no time', () => {
    expect(isAlwaysUtc(push({}))).toBe(false);
    expect(isAlwaysUtc(failed({ archiver: 'wal-g' }))).toBe(false);
    expect(isAlwaysUtc(failed({ archiver: undefined }))).toBe(false);
    expect(isAlwaysUtc(command)).toBe(false);
    expect(isAlwaysUtc(OTHER)).toBe(false);
  });
});

describe('a complaint of an archiver', () => {
  it('is of WAL-E what the programs that it runs complained of', () => {
    expect(speaksForHelpers({ archiver: 'wal-e' })).toBe(true);
    expect(speaksForHelpers({ archiver: 'wal-g' })).toBe(false);
    expect(speaksForHelpers({})).toBe(false);
  });
});

describe('an event that belongs to nobody', () => {
  const nobody = { host: undefined };

  it('has no host where its archiver names one', () => {
    expect(belongsToNobody(push(nobody))).toBe(true);
    expect(belongsToNobody(failed(nobody))).toBe(true);
    expect(belongsToNobody(backup(undefined))).toBe(true);
  });

  it('is none of a host, nor of an archiver that names servers', () => {
    expect(belongsToNobody(push({}))).toBe(false);
    expect(belongsToNobody(failed({}))).toBe(false);
    expect(belongsToNobody(backup('db-01'))).toBe(false);
    expect(belongsToNobody(push({ ...nobody, archiver: 'barman' }))).toBe(false);
    expect(belongsToNobody(failed({ ...nobody, archiver: 'barman' }))).toBe(false);
  });

  it('is none that anybody may tell of, or that is counted as it is read', () => {
    expect(belongsToNobody(OTHER)).toBe(false);
    expect(belongsToNobody(complete)).toBe(false);
    expect(belongsToNobody(command)).toBe(false);
    expect(belongsToNobody(failed({ ...nobody, reportedBy: 'postgresql' }))).toBe(false);
  });
});

describe('a text of an archiver', () => {
  it('names a file of WAL, in an address too', () => {
    expect(walFileIn(`it lost ${FILE}`)).toBe(FILE);
    expect(walFileIn(`s3://b/wal_005%2F${FILE}.lz4`)).toBe(FILE);
    expect(walFileIn(`${FILE}.00000028.backup`)).toBe(`${FILE}.00000028.backup`);
    expect(walFileIn('00000006.history')).toBe('00000006.history');
    expect(walFileIn(`a${FILE}`)).toBeUndefined();
    expect(walFileIn('00000000000000000000007G')).toBeUndefined();
    expect(walFileIn('000000000000001000000077')).toBeUndefined();
    expect(walFileIn('said')).toBeUndefined();
  });

  it('loses its middle where it is long', () => {
    const text = `${'a'.repeat(200)}${'b'.repeat(200)}`;

    expect(shortened(text)).toBe(text);
    expect(shortened(`${text}c`)).toBe(`${'a'.repeat(198)} … ${'b'.repeat(197)}c`);
  });
});
