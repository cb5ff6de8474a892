import { describe, expect, it } from '@jest/globals';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { unavailable } from '../../src/domain/reading.ts';
import type { ArchiverFailure } from '../../src/domain/upload.ts';
import { archiverComplainedAfter, fullDiskSaid } from '../../src/facts/full-disk-said.ts';
import type { Primary } from '../../src/facts/primary.ts';
import {
  completed,
  failure,
  healthySnapshot,
  metric,
  NOON,
  PRIMARY,
  REPLICA,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const ONE: Primary = { kind: 'one', host: PRIMARY, since: undefined, replicas: [REPLICA] };
const NOBODY: Primary = { kind: 'unknown', reason: '' };
const NO_LOG = unavailable('timeout', 'no answer in time');
const full = (ago: number, over: Partial<ArchiverFailure> = {}): ArchiverFailure =>
  failure(ago, { walDiskFull: true, reportedBy: 'postgresql', operation: 'other', ...over });

const said = (
  failures: readonly ArchiverFailure[],
  {
    primary = ONE,
    uploads = [],
    metrics = {},
  }: { primary?: Primary; uploads?: LogParts['uploads']; metrics?: Partial<MetricReadings> } = {},
) => {
  const found = fullDiskSaid(healthySnapshot({ log: { uploads, failures }, metrics }), primary);
  return found && (NOON - found.at) / MINUTE;
};

describe("PostgreSQL's word that the disk of pg_wal is full", () => {
  it('is its newest, for an hour', () => {
    expect(said([full(20 * MINUTE), full(10 * MINUTE), failure(MINUTE)])).toBe(10);
    expect(said([full(60 * MINUTE)])).toBe(60);
    expect(said([full(60 * MINUTE + 1)])).toBeUndefined();
    expect(said([failure(MINUTE)])).toBeUndefined();
  });

  it('counts of the primary, or of anybody while nobody says who that is', () => {
    const byReplica = full(5 * MINUTE, { host: REPLICA });

    expect(said([byReplica])).toBeUndefined();
    expect(said([byReplica], { primary: NOBODY })).toBe(5);
    expect(said([byReplica, full(10 * MINUTE)])).toBe(10);
  });

  it('is over once its host has uploaded something later', () => {
    const uploads = (ago: number, host = PRIMARY) => ({ uploads: [completed(ago, { host })] });

    expect(said([full(10 * MINUTE)], uploads(10 * MINUTE))).toBe(10);
    expect(said([full(10 * MINUTE)], uploads(10 * MINUTE - 1))).toBeUndefined();
    expect(said([full(10 * MINUTE)], uploads(MINUTE, REPLICA))).toBe(10);
  });

  it('is over once the metrics have seen the disk later', () => {
    const until = (ago: number, host = PRIMARY) => ({
      metrics: { walDiskFree: metric({ [host]: (pointAgo) => (pointAgo < ago ? undefined : 1) }) },
    });

    expect(said([full(10 * MINUTE)], until(10 * MINUTE))).toBe(10);
    expect(said([full(10 * MINUTE)], until(9.5 * MINUTE))).toBeUndefined();
    expect(said([full(10 * MINUTE)], until(0, REPLICA))).toBe(10);
    const byReplica = [full(10 * MINUTE, { host: REPLICA })];
    expect(said(byReplica, { primary: NOBODY, ...until(0, REPLICA) })).toBeUndefined();
    expect(said(byReplica, { primary: NOBODY, ...until(0) })).toBe(10);
    const nobodys = [full(10 * MINUTE, { host: undefined })];
    expect(said(nobodys, { primary: NOBODY, ...until(0) })).toBe(10);
  });

  it('is not known without a log', () => {
    expect(fullDiskSaid(healthySnapshot({ uploadLog: NO_LOG }), ONE)).toBeUndefined();
  });
});

describe('a server that runs', () => {
  const complained = (over: Partial<ArchiverFailure>, ago = MINUTE): boolean => {
    const failures = [failure(ago, { reportedBy: 'postgresql', ...over })];
    return archiverComplainedAfter(healthySnapshot({ log: { failures } }), full(10 * MINUTE));
  };

  it('has an archiver that complains of its command since', () => {
    expect(complained({})).toBe(true);
    expect(complained({}, 10 * MINUTE - SECOND)).toBe(true);
    expect(complained({}, 10 * MINUTE)).toBe(false);
  });

  it('is not told by others’ complaints', () => {
    expect(complained({ reportedBy: 'archiver' })).toBe(false);
    expect(complained({ operation: 'fetch' })).toBe(false);
    expect(complained({ host: REPLICA })).toBe(false);
    expect(archiverComplainedAfter(healthySnapshot({ uploadLog: NO_LOG }), full(0))).toBe(false);
  });
});
