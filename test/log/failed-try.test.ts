import { describe, expect, it } from '@jest/globals';
import { SECOND } from '../../src/domain/time.ts';
import type { ArchiverFailure, OpenUpload } from '../../src/domain/upload.ts';
import { attribute, createFailedCommands, failureOf } from '../../src/log/failed-try.ts';

const NOON = Date.UTC(2026, 10, 24, 12);

const open: OpenUpload = {
  state: 'uploading',
  file: '00000002000000000000002D',
  host: 'db-01',
  pid: 7,
  archiver: 'wal-e',
  beganAt: NOON,
  endedAt: undefined,
  rateKiBps: undefined,
};
const failure = (more: Partial<ArchiverFailure> = {}): ArchiverFailure => ({
  operation: 'unknown',
  host: 'db-01',
  pid: 7,
  at: NOON,
  reportedBy: 'archiver',
  file: undefined,
  text: 'timeout',
  ...more,
});

describe('a failure that names no action', () => {
  it.each<[string, Partial<ArchiverFailure>, boolean]>([
    ['of the process that pushes', {}, true],
    ['of another process', { pid: 8 }, false],
    ['of another host', { host: 'db-02' }, false],
    ['from before the push began', { at: NOON - 1 }, false],
    ['that PostgreSQL tells of', { reportedBy: 'postgresql' }, false],
  ])('%s is of the push, or is not (%#)', (_whose, more, isPush) => {
    const other = { ...open, pid: 99 };
    const told = attribute(failure(more), [other, open], () => !isPush);

    expect(told.operation).toBe(isPush ? 'push' : 'unknown');
  });

  it('without a pid is of a push where what follows says so', () => {
    const nameless = failure({ pid: undefined });

    expect(attribute(nameless, [], () => true).operation).toBe('push');
    expect(attribute(nameless, [open], () => false).operation).toBe('unknown');
  });

  it('is left alone where it does name one', () => {
    expect(attribute(failure({ operation: 'fetch' }), [open], () => true).operation).toBe('fetch');
  });
});

describe('PostgreSQL says that its command failed', () => {
  const follows = (ms: number, more: Partial<ArchiverFailure> = {}, own = failure()) =>
    createFailedCommands([
      failure({ reportedBy: 'postgresql', operation: 'push', at: NOON + ms, ...more }),
    ])(own);

  it.each<[string, number, Partial<ArchiverFailure>, boolean]>([
    ['in the same second', 999, {}, true],
    ['in the next', 2 * SECOND - 1, {}, true],
    ['later', 2 * SECOND, {}, false],
    ['before', -1, {}, false],
    ['on another host', 0, { host: 'db-02' }, false],
    ['of a restore', 0, { operation: 'fetch' }, false],
    ['as the archiver’s own words', 0, { reportedBy: 'archiver' }, false],
  ])('%s: that is right after, or is not (%#)', (_when, ms, more, isAfter) => {
    expect(follows(ms, more)).toBe(isAfter);
  });

  it('on the host that nobody knows, right after a failure there', () => {
    expect(follows(0, { host: undefined }, failure({ host: undefined }))).toBe(true);
  });
});

describe('an upload that is open', () => {
  it('is ended by the failure of its own process before one that lost its pid', () => {
    const lost = failure({ pid: undefined });
    const own = failure({ at: NOON + 1 });

    expect(failureOf(open, [lost, own])).toBe(own);
    expect(failureOf(open, [lost])).toBe(lost);
    expect(failureOf(open, [failure({ pid: 8 })])).toBeUndefined();
    expect(failureOf({ ...open, pid: undefined }, [lost])).toBe(lost);
  });
});
