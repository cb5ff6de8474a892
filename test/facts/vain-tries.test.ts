import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../src/facts/facts.ts';
import { continuityOf } from '../../src/facts/continuity.ts';
import { failoverGap } from '../../src/rules/failover-gap.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import { walGap } from '../../src/rules/wal-gap.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { ArchiverFailure, EndedUpload, Upload } from '../../src/domain/upload.ts';
import { HOUR } from '../../src/domain/time.ts';
import { answerOf } from '../../src/messages/status/answer.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  failure,
  healthySnapshot,
  metric,
  NO_METRICS,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

/** A log that began twenty minutes ago, of an archiver that logs no begin: one segment every ten seconds. */
const young = (numbers: readonly number[], timeline = 5): EndedUpload[] =>
  numbers.map((number) =>
    completed(agoOf(number), {
      file: segment(number, timeline),
      beganAt: undefined,
      pid: undefined,
      archiver: 'wal-g',
    }),
  );
/** From 5 on. */
const upTo = (last: number): number[] => Array.from({ length: last - 4 }, (_, index) => index + 5);
const agoOf = (number: number): number => 20 * MINUTE - number * 10 * SECOND;
const failed = (number: number, over: Partial<ArchiverFailure> = {}): ArchiverFailure =>
  failure(agoOf(number), {
    file: segment(number),
    pid: undefined,
    archiver: 'wal-g',
    ...over,
  });
const snapshotOf = (
  uploads: readonly Upload[],
  failures: readonly ArchiverFailure[] = [],
): Snapshot => healthySnapshot({ log: { uploads, failures } });
const holesOf = (snapshot: Snapshot) => {
  const continuity = continuityOf(snapshot);
  if (continuity.kind === 'unknown') throw new Error(continuity.reason);
  return continuity.holes.map(({ timeline, first, last, state }) => [
    timeline,
    first & 0xff,
    last & 0xff,
    state,
  ]);
};

describe('a segment of a young log without a completed upload', () => {
  const uploads = young([0, 1, ...upTo(40)]);

  it('may lie before the log where nothing of it is there', () => {
    expect(holesOf(snapshotOf(uploads))).toEqual([]);
    expect(factsOf(snapshotOf(uploads)).sequence).toMatchObject({ missing: 0, atEdge: 3 });
  });

  it.each<[string, Partial<ArchiverFailure>]>([
    ['WAL-G', { archiver: 'wal-g' }],
    ['pgBackRest', { archiver: 'pgbackrest' }],
    ['Barman', { archiver: 'barman' }],
    ['PostgreSQL', { archiver: undefined, reportedBy: 'postgresql' }],
  ])('is missing where %s tells of a try that failed', (_who, over) => {
    const snapshot = snapshotOf(uploads, [failed(2, over)]);

    expect(holesOf(snapshot)).toEqual([[5, 2, 4, 'lost']]);
    expect(walGap(snapshot)).toMatchObject({
      kind: 'problem',
      severity: 'critical',
      headline: `3 segments of WAL failed to upload and were passed over: ${segment(2)}–04; recovery cannot go past them`,
    });
    expect(uploadFailing(snapshot).kind).toBe('clear');
  });

  it.each<[string, Upload]>([
    [
      'that failed',
      {
        ...open(agoOf(2), { file: segment(2), pid: 9 }),
        state: 'failed',
        endedAt: NOON - agoOf(3),
      },
    ],
    ['of which no end came', open(agoOf(2), { file: segment(2), pid: 9 })],
    [
      'that found no file',
      { ...completed(agoOf(2), { file: segment(2), pid: 9 }), state: 'skipped' },
    ],
  ])('is missing where WAL-E tells of a try %s', (_what, tried) => {
    expect(holesOf(snapshotOf([...uploads, tried]))).toContainEqual([
      5,
      2,
      expect.any(Number),
      'lost',
    ]);
    expect(factsOf(snapshotOf([...uploads, tried])).sequence).toMatchObject({
      missing: 3,
      atEdge: 0,
    });
  });

  it('is not yet missing where the next one was tried, which comes behind it', () => {
    const snapshot = snapshotOf(uploads, [failed(3)]);

    expect(holesOf(snapshot)).toEqual([[5, 3, 4, 'lost']]);
    expect(factsOf(snapshot).sequence).toMatchObject({ missing: 2, atEdge: 1 });
  });

  it('is missing below the first that was completed', () => {
    const snapshot = snapshotOf(young([5, 6, 7]), [failed(2)]);

    expect(holesOf(snapshot)).toEqual([[5, 2, 4, 'lost']]);
    expect(JSON.stringify(walGap(snapshot))).toContain('it was first tried 19 min ago');
  });

  it('is not missing where a later try completed it', () => {
    expect(holesOf(snapshotOf(young([0, 1, 2, 3, 4]), [failed(2), failed(3)]))).toEqual([]);
  });

  it('is still tried where the last failure is moments ago', () => {
    const snapshot = snapshotOf(uploads, [
      failed(2),
      failure(MINUTE, { file: segment(2), pid: undefined }),
    ]);

    expect(holesOf(snapshot)).toEqual([
      [5, 2, 2, 'delayed'],
      [5, 3, 4, 'lost'],
    ]);
  });

  it('is alone what a late try tells of, when all behind it was complete by then', () => {
    const late = failure(5 * MINUTE, { file: segment(2), pid: undefined });

    expect(holesOf(snapshotOf(uploads, [late]))).toEqual([[5, 2, 2, 'lost']]);
  });

  it.each([
    "WAL file 'pg_wal/000000050000001000000002' already archived, contents differ, unable to overwrite",
    "[045]: WAL file '000000050000001000000002' already exists in the repo1 archive with a different checksum",
    'Error: 000000050000001000000002 is already present in server main. File moved to errors directory.',
    "Impossible to write already existing file '000000050000001000000002' in put-wal for server 'main'",
  ])('is not missing where it was refused because it is stored: %s', (text) => {
    expect(holesOf(snapshotOf(uploads, [failed(2, { text })]))).toEqual([]);
  });

  it('is not missing where a replica has tried it', () => {
    const byReplica = failed(2, { host: REPLICA });
    const promoted = { replica: metric({ [PRIMARY]: 0, [REPLICA]: 1 }) };
    const uploadsOfBoth = [...uploads, completed(MINUTE, { file: segment(8), host: REPLICA })];
    const log = { uploads: uploadsOfBoth, failures: [byReplica] };

    expect(holesOf(snapshotOf(uploads, [byReplica]))).toEqual([]);
    expect(holesOf(healthySnapshot({ log, metrics: promoted }))).toEqual([]);
    expect(
      holesOf(
        healthySnapshot({ log: { ...log, uploads, source: 'log files' }, metrics: NO_METRICS }),
      ),
    ).toEqual([]);
  });

  it('is not missing where a host of another cluster has tried it', () => {
    const stranger = { host: 'patroni-ci-01' };
    const elsewhere = failed(2, { ...stranger, file: '000000040000000100000002' });

    expect(holesOf(snapshotOf(uploads, [failed(2, stranger)]))).toEqual([]);
    expect(holesOf(snapshotOf(uploads, [elsewhere]))).toEqual([]);
    expect(holesOf(snapshotOf(uploads, [{ ...elsewhere, host: PRIMARY }]))).toHaveLength(1);
  });

  it('is not missing where a fetch or a base backup failed that names it', () => {
    const failures = (['fetch', 'base-backup', 'other'] as const).map((operation) =>
      failed(2, { operation }),
    );

    expect(holesOf(snapshotOf(uploads, failures))).toEqual([]);
  });

  it('is not missing where it was tried before the window, which may have seen it completed since', () => {
    const ended = { from: NOON - agoOf(0), uploads };
    const before = failure(21 * MINUTE, { file: segment(2), pid: undefined });

    expect(holesOf(healthySnapshot({ log: { uploads, ended, failures: [before] } }))).toEqual([]);
  });

  it('is not missing where it alone began, and nothing behind it came to an end since', () => {
    const begun = (number: number) => open(MINUTE, { file: segment(number), pid: 9 });

    expect(holesOf(snapshotOf([...young([0, 1, 2]), begun(9)]))).toEqual([]);
    expect(holesOf(snapshotOf([...uploads, begun(2)]))).toEqual([]);
  });
});

describe('tries of the beginning of the log that were not fetched', () => {
  const uploads = young([0, 1, ...upTo(40)]);
  const none = { uploads: [], failures: [] };
  const wordsFor = (tries: {
    readonly wholeUntil: number;
    readonly wholeSince: number;
  }): string => {
    const ended = { from: NOON - 24 * HOUR, uploads, tries: { ...none, ...tries } };
    const report = reportStatus(healthySnapshot({ log: { uploads, ended } }), 0);
    return new Map(answerOf(report).facts).get('continuity') ?? '';
  };
  const passed = NOON - agoOf(5);

  it.each([
    { wholeUntil: passed, wholeSince: Infinity, said: false },
    { wholeUntil: passed - 1, wholeSince: Infinity, said: true },
    { wholeUntil: -Infinity, wholeSince: NOON - 24 * HOUR, said: false },
    { wholeUntil: -Infinity, wholeSince: NOON - 24 * HOUR + 1, said: true },
  ])('are said to be missing: $said', ({ said, ...tries }) => {
    expect(wordsFor(tries)).toContain(
      '3 at the start of the window may have been uploaded before the log begins',
    );
    expect(wordsFor(tries).endsWith('not all failed attempts of that time were fetched')).toBe(
      said,
    );
  });

  it('are evidence of their own beside the newest of the log', () => {
    const tries = {
      uploads: [],
      failures: [failed(2)],
      wholeUntil: Infinity,
      wholeSince: Infinity,
    };
    const ended = { from: NOON - 24 * HOUR, uploads, tries };

    expect(holesOf(healthySnapshot({ log: { uploads, ended } }))).toEqual([[5, 2, 4, 'lost']]);
  });
});

describe('a failover in a young log', () => {
  const OLD = 'patroni-09';
  const old = young([0, 1]).map((upload) => ({ ...upload, host: OLD }));
  const failures = [2, 3, 4].map((at) => ({ ...failed(2, { host: OLD }), at: NOON - agoOf(at) }));
  const next = young([5, 6, 7], 6);
  const replica = metric({ [PRIMARY]: 0, [OLD]: (ago) => (ago > 19 * MINUTE ? 0 : undefined) });
  const check = (uploads: readonly Upload[], list: readonly ArchiverFailure[]) =>
    healthySnapshot({ log: { uploads, failures: list }, metrics: { replica } });

  it('may have left no hole where nothing tells of one', () => {
    expect(failoverGap(check([...old, ...next], [])).kind).toBe('clear');
  });

  it('has left what its old primary tried in vain', () => {
    const snapshot = check([...old, ...next], failures);

    expect(failoverGap(snapshot)).toMatchObject({
      severity: 'critical',
      headline: expect.stringContaining(`${segment(2)}–04 were not pushed by ${OLD}`),
    });
    expect(JSON.stringify(failoverGap(snapshot))).toContain('3 failed tries of it in the log');
    expect(walGap(snapshot).kind).toBe('clear');
  });

  it('has left it where the old primary completed nothing in the log', () => {
    expect(failoverGap(check(next, failures))).toMatchObject({ severity: 'critical' });
  });

  it('has left no hole where the try was of what the new timeline holds', () => {
    const tail = failures.map((one) => ({ ...one, file: segment(5) }));

    expect(holesOf(check([...young([0, 1, 2, 3, 4]), ...next], tail))).toEqual([]);
  });

  it.each([
    { count: 1, severity: 'warning' },
    { count: 3, severity: 'critical' },
  ])('is given no grace where $count tries had failed before: $severity', ({ count, severity }) => {
    const later = <T extends { at?: number; endedAt?: number | undefined }>(one: T): T => ({
      ...one,
      ...(one.at === undefined ? {} : { at: one.at + 18 * MINUTE }),
      ...(one.endedAt === undefined ? {} : { endedAt: one.endedAt + 18 * MINUTE }),
    });
    const uploads = [...old, ...next].map(later);
    const snapshot = check(uploads, failures.slice(0, count).map(later));

    expect(failoverGap(snapshot)).toMatchObject({ kind: 'problem', severity });
    expect(uploadFailing(snapshot).kind).toBe('clear');
  });

  it('does not let what it left behind pass for an upload that fails now, in a log of both hosts', () => {
    const both = [...old, ...next].map((upload) => ({ ...upload, host: undefined }));
    const log = {
      source: 'log files' as const,
      uploads: both,
      failures: failures.map((one) => ({ ...one, host: undefined })),
    };
    const at = NOON - agoOf(7) + SECOND;
    const snapshot = { ...healthySnapshot({ log, metrics: NO_METRICS }), at };

    expect(uploadFailing(snapshot).kind).toBe('clear');
    expect(failoverGap(snapshot)).toMatchObject({ severity: 'critical' });
  });

  it('does not hide what fails of an older timeline while the newer one goes on', () => {
    const late = failure(MINUTE, { file: segment(2), pid: undefined });
    const uploads = [...old, ...next].map((upload) => ({ ...upload, host: PRIMARY }));
    const since = completed(30 * SECOND, { file: segment(8, 6) });

    expect(uploadFailing(snapshotOf([...uploads, since], [late])).kind).toBe('problem');
  });

  it('shows what a host that came back tried in vain of an older timeline', () => {
    const back = failures.map((one) => ({ ...one, at: NOON - 15 * MINUTE }));
    const uploads = young([30, 31, 32, 33], 6).map((upload) => ({ ...upload, host: undefined }));
    const ended = [...uploads, completed(10 * MINUTE, { file: segment(34, 6), host: undefined })];
    const log = { source: 'log files' as const, uploads: ended, failures: back };

    expect(holesOf(healthySnapshot({ log, metrics: NO_METRICS }))).toEqual([[5, 2, 2, 'lost']]);
  });
});

describe('Barman’s log in an index, which names no host', () => {
  it('is of this cluster, with its holes', () => {
    const uploads = young([0, 1, 5, 6, 7]).map((upload): Upload => ({
      ...upload,
      host: undefined,
      archiver: 'barman',
    }));
    const failures = [failed(2, { archiver: 'barman', host: undefined })];

    expect(holesOf(snapshotOf(uploads, failures))).toEqual([[5, 2, 4, 'lost']]);
  });
});
