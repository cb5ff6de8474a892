import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { HOUR, MINUTE, SECOND, type DurationMs } from '../../src/domain/time.ts';
import { archiverOf } from '../../src/facts/archiver.ts';
import { uploadMissingFromLog } from '../../src/facts/unshipped.ts';
import { postgresFailures } from '../../src/facts/postgres-failures.ts';
import { archivingHost } from '../../src/facts/uploads.ts';
import { archiverNotRunning } from '../../src/rules/archiver-not-running.ts';
import { logShippingMissing } from '../../src/rules/log-shipping-missing.ts';
import { metricsStale } from '../../src/rules/metrics-stale.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import { uploadStuck } from '../../src/rules/upload-stuck.ts';
import {
  completed,
  failure,
  healthySnapshot,
  metric,
  moment,
  moments,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
import { verdictOf } from '../support/verdict.ts';

const GONE = unavailable('no-data', 'no series');

/** The newest push records are all another host's; that the primary completed something is known from further back. */
const crowdedOut = (
  ago: DurationMs,
  { log = {}, metrics = {} }: Parameters<typeof healthySnapshot>[0] & object = {},
): Snapshot =>
  healthySnapshot({
    log: {
      uploads: [open(30 * SECOND, { host: REPLICA, file: segment(3) })],
      ended: { from: NOON - 24 * HOUR, uploads: [completed(ago, { archiver: 'wal-g' })] },
      ...log,
    },
    metrics,
  });

describe('an upload that lies beyond the newest records', () => {
  it('is in the log: its lines do arrive', () => {
    const snapshot = crowdedOut(5 * MINUTE, {
      metrics: { lastArchive: metric({ [PRIMARY]: moments(5 * MINUTE) }) },
    });

    expect(uploadMissingFromLog(snapshot, PRIMARY)?.missing).toBe(false);
    expect(logShippingMissing(snapshot).kind).toBe('clear');
  });

  it('is a sign that the archiver runs', () => {
    const backlog = { pendingWal: metric({ [PRIMARY]: 5 }), lastArchive: GONE };

    expect(archiverNotRunning(crowdedOut(MINUTE, { metrics: backlog })).kind).toBe('clear');
    expect(archiverNotRunning(crowdedOut(20 * MINUTE, { metrics: backlog })).kind).toBe('problem');
  });

  it('is newer than a failure that PostgreSQL counted before it', () => {
    const metrics = {
      lastArchive: GONE,
      archiverLastFailed: metric({ [PRIMARY]: moment(2 * MINUTE) }),
    };

    expect(postgresFailures(crowdedOut(MINUTE, { metrics }), PRIMARY)).toBeUndefined();
    expect(postgresFailures(crowdedOut(3 * MINUTE, { metrics }), PRIMARY)?.lastSuccessAt).toBe(
      NOON - 3 * MINUTE,
    );
  });

  it('ends a hang of an archiver that logs no begin', () => {
    const metrics = { pendingWal: metric({ [PRIMARY]: 5 }), lastArchive: GONE };
    const log = { archiver: 'pgbackrest' as const };
    const since = (ago: DurationMs) =>
      crowdedOut(ago, {
        log: {
          ...log,
          ended: { from: NOON - 24 * HOUR, uploads: [completed(ago, { archiver: 'pgbackrest' })] },
        },
        metrics,
      });

    expect(uploadStuck(since(MINUTE)).kind).toBe('clear');
    expect(uploadStuck(since(20 * MINUTE)).kind).toBe('problem');
  });

  it('shows that the metric made from the log stands still', () => {
    const metrics = { lastArchive: metric({ [PRIMARY]: moments(HOUR) }) };

    expect(metricsStale(crowdedOut(5 * MINUTE, { metrics })).kind).toBe('problem');
  });

  it('ends a failure of before, and not one of after it', () => {
    const log = {
      failures: [failure(3 * MINUTE, { pid: undefined, operation: 'unknown' as const })],
    };
    const push = { failures: [failure(3 * MINUTE)] };
    const metrics = { lastArchive: GONE };

    expect(uploadFailing(crowdedOut(MINUTE, { log: push, metrics })).kind).toBe('clear');
    expect(uploadFailing(crowdedOut(4 * MINUTE, { log: push, metrics })).kind).toBe('problem');
    expect(uploadFailing(crowdedOut(MINUTE, { log, metrics })).kind).toBe('clear');
  });

  it('tells the archiver, and who archives where nobody says who is primary', () => {
    const snapshot = crowdedOut(MINUTE, { log: { uploads: [] }, metrics: { replica: GONE } });

    expect(archiverOf(snapshot, PRIMARY)).toBe('wal-g');
    expect(archivingHost(snapshot)).toBe(PRIMARY);
  });
});

it('holes that were looked for only in part are told from where the counting began, not the fetching', () => {
  const lack = { part: 'earlier segments', detail: 'ask for this one alone' } as const;
  const words = (earlier: number | undefined): string =>
    verdictOf(
      healthySnapshot({
        log: {
          ended: {
            from: NOON - HOUR,
            uploads: [completed(20 * SECOND)],
            ...(earlier === undefined
              ? {}
              : { earlier: { from: NOON - earlier, segments: 100, counted: [], missing: [] } }),
          },
          unreadParts: [lack],
        },
      }),
    ).headline;

  expect(words(undefined)).toMatch(/; holes were looked for in the last 60 min only$/);
  expect(words(6 * HOUR)).toMatch(/; holes were looked for in the last 6 h only$/);
});
