import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  METRIC_NAMES,
  type JobReading,
  type MetricName,
  type MetricReading,
  type MetricReadings,
} from '../../src/domain/metrics.ts';
import { measured, unavailable, type Reading } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  END_OF_LAST,
  failure,
  healthySnapshot,
  jobMetric,
  metric,
  moment,
  moments,
  NO_METRICS,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  uploadLog,
} from '../support/snapshot.ts';
import { codeOf, verdictOf } from '../support/verdict.ts';
import { runs } from '../support/properties.ts';

const GONE = unavailable('unreachable', 'connection refused');
const NO_SERIES = unavailable('no-data', 'no series');

describe('the verdict', () => {
  it('is healthy for a healthy cluster', () => {
    expect(verdictOf(healthySnapshot())).toEqual({
      code: 'healthy',
      severity: 'ok',
      headline: `WAL archiving is healthy: last upload 20 s ago from ${PRIMARY} (primary)`,
    });
  });

  it('says so in the headline when how much waits is not known', () => {
    const metrics = { pendingWal: NO_SERIES, walPosition: NO_SERIES };

    expect(verdictOf(healthySnapshot({ metrics })).headline).toContain(
      'how much WAL waits is not known',
    );
  });

  it('cannot tell without any source, and names both', () => {
    const verdict = verdictOf(healthySnapshot({ uploadLog: GONE, metrics: NO_METRICS }));

    expect(verdict).toEqual({
      code: 'cannot-tell',
      severity: 'unknown',
      headline:
        'cannot tell whether WAL is archived: could not read Elasticsearch (connection refused) and Prometheus (no answer in time)',
    });
  });

  it('is never healthy by the log alone', () => {
    expect(codeOf(healthySnapshot({ metrics: NO_METRICS }))).toBe('cannot-tell');
  });

  it('says what the metrics say alone, and only where they have two signs of life that all seems well', () => {
    expect(verdictOf(healthySnapshot({ uploadLog: GONE })).headline).toContain(
      'by the metrics alone',
    );
    const metrics = { pendingWal: NO_SERIES, walPosition: NO_SERIES };
    const { code, headline } = verdictOf(healthySnapshot({ uploadLog: GONE, metrics }));
    expect(code).toBe('cannot-tell');
    expect(headline).not.toContain('by the metrics alone');
  });

  it('is not healthy where the index of the log is not there, nor where no log is set up', () => {
    const noIndex = unavailable('no-data', 'no such index: pubsub-postgres-inf-gprd');

    expect(verdictOf(healthySnapshot({ uploadLog: noIndex }))).toMatchObject({
      code: 'cannot-tell',
      severity: 'unknown',
    });
    const none = unavailable('not-configured', 'set ELASTICSEARCH_URL');
    expect(verdictOf(healthySnapshot({ uploadLog: none }))).toMatchObject({
      code: 'cannot-tell',
      severity: 'unknown',
      headline: expect.stringMatching(
        /^cannot tell whether all is well: no log is set up, .*; what was read says: WAL archiving is healthy by the metrics alone/,
      ),
      lacksSetup: true,
    });
  });

  it('is a lack of the set-up alone only where nothing that is there failed', () => {
    const uploadLog = unavailable('not-configured', 'set ELASTICSEARCH_URL');
    const metrics = { logExporterUp: unavailable('timeout', 'no answer in time') };

    const verdict = verdictOf(healthySnapshot({ uploadLog, metrics }));
    expect(verdict.headline).toContain(
      'could not read Prometheus logExporterUp (no answer in time)',
    );
    expect(verdict).not.toHaveProperty('lacksSetup');
  });

  it('does not take PostgreSQL’s own counts for a proof: a command that stores nothing pleases both', () => {
    const metrics = { lastArchive: NO_SERIES, archiverAge: metric({ [PRIMARY]: 5 }) };

    expect(codeOf(healthySnapshot({ uploadLog: GONE, metrics }))).toBe('cannot-tell');
    const noLogMetric = { ...metrics, lastArchive: unavailable('not-configured', 'switched off') };
    expect(codeOf(healthySnapshot({ metrics: noLogMetric }))).toBe('healthy');
  });

  it('does not take a lower end that nobody measured for a sign that little waits', () => {
    const only = (walPosition: (ago: number) => number | undefined) => ({
      pendingWal: NO_SERIES,
      lastArchive: unavailable('not-configured', 'switched off'),
      archiverAge: NO_SERIES,
      walPosition: metric({ [PRIMARY]: walPosition }),
    });
    const ahead = (segments: number) => END_OF_LAST + segments * 16 * 1024 * 1024;
    const codeWith = (walPosition: (ago: number) => number | undefined) =>
      codeOf(healthySnapshot({ metrics: only(walPosition) }));

    // A hundred were written in the last three minutes: what was written before that is archived.
    expect(codeWith((ago) => (ago < 3 * MINUTE ? ahead(100) : ahead(0)))).toBe('healthy');
    expect(codeWith((ago) => (ago < 3 * MINUTE ? ahead(100) : undefined))).toBe('cannot-tell');
    expect(codeWith((ago) => (ago < 3 * MINUTE ? ahead(1) : undefined))).toBe('healthy');
  });

  it('is not idle while the position is ahead of what was archived, though no file waits', () => {
    const metrics = {
      lastArchive: metric({ [PRIMARY]: moment(50 * MINUTE) }),
      walPosition: metric({ [PRIMARY]: END_OF_LAST + 5 * 16 * 1024 * 1024 }),
    };
    const log = { uploads: [completed(50 * MINUTE)] };

    expect(codeOf(healthySnapshot({ log, metrics }))).toBe('archiver-not-running');
  });

  it('counts a gauge that stands still for no later than when it was first seen', () => {
    const ahead = (ago: number) => (NOON - Math.max(ago, 40 * MINUTE) + 60 * MINUTE) / SECOND;
    const metrics = { lastArchive: metric({ [PRIMARY]: ahead }), walPosition: NO_SERIES };

    expect(codeOf(healthySnapshot({ uploadLog: GONE, metrics }))).toBe('cannot-tell');
  });

  it('names the most harmful of several problems', () => {
    const log = { uploads: [open(20 * MINUTE)], failures: [failure(10 * SECOND)] };
    const metrics = {
      lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }),
      pendingWal: metric({ [PRIMARY]: 100 }),
    };

    expect(codeOf(healthySnapshot({ log, metrics }))).toBe('upload-failing');
  });

  it('lists what could not be read, and not what was switched off', () => {
    const { unavailable: list } = reportStatus(
      healthySnapshot({
        metrics: {
          archiverAge: unavailable('not-configured', 'switched off'),
          pendingWal: NO_SERIES,
        },
      }),
      0,
    );

    expect(list).toEqual([
      {
        source: 'prometheus',
        part: 'pendingWal',
        reason: 'no-data',
        detail: 'no series',
        cost: 'what waits is estimated from walPosition',
      },
      {
        source: 'base backups',
        reason: 'no-data',
        detail: 'no series',
        cost: 'nothing is said about them',
      },
    ]);
  });
});

// Evidence of every kind, put together at random: whatever comes out must keep the product's law.
const logReading: fc.Arbitrary<Reading<UploadLog>> = fc.oneof(
  fc.constant(GONE),
  fc
    .record({
      lastAgo: fc.constantFrom(20 * SECOND, 4 * MINUTE, 14 * MINUTE, 40 * MINUTE, undefined),
      openAgo: fc.constantFrom(30 * SECOND, 6 * MINUTE, 60 * MINUTE, undefined),
      failedAgo: fc.constantFrom(10 * SECOND, 20 * MINUTE, undefined),
      by: fc.constantFrom(PRIMARY, REPLICA),
      ships: fc.boolean(),
    })
    .map(({ lastAgo, openAgo, failedAgo, by, ships }) =>
      measured(
        uploadLog({
          uploads: [
            ...(lastAgo === undefined ? [] : [completed(lastAgo, { host: by })]),
            ...(openAgo === undefined ? [] : [open(openAgo, { pid: 9 })]),
          ],
          failures: failedAgo === undefined ? [] : [failure(failedAgo)],
          ...(ships ? {} : { pipeline: { newestAt: undefined, hosts: [], tags: [] } }),
        }),
        NOON,
      ),
    ),
);
const reading = (...values: MetricReading[]) =>
  fc.constantFrom<MetricReading>(NO_SERIES, ...values);
/** A moment that a job pushed when it came. */
const pushedAgo = (hours: number) => (agoMs: number) =>
  agoMs <= hours * HOUR ? (NOON - hours * HOUR) / SECOND : undefined;
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
const metricReadings = fc.record<MetricReadings>({
  replica: reading(
    metric({ [PRIMARY]: 0, [REPLICA]: 1 }),
    metric({ [PRIMARY]: 1, [REPLICA]: 0 }),
    metric({ [PRIMARY]: 0, [REPLICA]: 0 }),
    metric({ [PRIMARY]: 1, [REPLICA]: 1 }),
  ),
  lastArchive: reading(
    metric({ [PRIMARY]: moments(20 * SECOND) }),
    metric({ [PRIMARY]: moment(40 * MINUTE) }),
  ),
  logExporterUp: reading(metric({ [PRIMARY]: 1 }), metric({ [PRIMARY]: 0 })),
  archiverAge: reading(metric({ [PRIMARY]: 10 }), metric({ [PRIMARY]: 9000 })),
  archiverFailedCount: reading(
    metric({ [PRIMARY]: 3 }),
    metric({ [PRIMARY]: (ago) => 9000 - ago / SECOND }),
  ),
  archiverLastFailed: reading(
    metric({ [PRIMARY]: 0 }),
    metric({ [PRIMARY]: moments(5 * SECOND) }),
    metric({ [PRIMARY]: moment(30 * MINUTE) }),
  ),
  pendingWal: reading(
    metric({ [PRIMARY]: 0 }),
    metric({ [PRIMARY]: 3 }),
    metric({ [PRIMARY]: 3000 }),
  ),
  walPosition: reading(
    metric({ [PRIMARY]: END_OF_LAST }),
    metric({ [PRIMARY]: (ago) => END_OF_LAST + 1e9 - ago * 1e3 }),
  ),
  // Mostly in order, so that there is something to be healthy.
  baseBackupSuccess: mostly<JobReading>(
    jobMetric({ patroni: pushedAgo(1) }),
    NO_SERIES,
    jobMetric({ patroni: pushedAgo(40) }),
    jobMetric({ patroni: 0 }),
  ),
  baseBackupStart: mostly<JobReading>(NO_SERIES, jobMetric({ patroni: pushedAgo(2) })),
  baseBackupFailed: mostly<JobReading>(
    jobMetric({ patroni: 0 }),
    NO_SERIES,
    jobMetric({ patroni: 1 }),
  ),
  walDiskFree: reading(metric({ [PRIMARY]: 5e9 })),
});
const snapshots = fc
  .record({ uploadLog: logReading, metrics: metricReadings })
  .map((difference) => healthySnapshot(difference));

describe('the law: unknown is never healthy', () => {
  it('healthy and idle stand on a known primary, and on no problem', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const { verdict, overview, findings } = reportStatus(snapshot, 0);
        fc.pre(verdict.severity === 'ok');

        expect(overview.primary).toBeDefined();
        expect(findings.filter(({ kind }) => kind === 'problem')).toEqual([]);
      }),
      { numRuns: runs(100), maxSkipsPerRun: 2000 },
    );
  });

  it('taking a source away never turns a problem, or not knowing, into healthy', () => {
    const removable = fc.constantFrom<MetricName | 'log'>('log', ...METRIC_NAMES);
    fc.assert(
      fc.property(snapshots, removable, (snapshot, source) => {
        const less =
          source === 'log'
            ? { ...snapshot, uploadLog: GONE }
            : { ...snapshot, metrics: { ...snapshot.metrics, [source]: GONE } };
        expect(verdictOf(less).severity).not.toBe('ok');
      }),
      { numRuns: runs(2000) },
    );
  });

  it('an older last upload never makes a verdict milder', () => {
    const rank = { ok: 0, unknown: 1, warning: 2, critical: 3 };
    const age = fc.integer({ min: 0, max: 3 * 60 * MINUTE });
    fc.assert(
      fc.property(age, age, fc.integer({ min: 0, max: 5000 }), (a, b, waiting) => {
        const at = (ago: number) =>
          rank[
            verdictOf(
              healthySnapshot({
                log: { uploads: [completed(ago)] },
                metrics: {
                  lastArchive: metric({ [PRIMARY]: moment(ago) }),
                  pendingWal: metric({ [PRIMARY]: waiting }),
                },
              }),
            ).severity
          ];

        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
      }),
      { numRuns: runs(500) },
    );
  });
});
