import { describe, expect, it } from '@jest/globals';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { unavailable } from '../../src/domain/reading.ts';
import type { EndedUpload } from '../../src/domain/upload.ts';
import { hangWithoutBegin } from '../../src/facts/hang-without-begin.ts';
import {
  completed,
  END_OF_LAST,
  failure,
  healthySnapshot,
  LAST,
  metric,
  moment,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const GONE = unavailable('no-data', 'no series');
const HOUR = 60 * MINUTE;
/** As WAL-G logs it: only the end. */
const ended = (ago: number, over: Partial<EndedUpload> = {}): EndedUpload =>
  completed(ago, { archiver: 'wal-g', pid: undefined, beganAt: undefined, ...over });
const failedPush = (ago: number, over: Parameters<typeof failure>[1] = {}) =>
  failure(ago, { archiver: 'wal-g', pid: undefined, ...over });
/** A success by PostgreSQL's count so long ago, which ages from sample to sample. */
const succeeded = (ago: number) =>
  metric({ [PRIMARY]: (pointAgo) => Math.max(0, ago - pointAgo) / SECOND + pointAgo / 1e9 });
/** A failure by PostgreSQL's count so long ago. */
const failedByPostgres = (ago: number) =>
  metric({ [PRIMARY]: (pointAgo) => (pointAgo > ago ? 0 : (NOON - ago) / SECOND) });

interface Case {
  readonly log?: Partial<LogParts>;
  readonly metrics?: Partial<MetricReadings>;
}

/** Nothing has completed for ten minutes, by nobody's word, and three files wait. */
const snapshotOf = ({ log, metrics }: Case = {}) =>
  healthySnapshot({
    log: { uploads: [ended(10 * MINUTE)], ...log },
    metrics: {
      lastArchive: metric({ [PRIMARY]: moment(10 * MINUTE) }),
      pendingWal: metric({ [PRIMARY]: 3 }),
      ...metrics,
    },
  });
const hang = (seen: Case = {}) => hangWithoutBegin(snapshotOf(seen), PRIMARY, 'wal-g');
const sinceOf = (seen: Case): number | undefined => {
  const since = hang(seen)?.trouble.since;
  return since === undefined ? undefined : NOON - since;
};

describe('a hang that leaves no trace in the log', () => {
  it('is told since the last sign of life, with what shows it', () => {
    expect(hang()).toEqual({
      headline: `an upload from ${PRIMARY} seems stuck: nothing has completed for 10 min, and 3 segments are waiting`,
      trouble: { since: NOON - 10 * MINUTE },
      evidence: [
        {
          from: 'metric',
          text: '3 files wait in archive_status, and never fewer than one for 5 min',
        },
        {
          from: 'log',
          text: 'wal-g does not log when an upload starts, so a hung one leaves no trace; none completed and none failed for 10 min',
        },
      ],
    });
  });

  it("has PostgreSQL's own word beside it where it counts", () => {
    expect(hang({ metrics: { archiverAge: succeeded(10 * MINUTE) } })?.evidence[2]).toEqual({
      from: 'metric',
      text: 'pg_stat_archiver stands still: the last success was 10 min ago',
    });
  });

  it.each(['pgbackrest', 'barman-cloud'] as const)('may be one of %s, too', (archiver) => {
    expect(hangWithoutBegin(snapshotOf(), PRIMARY, archiver)).toBeDefined();
  });

  it('is none of an archiver that logs the begin, or that nobody knows', () => {
    expect(hangWithoutBegin(snapshotOf(), PRIMARY, 'wal-e')).toBeUndefined();
    expect(hangWithoutBegin(snapshotOf(), PRIMARY, undefined)).toBeUndefined();
  });

  it('is told of the one primary alone', () => {
    const pendingWal = metric({ [PRIMARY]: 3, [REPLICA]: 3 });
    const both = snapshotOf({ metrics: { pendingWal } });
    expect(hangWithoutBegin(both, PRIMARY, 'wal-g')).toBeDefined();
    expect(hangWithoutBegin(both, REPLICA, 'wal-g')).toBeUndefined();
    expect(hangWithoutBegin(snapshotOf(), undefined, 'wal-g')).toBeUndefined();
    const replica = metric({ [PRIMARY]: 0, [REPLICA]: 0 });
    expect(hang({ metrics: { replica } })).toBeUndefined();
  });

  it('cannot be told without a log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');
    const { metrics } = snapshotOf();

    expect(
      hangWithoutBegin(healthySnapshot({ uploadLog, metrics }), PRIMARY, 'wal-g'),
    ).toBeUndefined();
  });
});

describe('the files that wait', () => {
  it('are two at least: the one that is handed out, and another', () => {
    expect(hang({ metrics: { pendingWal: metric({ [PRIMARY]: 2 }) } })).toBeDefined();
    expect(hang({ metrics: { pendingWal: metric({ [PRIMARY]: 1 }) } })).toBeUndefined();
  });

  it('are counted, and have waited for as long as an upload may take', () => {
    expect(hang({ metrics: { pendingWal: GONE } })).toBeUndefined();
    const waiting = (span: number) => metric({ [PRIMARY]: (ago) => (ago <= span ? 3 : 0) });
    expect(hang({ metrics: { pendingWal: waiting(5 * MINUTE) } })).toBeDefined();
    expect(hang({ metrics: { pendingWal: waiting(4 * MINUTE) } })).toBeUndefined();
  });
});

describe('an upload that hangs while the archiver uploads ahead', () => {
  const file = (number: number) => segment(number);
  /** The segment 0x70 is missing for so long, and the later ones completed just now; what waits reaches back to it. */
  const ahead = (ago: number, metrics: Partial<MetricReadings> = {}) => ({
    log: {
      uploads: [
        ended(30 * MINUTE, { file: file(0x6e) }),
        ended(ago, { file: file(0x6f) }),
        ...[0x71, 0x72, LAST].map((number) => ended(3 * MINUTE + SECOND, { file: file(number) })),
      ],
    },
    metrics: {
      lastArchive: metric({ [PRIMARY]: moment(3 * MINUTE) }),
      pendingWal: metric({ [PRIMARY]: LAST + 1 - 0x70 }),
      walPosition: metric({ [PRIMARY]: END_OF_LAST + 4711 }),
      archiverAge: succeeded(ago),
      ...metrics,
    },
  });

  it('is told by its name, since the one before it was completed', () => {
    expect(hang(ahead(6 * MINUTE))).toMatchObject({
      headline: `an upload from ${PRIMARY} seems stuck: ${file(0x70)} has not completed for 6 min, and 8 segments are waiting`,
      trouble: { since: NOON - 6 * MINUTE, file: file(0x70) },
    });
    expect(hang(ahead(6 * MINUTE))?.evidence[1]).toEqual({
      from: 'log',
      text: `wal-g does not log when an upload starts, so a hung one leaves no trace; later ones completed, none failed for 6 min, and ${file(0x70)} still waits by PostgreSQL’s count`,
    });
  });

  it('is none before an upload has taken too long', () => {
    expect(hang(ahead(5 * MINUTE - SECOND))).toBeUndefined();
  });

  it('is none where PostgreSQL has got past it, or archives meanwhile', () => {
    expect(hang(ahead(6 * MINUTE, { pendingWal: metric({ [PRIMARY]: 7 }) }))).toBeUndefined();
    expect(hang(ahead(6 * MINUTE, { archiverAge: succeeded(MINUTE) }))).toBeUndefined();
  });
});

describe('the last sign of life', () => {
  const metrics = { lastArchive: GONE };

  it('is the newest completed upload of the log, five minutes ago at least', () => {
    expect(sinceOf({ log: { uploads: [ended(5 * MINUTE)] }, metrics })).toBe(5 * MINUTE);
    expect(sinceOf({ log: { uploads: [ended(5 * MINUTE - 1)] }, metrics })).toBeUndefined();
  });

  it('is the beginning of the log where it has none', () => {
    const from = (ago: number) => ({ log: { uploads: [], from: NOON - ago }, metrics });

    expect(sinceOf(from(HOUR))).toBe(HOUR);
    expect(sinceOf(from(4 * MINUTE))).toBeUndefined();
  });

  it('is when the host became the primary', () => {
    const since = (ago: number) =>
      metric({ [PRIMARY]: (pointAgo) => (pointAgo > ago ? 1 : 0), [REPLICA]: 1 });

    expect(sinceOf({ metrics: { replica: since(6 * MINUTE) } })).toBe(6 * MINUTE);
    expect(sinceOf({ metrics: { replica: since(4 * MINUTE) } })).toBeUndefined();
  });

  it('is what a metric saw of the same upload a moment later', () => {
    const log = { uploads: [ended(5.5 * MINUTE)] };
    const lastArchive = metric({ [PRIMARY]: moment(4.8 * MINUTE) });

    expect(sinceOf({ log, metrics })).toBe(5.5 * MINUTE);
    expect(sinceOf({ log, metrics: { lastArchive } })).toBeUndefined();
    const archiverAge = metric({ [PRIMARY]: (ago) => (4.8 * MINUTE - ago) / SECOND });
    expect(sinceOf({ log, metrics: { ...metrics, archiverAge } })).toBeUndefined();
  });

  it('is what PostgreSQL counted as failed, though that is hours ago', () => {
    const log = { uploads: [ended(3 * HOUR)] };
    const archiverLastFailed = metric({ [PRIMARY]: (NOON - 2 * HOUR) / SECOND });

    expect(sinceOf({ log, metrics })).toBe(3 * HOUR);
    expect(sinceOf({ log, metrics: { ...metrics, archiverLastFailed } })).toBe(2 * HOUR);
  });
});

describe('no hang, but something else, is what', () => {
  it('fails by the log since the last success', () => {
    expect(hang({ log: { failures: [failedPush(6 * MINUTE)] } })).toBeUndefined();
    expect(hang({ log: { uploads: [], failures: [failedPush(6 * MINUTE)] } })).toBeUndefined();
    expect(
      hang({ log: { failures: [failedPush(20 * MINUTE), failedPush(6 * MINUTE)] } }),
    ).toBeUndefined();
  });

  it.each<readonly [string, ReturnType<typeof failedPush>]>([
    ['failed before the last success', failedPush(20 * MINUTE)],
    ['failed at the very time of the last success', failedPush(10 * MINUTE)],
    ['failed on another host', failedPush(6 * MINUTE, { host: REPLICA })],
    ['was no push', failedPush(6 * MINUTE, { operation: 'fetch' })],
  ])('but not where it %s', (_what, one) => {
    expect(hang({ log: { failures: [one] } })).toBeDefined();
  });

  it("fails by PostgreSQL's count", () => {
    const failing = (ago: number) =>
      hang({ metrics: { archiverLastFailed: failedByPostgres(ago) } });

    expect(failing(6 * MINUTE)).toBeUndefined();
    expect(failing(20 * MINUTE)).toBeDefined();
  });

  it('completes by a metric alone, more than a minute after the last end of the log', () => {
    const log = { uploads: [ended(10 * MINUTE)] };
    const byMetric = (ago: number) =>
      hang({ log, metrics: { lastArchive: metric({ [PRIMARY]: moment(ago) }) } });

    expect(byMetric(9 * MINUTE)).toBeDefined();
    expect(byMetric(9 * MINUTE - SECOND)).toBeUndefined();
    expect(hang({ log: { uploads: [] } })).toBeUndefined();
  });

  it("completes by PostgreSQL's count alone, by more than the log is behind it", () => {
    const byPostgres = (ago: number, shippingLag: number) =>
      hang({
        log: { uploads: [ended(10 * MINUTE)], shippingLag },
        metrics: {
          lastArchive: GONE,
          archiverAge: metric({ [PRIMARY]: (pointAgo) => (ago - pointAgo) / SECOND }),
        },
      });

    expect(byPostgres(9 * MINUTE, 0)).toBeDefined();
    expect(byPostgres(9 * MINUTE - SECOND, 0)).toBeUndefined();
    expect(byPostgres(7 * MINUTE, 2 * MINUTE)).toBeDefined();
    expect(byPostgres(7 * MINUTE - SECOND, 2 * MINUTE)).toBeUndefined();
  });

  it('is unheard of: neither the log arrives, nor does a metric tell', () => {
    const silent = {
      pipeline: {
        newestAt: NOON - 10 * MINUTE,
        hosts: [{ host: PRIMARY, newestAt: NOON - 10 * MINUTE }],
        tags: [],
      },
    };
    const lastArchive = GONE;

    expect(hang({ metrics: { lastArchive } })).toBeDefined();
    expect(hang({ log: silent, metrics: { lastArchive } })).toBeUndefined();
    expect(hang({ log: silent })).toBeDefined();
    expect(
      hang({ log: silent, metrics: { lastArchive, archiverAge: succeeded(10 * MINUTE) } }),
    ).toBeDefined();
  });

  it('has uploads that may be its own', () => {
    const uploads = [ended(10 * MINUTE), ended(MINUTE, { host: undefined })];

    expect(hang({ log: { uploads } })).toBeUndefined();
  });
});
