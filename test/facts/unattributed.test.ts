import { describe, expect, it } from '@jest/globals';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import { happensNow, isNobodys, unattributed } from '../../src/facts/unattributed.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  metric,
  open,
  PRIMARY,
  uploadLog,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const LONG_AGO = 60 * MINUTE;
const NOBODY = { host: undefined } as const;
const ofLog = (log: Partial<LogParts>, host = PRIMARY) =>
  unattributed(healthySnapshot({ log }), host);

describe('a record without a host', () => {
  it("is nobody's where each should name one", () => {
    expect(isNobodys({ host: undefined, archiver: 'wal-g' }, uploadLog())).toBe(true);
    expect(isNobodys({ host: undefined, archiver: undefined }, uploadLog())).toBe(true);
  });

  it('is whose it can only be where the archiver names servers, or a file is read where it lies', () => {
    expect(isNobodys({ host: undefined, archiver: 'barman' }, uploadLog())).toBe(false);
    expect(isNobodys(NOBODY, uploadLog({ source: 'log files' }))).toBe(false);
  });

  it('is not one that names its host', () => {
    expect(isNobodys({ host: PRIMARY, archiver: 'wal-g' }, uploadLog())).toBe(false);
  });
});

describe('what happens now', () => {
  const now = (log: Partial<LogParts>, isMeant: () => boolean = () => true) =>
    happensNow(healthySnapshot(), uploadLog({ uploads: [], ...log }), isMeant);

  it.each<readonly [string, Partial<UploadLog>, isNow: boolean]>([
    ['an upload that is open, however long', { uploads: [open(LONG_AGO)] }, true],
    ['one that ended while it would be fresh', { uploads: [completed(15 * MINUTE - 1)] }, true],
    ['none that ended before', { uploads: [completed(15 * MINUTE)] }, false],
    ['a failed one that ended lately', { uploads: [failed()] }, true],
    ['a failure of as late', { failures: [failure(15 * MINUTE - 1)] }, true],
    ['none from before', { failures: [failure(15 * MINUTE)] }, false],
    ['nothing in an empty log', {}, false],
    [
      'any of many',
      { uploads: [completed(LONG_AGO), completed(SECOND)], failures: [failure(LONG_AGO)] },
      true,
    ],
    ['any failure of many', { failures: [failure(LONG_AGO), failure(SECOND)] }, true],
  ])('is %s', (_what, log, isNow) => {
    expect(now(log)).toBe(isNow);
  });

  it('is only what is meant', () => {
    const log = { uploads: [open(SECOND), completed(SECOND)], failures: [failure(SECOND)] };

    expect(now(log, () => false)).toBe(false);
  });
});

describe("the log's silence about a host proves nothing", () => {
  const CANNOT_TELL = `the log has uploads whose host cannot be told, and they may be those of ${PRIMARY}`;

  it('while uploads of nobody come, or fail', () => {
    expect(ofLog({ uploads: [completed(SECOND), completed(SECOND, NOBODY)] })).toBe(CANNOT_TELL);
    expect(ofLog({ uploads: [completed(SECOND)], failures: [failure(SECOND, NOBODY)] })).toBe(
      CANNOT_TELL,
    );
  });

  it('not for those of long ago', () => {
    expect(ofLog({ uploads: [completed(SECOND), completed(LONG_AGO, NOBODY)] })).toBeUndefined();
  });

  it('not where each record names its host, nor without a log', () => {
    expect(ofLog({ uploads: [completed(SECOND)] })).toBeUndefined();
    const uploadLog = unavailable('timeout', 'no answer in time');
    expect(unattributed(healthySnapshot({ uploadLog }), PRIMARY)).toBeUndefined();
  });

  describe('while the log calls hosts by a name that several have', () => {
    const HOST = 'db-01.dc1';
    const doubt = (doubtfulHosts: NonNullable<UploadLog['doubtfulHosts']>, by = 'db-01') =>
      unattributed(
        healthySnapshot({
          metrics: { replica: metric({ [PRIMARY]: 1, [HOST]: 0 }) },
          log: { uploads: [completed(SECOND), completed(SECOND, { host: by })], doubtfulHosts },
        }),
        HOST,
      );

    it('which may be this one', () => {
      expect(doubt([{ host: 'db-01', mayBe: ['db-01.dc1', 'db-01.dc2'] }])).toBe(
        `the log has uploads whose host cannot be told, and they may be those of ${HOST}`,
      );
    });

    it('not where it may only be others, or is another', () => {
      expect(doubt([{ host: 'db-01', mayBe: ['db-01.dc2', 'db-01.dc3'] }])).toBeUndefined();
      expect(doubt([{ host: 'db-01.dc2', mayBe: [HOST] }], 'db-01.dc2')).toBeUndefined();
      expect(
        doubt([{ host: 'db-01', mayBe: ['db-01.dc1', 'db-01.dc2'] }], 'db-02'),
      ).toBeUndefined();
      expect(doubt([])).toBeUndefined();
    });
  });

  describe('while it only knows hosts that the metrics do not', () => {
    const strangers = (count: number, ago = SECOND) =>
      Array.from({ length: count }, (_, index) => completed(ago, { host: `db-${index + 1}` }));
    const only = (names: string): string =>
      `the log has uploads of ${names} only, whom the metrics do not know, and one of them may be ${PRIMARY} by another name: set prometheus.hostLabels or elasticsearch.fields.host so that both call a host the same`;

    it('and names three of them at most, each once', () => {
      expect(ofLog({ uploads: strangers(1) })).toBe(only('db-1'));
      expect(ofLog({ uploads: [...strangers(3), ...strangers(3)] })).toBe(only('db-1, db-2, db-3'));
      expect(ofLog({ uploads: strangers(5) })).toBe(only('db-1, db-2, db-3 and 2 more'));
    });

    it('though they only fail, or what ended is only known from further back', () => {
      expect(ofLog({ uploads: [], failures: [failure(SECOND, { host: 'db-1' })] })).toBe(
        only('db-1'),
      );
      const ended = measured({ from: 0, uploads: strangers(1, LONG_AGO) }, 0);
      expect(ofLog({ uploads: [open(SECOND, { host: 'db-2' })], ended })).toBe(only('db-2, db-1'));
    });

    it('not where one of them is known: the others are of another cluster', () => {
      expect(ofLog({ uploads: [...strangers(2), completed(LONG_AGO)] })).toBeUndefined();
    });

    it('not where none of them uploads now', () => {
      expect(ofLog({ uploads: strangers(2, LONG_AGO) })).toBeUndefined();
      const unnamed = completed(SECOND, { host: undefined, archiver: 'barman' });
      expect(ofLog({ uploads: [...strangers(1, LONG_AGO), unnamed] })).toBeUndefined();
    });
  });
});
