import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { UnreadLines } from '../../src/domain/upload-log.ts';
import { unreadTrouble } from '../../src/facts/unread-trouble.ts';
import {
  completed,
  healthySnapshot,
  NO_METRICS,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  upload,
  type LogParts,
} from '../support/snapshot.ts';

/** The primary's last upload completed 20 s before noon. */
const LAST_END = NOON - 20 * SECOND;

const troubleOf = (unread: Partial<UnreadLines>, log: Partial<LogParts> = {}) =>
  unreadTrouble(healthySnapshot({ log: { unread: { count: 0, samples: [], ...unread }, ...log } }));

const lines = (newestAt: number | undefined, host = PRIMARY, count = 2) => ({
  host,
  count,
  sample: `push of ${host} failed`,
  newestAt,
});

describe('lines that look like errors', () => {
  it('are counted together, with the first of them shown', () => {
    const troubling = [lines(NOON, PRIMARY, 2), { ...lines(NOON, PRIMARY, 3), host: undefined }];

    expect(troubleOf({ troubling })).toEqual([
      `5 not understood that look like errors, such as: push of ${PRIMARY} failed`,
    ]);
    expect(troubleOf({ troubling: [lines(NOON, PRIMARY, 1)] })).toEqual([
      `1 not understood that looks like an error, such as: push of ${PRIMARY} failed`,
    ]);
    expect(troubleOf({})).toEqual([]);
  });

  it('are made good by an upload that ended more than a second after the last of them', () => {
    const isTold = (newestAt: number | undefined) =>
      troubleOf({ troubling: [lines(newestAt)] }).length > 0;

    expect(isTold(LAST_END - SECOND - 1)).toBe(false);
    expect(isTold(LAST_END - SECOND)).toBe(true);
    expect(isTold(undefined)).toBe(true);
    expect(troubleOf({ troubling: [lines(NOON - HOUR)] }, { uploads: [] })).toHaveLength(1);
  });

  it('of another host are no matter of archiving, and of nobody they may be', () => {
    expect(troubleOf({ troubling: [lines(NOON, REPLICA)] })).toEqual([]);
    expect(troubleOf({ troubling: [{ ...lines(NOON), host: undefined }] })).toHaveLength(1);
  });

  it('are anybody’s where nobody knows who archives', () => {
    const snapshot = healthySnapshot({
      log: { uploads: [], unread: { count: 2, samples: [], troubling: [lines(NOON, REPLICA)] } },
      metrics: NO_METRICS,
    });

    expect(unreadTrouble(snapshot)).toHaveLength(1);
  });

  it('are not known without a log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(unreadTrouble(healthySnapshot({ uploadLog }))).toEqual([]);
  });
});

describe('complaints without a time', () => {
  const complaint = (host: string) => ({ host, zone: 'IST', file: undefined, text: `of ${host}` });
  const told = (count: number, ...hosts: readonly string[]) =>
    troubleOf({ undated: { count, newest: hosts.map(complaint) } });

  it('are all counted where those shown are the primary’s', () => {
    expect(told(9, PRIMARY, PRIMARY)).toEqual([
      `9 complaints about archiving: their times could not be read (zone IST): set timeZone to the zone of the hosts; the latest: of ${PRIMARY}`,
    ]);
  });

  it('are only those of the primary where others complain as well', () => {
    expect(told(9, PRIMARY, REPLICA)).toEqual([
      `1 complaint about archiving: its time could not be read (zone IST): set timeZone to the zone of the hosts; the latest: of ${PRIMARY}`,
    ]);
    expect(told(9, REPLICA)).toEqual([]);
  });
});

describe('times in another zone', () => {
  const zoneErrors = (offset: number) => ({
    zoneErrors: [{ host: PRIMARY, count: 4, offset }],
  });

  it('hide what is new where they lie in the future in a file', () => {
    expect(troubleOf(zoneErrors(HOUR), { source: 'log files' })).toEqual([
      expect.stringContaining('the times in 4 lines of patroni-01 lie 60 min in the future'),
    ]);
  });

  it('hide nothing where they lie in the past, or come from the index', () => {
    expect(troubleOf(zoneErrors(-HOUR), { source: 'log files' })).toEqual([]);
    expect(troubleOf(zoneErrors(0), { source: 'log files' })).toEqual([]);
    expect(troubleOf(zoneErrors(HOUR))).toEqual([]);
  });
});

describe('a file that is no log', () => {
  it('is told where it may hide a failure', () => {
    const noLogs = [
      { sentence: 'a is no log', mayHideFailure: true },
      { sentence: 'b is empty', mayHideFailure: false },
    ];

    expect(troubleOf({ noLogs })).toEqual(['a is no log']);
  });
});

describe('lines of an archiver that is not searched for', () => {
  const words = 'they are lines of wal-g, and elasticsearch.archiver';
  const walG = (ago: number) => completed(ago, { archiver: 'wal-g' });
  const walE = (ago: number) => completed(ago, { archiver: 'wal-e' });
  const found = (log: Partial<LogParts>) => troubleOf({}, { searchedFor: ['wal-e'], ...log });

  it('are told, with what to set', () => {
    expect(found({ uploads: [walG(MINUTE)] })).toEqual([
      `${words} does not name it: set it to wal-g`,
    ]);
    expect(found({ uploads: [walG(MINUTE)], archiver: 'wal-e' })).toEqual([
      `${words} says wal-e: set it to wal-g`,
    ]);
  });

  it('are told by the newest upload of the host that archives', () => {
    expect(found({ uploads: [walE(2 * MINUTE), walG(MINUTE)] })).toHaveLength(1);
    expect(found({ uploads: [walG(2 * MINUTE), walE(MINUTE)] })).toEqual([]);
    expect(found({ uploads: [walG(MINUTE), walE(2 * MINUTE)] })).toHaveLength(1);
    expect(found({ uploads: [walG(2 * MINUTE), open(MINUTE, { archiver: 'wal-e' })] })).toEqual([]);
    expect(
      found({ uploads: [walE(2 * MINUTE), { ...walG(MINUTE), host: REPLICA }, upload()] }),
    ).toEqual([]);
  });

  it('are none where every line was read, or the log does not say whose they are', () => {
    expect(found({ uploads: [walG(MINUTE)], searchedFor: undefined })).toEqual([]);
    expect(found({ uploads: [upload()] })).toEqual([]);
    expect(found({ uploads: [walG(MINUTE), upload()] })).toHaveLength(1);
  });
});
