import { describe, expect, it } from '@jest/globals';
import type { ArchiverFailure } from '../../src/domain/upload.ts';
import { createForgottenEnds } from '../../src/log/forgotten-ends.ts';
import type { Entry, PushEnd } from '../../src/log/upload-pairs.ts';

const FILE = '000000010000000000000007';
const open = (more: Partial<Entry> = {}): Entry =>
  ({
    file: FILE,
    host: 'a',
    pid: 1,
    archiver: 'wal-e',
    state: 'uploading',
    beganAt: 10,
    ...more,
  }) as Entry;
const end = (at: number, host: string | undefined = 'a'): PushEnd => ({
  kind: 'push-complete',
  file: FILE,
  host,
  pid: 2,
  at,
  archiver: 'wal-e',
  rateKiBps: undefined,
});
const complaint = (more: Partial<ArchiverFailure> = {}): ArchiverFailure => ({
  operation: 'unknown',
  host: 'a',
  pid: 1,
  at: 20,
  reportedBy: 'archiver',
  file: undefined,
  text: 'no space',
  ...more,
});

function mayEnd(
  entry: Entry,
  { ends = [], complaints = [] }: { ends?: PushEnd[]; complaints?: ArchiverFailure[] },
): boolean {
  const forgotten = createForgottenEnds();
  ends.forEach(forgotten.end);
  complaints.forEach(forgotten.complaint);
  return forgotten.mayEnd(entry);
}

describe('an end that is told of no more', () => {
  it.each([
    ['at the very moment', [end(10)], true],
    ['later', [end(11)], true],
    ['before', [end(9)], false],
    ['later, read before an older one', [end(11), end(5)], true],
    ['on another host', [end(11, 'b')], false],
  ])('may be that of an open upload if it came %s', (_when, ends, expected) => {
    expect(mayEnd(open(), { ends })).toBe(expected);
  });

  it('is not that of an upload that has its own, nor is there one where none was forgotten', () => {
    const complete = open({ state: 'complete', endedAt: 12, rateKiBps: undefined });

    expect(mayEnd(complete, { ends: [end(20)], complaints: [complaint()] })).toBe(false);
    expect(mayEnd(open(), {})).toBe(false);
  });
});

describe('a complaint that is told of no more', () => {
  it.each<[string, Partial<ArchiverFailure>[], boolean]>([
    ['of its process', [{}], true],
    ['of its process, at the very moment', [{ at: 10 }], true],
    ['of its process, before it began', [{ at: 9 }], false],
    ['of its process, read before an older one', [{ at: 20 }, { at: 5 }], true],
    ['of another process', [{ pid: 11 }], false],
    ['of that pid on another host', [{ host: 'b' }], false],
    ['of PostgreSQL', [{ reportedBy: 'postgresql', operation: 'push' }], false],
    ['about a fetch', [{ operation: 'fetch' }], false],
    ['about a base backup', [{ operation: 'base-backup' }], false],
    ['about a push, without a pid', [{ operation: 'push', pid: undefined }], true],
    ['about nobody knows what, without a pid', [{ pid: undefined }], false],
    [
      'without a pid, of another host',
      [{ operation: 'push', pid: undefined, host: undefined }],
      false,
    ],
  ])('tells whether an open upload may be over: one %s', (_which, complaints, expected) => {
    expect(mayEnd(open(), { complaints: complaints.map(complaint) })).toBe(expected);
  });

  it('ends what a log without hosts and pids had open', () => {
    const nameless = { host: undefined, pid: undefined };

    expect(
      mayEnd(open(nameless), { complaints: [complaint({ operation: 'push', ...nameless })] }),
    ).toBe(true);
  });
});
